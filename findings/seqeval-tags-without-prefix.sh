#!/usr/bin/env bash
# seqeval takes every tag "ORG" for "outside", so a system that finds no organisation gets an F1 of 1.0.
#
# Expected: tags without B- and I- ("PER", "ORG") are refused, or count as entities of these types.
# What happens: the first letter is taken for the prefix. "PER" becomes the type "ER", and "ORG" begins with O, which
# stands for "outside": organisations are in neither the truth nor the prediction. Types that differ in the first
# letter alone (LIVER and RIVER) become one. There are warnings, yet a score comes out that looks good.
# Versions: seqeval 1.2.2, scikit-learn 1.9.1, numpy 2.4.6
# Seen on 2026-11-30:
#   no organisation found: F1 1.0
#   LIVER and RIVER exchanged: F1 1.0
#   the same tags with B- in front: F1 0.667 and 0.0
#
# Exit status: 0 while the libraries still behave like this, 1 once they no longer do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile seqeval==1.2.2 scikit-learn==1.9.1 numpy==2.4.6
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import sys

from seqeval.metrics import f1_score


def score(truth: list[str], predicted: list[str], prefix: str = "") -> float:
    """The F1 of one sentence, whose entities are one word long each."""
    tags = [[tag if tag == "O" else prefix + tag for tag in sentence] for sentence in (truth, predicted)]
    return round(float(f1_score([tags[0]], [tags[1]])), 3)


missing = (["PER", "O", "ORG"], ["PER", "O", "O"])
exchanged = (["LIVER", "O", "RIVER"], ["RIVER", "O", "LIVER"])
seen = [score(*missing), score(*exchanged)]
right = [score(*missing, "B-"), score(*exchanged, "B-")]
print(f"no organisation found: F1 {seen[0]}")
print(f"LIVER and RIVER exchanged: F1 {seen[1]}")
print(f"the same tags with B- in front: F1 {right[0]} and {right[1]}")

if (seen, right) != ([1.0, 1.0], [0.667, 0.0]):
    sys.exit("Changed: tags without a prefix are now read otherwise.")
PYTHON
