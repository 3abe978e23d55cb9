#!/usr/bin/env bash
# pylatexenc's text of a LaTeX table holds numbers that nobody printed: 9.1 becomes 19.1.
#
# Expected: latex_to_text gives what one reads on the page.
# What happens: \phantom, which prints nothing and only aligns numbers, is printed; so are the colour of a cell, the
# number of rows of \multirow and the hidden part between \iffalse and \fi. Each runs into the number beside it.
# Versions: pylatexenc 2.11
# Seen on 2026-11-30:
#   \phantom{1}9.1 -> 19.1
#   \multirow{2}{*}{91.2} -> 2*91.2
#   \cellcolor{gray!20}91.2 -> gray!2091.2
#   \textsuperscript{2}91.2 -> 291.2
#   \iffalse 88.8 \fi 91.2 -> 88.8 91.2
#
# Exit status: 0 while the libraries still behave like this, 1 once they no longer do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile pylatexenc==2.11
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import sys

from pylatexenc.latex2text import LatexNodes2Text

cells = {
    r"\phantom{1}9.1": "19.1",
    r"\multirow{2}{*}{91.2}": "2*91.2",
    r"\cellcolor{gray!20}91.2": "gray!2091.2",
    r"\textsuperscript{2}91.2": "291.2",
    r"\iffalse 88.8 \fi 91.2": "88.8 91.2",
}
changed = []
for cell, seen in cells.items():
    text = LatexNodes2Text().latex_to_text(cell)
    print(f"{cell} -> {text}")
    if text != seen:
        changed.append(cell)

if changed:
    sys.exit(f"Changed: the text of {', '.join(changed)}")
PYTHON
