#!/usr/bin/env bash
# fasttext-numpy2 stops most trainings on few words with "Encountered NaN"; fasttext-wheel trains the same file.
#
# Expected: two builds of one library train a classifier of 16 words, since its table of vectors is only small.
# What happens: without parts of words (minn, maxn) or pairs of words, which make the table large, most runs of
# fasttext-numpy2 end with RuntimeError: Encountered NaN, whatever the learning rate. None of fasttext-wheel's does.
# Versions: fasttext-numpy2 0.10.4, fasttext-wheel 0.9.2
# Seen on 2026-11-30:
#   fasttext-numpy2==0.10.4: small table 20 of 20 runs end in NaN, large table 0 of 20
#   fasttext-wheel==0.9.2: small table 0 of 20 runs end in NaN, large table 0 of 20
#
# Exit status: 0 while the libraries still behave like this, 1 once they no longer do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/train.py" <<'PYTHON'
import random
import sys

import fasttext

draw = random.Random(0)
words = {"pos": "good great fine lovely".split(), "neg": "bad awful poor dull".split()}
with open("train.txt", "w") as file:
    for _ in range(800):
        label = draw.choice(["pos", "neg"])
        text = " ".join(draw.choice(words[label] + "the a film plot was is".split()) for _ in range(6))
        print(f"__label__{label} {text}", file=file)


def failed(**settings: int) -> int:
    count = 0
    for _ in range(20):
        try:
            fasttext.train_supervised("train.txt", epoch=5, dim=10, thread=1, verbose=0, **settings)
        except RuntimeError:
            count += 1
    return count


small, large = failed(), failed(minn=2, maxn=4, bucket=200_000)
print(f"{sys.argv[1]}: small table {small} of 20 runs end in NaN, large table {large} of 20")
if (small > 0) != ("numpy2" in sys.argv[1]):
    sys.exit("Changed: another build fails, or none.")
PYTHON
cd "$folder"
for package in fasttext-numpy2==0.10.4 fasttext-wheel==0.9.2; do
  python3 -m venv "$folder/${package%%=*}"
  "$folder/${package%%=*}/bin/pip" install --quiet --no-compile "$package"
  "$folder/${package%%=*}/bin/python" -W ignore train.py "$package"
done
