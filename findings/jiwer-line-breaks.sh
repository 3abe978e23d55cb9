#!/usr/bin/env bash
# jiwer takes the words on both sides of a line break or a tab for one word.
#
# Expected: the word error rate counts words. A transcript that has every word right, and is only broken into lines or
# set with tabs or no-break spaces, has a rate of 0; so has one with two spaces instead of one.
# What happens: words are split at spaces alone. Twelve right words in four lines have an error rate of 0.5, and with a
# word on each line it is 1.0. Two spaces do no harm, and neither does a line break at the end.
# Versions: jiwer 4.0.0
# Seen on 2026-11-30:
#   spaces: 0.000
#   two spaces: 0.000
#   a line break at the end: 0.000
#   four lines of three words: 0.500
#   a word on each line: 1.000
#   tabs: 1.000
#   no-break spaces: 1.000
#
# Exit status: 0 while the libraries still behave like this, 1 once they no longer do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile jiwer==4.0.0
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import sys

import jiwer

words = "the ship left port at noon and came back before the storm".split()
spoken = " ".join(words)
lines = "\n".join(" ".join(words[row : row + 3]) for row in range(0, len(words), 3))
seen = {}
for name, transcript in (
    ("spaces", spoken),
    ("two spaces", "  ".join(words)),
    ("a line break at the end", spoken + "\n"),
    ("four lines of three words", lines),
    ("a word on each line", "\n".join(words)),
    ("tabs", "\t".join(words)),
    ("no-break spaces", "\u00a0".join(words)),
):
    assert transcript.split() == words
    seen[name] = jiwer.wer(spoken, transcript)
    print(f"{name}: {seen[name]:.3f}")

if max(seen["spaces"], seen["two spaces"], seen["a line break at the end"]) != 0:
    sys.exit("Changed: spaces, or a line break at the end, now count as errors.")
if not (seen["four lines of three words"] > 0.4 and min(seen["a word on each line"], seen["tabs"]) > 0.9):
    sys.exit("Changed: a line break or a tab now parts words.")
PYTHON
