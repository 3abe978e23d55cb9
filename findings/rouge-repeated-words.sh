#!/usr/bin/env bash
# The package rouge does not notice when a summary repeats itself; rouge-score does.
#
# Expected: both implement ROUGE, where a repeated word counts as often as it occurs in the reference at most.
# What happens: the package rouge compares sets of words. A summary that says "the cat" four times has a ROUGE-1
# precision of 1.0 there and of 0.375 in rouge-score. A model stuck in a loop, a usual fault, is measured as precise.
# Versions: rouge 1.0.1, rouge-score 0.1.2
# Seen on 2026-11-30:
#   ROUGE-1 precision: rouge 1.000, rouge-score 0.375
#   ROUGE-L precision: rouge 1.000, rouge-score 0.375
#
# Exit status: 0 while the libraries still behave like this, 1 once they no longer do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile rouge==1.0.1 rouge-score==0.1.2
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import sys

from rouge import Rouge
from rouge_score import rouge_scorer

reference, summary = "the cat sat on the mat", "the cat the cat the cat the cat"
sets = Rouge().get_scores(summary, reference)[0]
counts = rouge_scorer.RougeScorer(["rouge1", "rougeL"]).score(reference, summary)
one = (sets["rouge-1"]["p"], counts["rouge1"].precision)
longest = (sets["rouge-l"]["p"], counts["rougeL"].precision)
print(f"ROUGE-1 precision: rouge {one[0]:.3f}, rouge-score {one[1]:.3f}")
print(f"ROUGE-L precision: rouge {longest[0]:.3f}, rouge-score {longest[1]:.3f}")

if not (min(one[0], longest[0]) > 0.999 and max(one[1], longest[1]) < 0.5):
    sys.exit("Changed: the two packages now agree on repeated words.")
PYTHON
