#!/usr/bin/env bash
# A footnote mark in a cell of an HTML table becomes a digit of the score: 91.2 with note 1 is read as 91.21.
#
# Expected: a raised character is kept apart from the number, marked as raised or dropped.
# What happens: pandas.read_html joins the texts, and the cell is the number 91.21; markdownify and html2text write
# 91.21 too, and 10 to the power of -3 becomes 10-3. pandas also reads 0,912 as the number 912, since the comma
# separates thousands for it by default. Result tables on web pages have such notes everywhere.
# Versions: pandas 3.1.1, lxml 6.1.3, markdownify 1.2.3, html2text 2025.4.15
# Seen on 2026-11-30:
#   pandas: [91.21] and [912]
#   markdownify: 91.21 and 10-3
#   html2text: 91.21 and 10-3
#
# Exit status: 0 while the libraries still behave like this, 1 once they no longer do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile pandas==3.1.1 lxml==6.1.3 markdownify==1.2.3 html2text==2025.4.15
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import io
import sys

import html2text
import markdownify
import pandas as pd


def table(cell: str) -> str:
    """An HTML table of one column with one cell."""
    return f"<table><tr><th>score</th></tr><tr><td>{cell}</td></tr></table>"


note, power = table("91.2<sup>1</sup>"), table("10<sup>-3</sup>")
frames = [pd.read_html(io.StringIO(page))[0]["score"].tolist() for page in (note, table("0,912"))]
print(f"pandas: {frames[0]} and {frames[1]}")
texts = {
    "markdownify": [markdownify.markdownify(page) for page in (note, power)],
    "html2text": [html2text.html2text(page) for page in (note, power)],
}
cells = {}
for library, pages in texts.items():
    cells[library] = [page.strip().splitlines()[-1].strip("| ") for page in pages]
    print(f"{library}: {cells[library][0]} and {cells[library][1]}")

if frames != [[91.21], [912]] or any(pair != ["91.21", "10-3"] for pair in cells.values()):
    sys.exit("Changed: raised characters or commas are now read otherwise.")
PYTHON
