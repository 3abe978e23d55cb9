#!/usr/bin/env bash
# fastText opens a file that was cut short, and gives another accuracy.
#
# Expected: a download that broke off raises an error when it is loaded, as one that ends within its first bytes would.
# What happens: the numbers that are missing are taken for zeros or whatever memory holds. load_model says nothing, and
# answers come with probabilities as ever.
# Versions: fasttext-wheel 0.9.2 (fastText 0.9.2), fasttext-predict 0.9.2.4, numpy 1.26.4
# Seen on 2026-11-30:
#   fasttext-wheel==0.9.2: right answers of 4 with the whole file 4, with 95 % of it 4, with 60 % 2
#   fasttext-predict==0.9.2.4: right answers of 4 with the whole file 4, with 95 % of it 4, with 60 % 2
#
# Exit status: 0 while the libraries still behave like this, 1 once they no longer do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for package in fasttext-wheel==0.9.2 fasttext-predict==0.9.2.4; do
  python3 -m venv "$folder/$package"
  "$folder/$package/bin/pip" install --quiet --no-compile "$package" numpy==1.26.4
done
cd "$folder"
cat >answers.py <<'PYTHON'
import sys
from pathlib import Path

import fasttext

fasttext.FastText.eprint = lambda *words: None
whole = Path("model.bin").read_bytes()
rows = [("good", "fine nice"), ("bad", "poor awful"), ("good", "lovely fine"), ("bad", "dull poor")]
right = {}
for share in (100, 95, 60):
    Path("cut.bin").write_bytes(whole[: len(whole) * share // 100])
    model = fasttext.load_model("cut.bin")
    answers = [model.f.predict(f"{text}\n", 1, 0.0, "strict") for _, text in rows]
    right[share] = sum(bool(a) and a[0][1] == f"__label__{label}" for (label, _), a in zip(rows, answers))
print(f"{sys.argv[1]}: right answers of 4 with the whole file {right[100]}, with 95 % of it {right[95]}, "
      f"with 60 % {right[60]}")
if right[100] != 4 or right[95] == 4 and right[60] == 4:
    sys.exit("Changed: what is missing no longer changes answers.")
PYTHON
"$folder/fasttext-wheel==0.9.2/bin/python" -W ignore - <<'PYTHON'
from pathlib import Path

import fasttext

fasttext.FastText.eprint = lambda *words: None
Path("train").write_text("__label__good fine nice lovely\n__label__bad poor awful dull\n" * 50)
fasttext.train_supervised("train", epoch=25, dim=8, verbose=0, thread=1).save_model("model.bin")
PYTHON
for package in fasttext-wheel==0.9.2 fasttext-predict==0.9.2.4; do
  if ! "$folder/$package/bin/python" -W ignore answers.py "$package"; then
    echo "Changed: $package raises an error, or answers as with the whole file."
    exit 1
  fi
done
