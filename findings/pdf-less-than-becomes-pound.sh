#!/usr/bin/env bash
# pdfminer and pdfplumber read "at most 5 ms" in a PDF as "5 pounds": the sign is lost.
#
# Expected: all readers of PDF give the same characters for a page that was made with the standard fonts.
# What happens: reportlab sets signs that Helvetica lacks in the standard font Symbol. pypdf, pypdfium2 and PyMuPDF
# know its encoding; pdfminer.six, and pdfplumber on top of it, take its codes for Latin letters: the sign for "less
# than or equal" becomes a pound sign, delta D and alpha a. A bound looks like a value, a difference like a name.
# Versions: pdfminer.six 20260107, pdfplumber 0.11.10, pypdf 7.1.1, pypdfium2 5.15.2, reportlab 5.1.0
# Seen on 2026-11-30:
#   pdfplumber: latency £ 5 ms, D 1.5, a 0.1
#   pdfminer: latency £ 5 ms, D 1.5, a 0.1
#   pypdf: latency ≤ 5 ms, ∆ 1.5, α 0.1
#   pypdfium2: latency ≤ 5 ms, ∆ 1.5, α 0.1
#
# Exit status: 0 while the libraries still behave like this, 1 once they no longer do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile pdfplumber==0.11.10 pdfminer.six==20260107 pypdf==7.1.1 \
    pypdfium2==5.15.2 reportlab==5.1.0
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import sys

import pdfplumber
import pypdf
import pypdfium2
from pdfminer.high_level import extract_text
from reportlab.pdfgen.canvas import Canvas

canvas = Canvas("page.pdf")
canvas.setFont("Helvetica", 11)
canvas.drawString(72, 700, "latency \u2264 5 ms, \u0394 1.5, \u03b1 0.1")
canvas.save()

with pdfplumber.open("page.pdf") as document:
    texts = {"pdfplumber": document.pages[0].extract_text()}
texts["pdfminer"] = extract_text("page.pdf")
texts["pypdf"] = pypdf.PdfReader("page.pdf").pages[0].extract_text()
texts["pypdfium2"] = pypdfium2.PdfDocument("page.pdf")[0].get_textpage().get_text_range()
for reader, text in texts.items():
    print(f"{reader}: {text.strip()}")

lost = {reader for reader, text in texts.items() if "\u2264" not in text}
if lost != {"pdfplumber", "pdfminer"}:
    sys.exit(f"Changed: the sign is now lost by {sorted(lost)}.")
PYTHON
