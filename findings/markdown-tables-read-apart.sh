#!/usr/bin/env bash
# Five Markdown parsers find different numbers in the same table, or no table.
#
# Expected: the pipe table of a model's card has the same cells in markdown-it-py, mistune, Python-Markdown, marko and
# markdown2; all of them agree on a plain one.
# What happens: if one row has a cell too few, mistune finds no table at all. If a line of text stands right above the
# table, Python-Markdown and marko find none. If the rows have no outer pipes and the first cell of one is empty, its
# numbers move one column to the left in markdown-it-py, marko and markdown2. A pipe within code makes a cell of its own
# in these three, and two of them lose the last number; mistune finds no table then.
# Versions: markdown-it-py 4.3.0, mistune 3.4.0, Markdown 3.11.3, marko 2.2.4, markdown2 2.5.5
# Seen on 2026-11-30:
#   plain:
#     markdown-it-py: last row ['test', '89', '85']
#     mistune: last row ['test', '89', '85']
#     Python-Markdown: last row ['test', '89', '85']
#     marko: last row ['test', '89', '85']
#     markdown2: last row ['test', '89', '85']
#   a cell too few:
#     markdown-it-py: last row ['test', '89', '']
#     mistune: no table
#     Python-Markdown: last row ['test', '89', '']
#     marko: last row ['test', '89', '']
#     markdown2: last row ['test', '89']
#   text above:
#     markdown-it-py: last row ['test', '89', '85']
#     mistune: last row ['test', '89', '85']
#     Python-Markdown: no table
#     marko: no table
#     markdown2: last row ['test', '89', '85']
#   first cell empty:
#     markdown-it-py: last row ['89', '85', '']
#     mistune: last row ['', '89', '85']
#     Python-Markdown: last row ['', '89', '85']
#     marko: last row ['89', '85', '']
#     markdown2: last row ['89', '85']
#   a pipe in code:
#     markdown-it-py: last row ['`a', 'b`', '89']
#     mistune: no table
#     Python-Markdown: last row ['`a|b`', '89', '85']
#     marko: last row ['`a', 'b`', '89']
#     markdown2: last row ['`a', 'b`', '89', '85']
#
# Exit status: 0 while the libraries still behave like this, 1 once they no longer do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile \
    markdown-it-py==4.3.0 mistune==3.4.0 Markdown==3.11.3 marko==2.2.4 markdown2==2.5.5
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import re
import sys

import markdown
import markdown2
import mistune
from markdown_it import MarkdownIt
from marko.ext.gfm import gfm

parsers = {
    "markdown-it-py": MarkdownIt("commonmark").enable("table").render,
    "mistune": mistune.create_markdown(plugins=["table"]),
    "Python-Markdown": lambda text: markdown.markdown(text, extensions=["tables"]),
    "marko": gfm.convert,
    "markdown2": lambda text: markdown2.markdown(text, extras=["tables"]),
}
tables = {
    "plain": "| set | F1 | EM |\n|---|---|---|\n| dev | 91 | 88 |\n| test | 89 | 85 |\n",
    "a cell too few": "| set | F1 | EM |\n|---|---|---|\n| dev | 91 | 88 |\n| test | 89 |\n",
    "text above": "Results:\n| set | F1 | EM |\n|---|---|---|\n| dev | 91 | 88 |\n| test | 89 | 85 |\n",
    "first cell empty": "set | F1 | EM\n---|---|---\ndev | 91 | 88\n | 89 | 85\n",
    "a pipe in code": "| set | F1 | EM |\n|---|---|---|\n| dev | 91 | 88 |\n| `a|b` | 89 | 85 |\n",
}
seen = {}
for table, text in tables.items():
    print(f"{table}:")
    for parser, convert in parsers.items():
        rows = re.findall(r"<tr>(.*?)</tr>", convert(text), re.S)
        cells = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.S) for row in rows[1:]]
        seen[table, parser] = [[re.sub("</?code>", "`", cell) for cell in row] for row in cells]
        print(f"  {parser}: last row {seen[table, parser][-1]}" if cells else f"  {parser}: no table")

if any(seen["plain", parser] != [["dev", "91", "88"], ["test", "89", "85"]] for parser in parsers):
    sys.exit("Changed: the parsers no longer agree on a plain table.")
without = {table: {parser for parser in parsers if not seen[table, parser]} for table in tables}
if "mistune" not in without["a cell too few"] or without["text above"] != {"Python-Markdown", "marko"}:
    sys.exit("Changed: other parsers find a table.")
moved = {parser for parser in parsers if seen["first cell empty", parser][-1][0] == "89"}
if moved != {"markdown-it-py", "marko", "markdown2"}:
    sys.exit("Changed: other parsers move the numbers of a row.")
lost = {parser for parser in parsers if "85" not in str(seen["a pipe in code", parser])}
if "mistune" not in without["a pipe in code"] or lost != {"markdown-it-py", "mistune", "marko"}:
    sys.exit("Changed: other parsers lose a number behind a pipe in code.")
PYTHON
