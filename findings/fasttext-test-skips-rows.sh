#!/usr/bin/env bash
# fastText's test() leaves out rows that it would get wrong, so its precision is too high.
#
# Expected: model.test(file) says how many of the four rows of the file are answered correctly: one, a precision of
# 0.25.
# What happens: rows whose label did not occur in training, which no prediction can get right, are not counted at all.
# The result is two rows and a precision of 0.5. Only the number of rows, which comes first, gives it away.
# Versions: fasttext-wheel 0.9.2 (fastText 0.9.2), numpy 1.26.4
# Seen on 2026-11-30:
#   rows in the file: 4, answered correctly by predict(): 1
#   test(): 2 rows, precision 0.5
#
# Exit status: 0 while the libraries still behave like this, 1 once they no longer do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile fasttext-wheel==0.9.2 numpy==1.26.4
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import sys
from pathlib import Path

import fasttext

fasttext.FastText.eprint = lambda *words: None
Path("train").write_text("__label__good fine nice lovely\n__label__bad poor awful dull\n" * 50)
model = fasttext.train_supervised("train", epoch=25, verbose=0, thread=1)
rows = ["__label__good fine nice", "__label__bad lovely fine", "__label__mixed fine awful", "__label__mixed nice dull"]
Path("test").write_text("\n".join(rows) + "\n")

correct = 0
for row in rows:
    label, text = row.split(" ", 1)
    predicted = model.predict(text)[0]
    correct += label in predicted
count, precision, _ = model.test("test")
print(f"rows in the file: {len(rows)}, answered correctly by predict(): {correct}")
print(f"test(): {count} rows, precision {precision}")

if (correct, count, precision) != (1, 2, 0.5):
    sys.exit("Changed: test() no longer leaves those rows out.")
PYTHON
