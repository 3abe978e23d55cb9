#!/usr/bin/env bash
# With the labels 1 and 2, scikit-learn's ROC AUC and average precision speak of different classes.
#
# Expected: with the labels 1 and 2, "positive" is the same class for every score of one library, or the call is
# refused.
# What happens: roc_auc_score takes the larger label, 2, for positive; average_precision_score and f1_score take 1
# (their pos_label=1 is a label that occurs, so nothing is refused). A ranker that makes no mistake gets an AUC of 1.0
# and an average precision of 0.38, the lowest possible. With the labels 0 and 1 both are 1.0.
# Versions: scikit-learn 1.9.1
# Seen on 2026-11-30:
#   labels 0 and 1: ROC AUC 1.000, average precision 1.000, F1 0.800
#   labels 1 and 2: ROC AUC 1.000, average precision 0.383, F1 0.857
#
# Exit status: 0 while the libraries still behave like this, 1 once they no longer do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile scikit-learn==1.9.1
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import sys

import numpy as np
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score

scores = np.array([0.1, 0.2, 0.3, 0.7, 0.8, 0.9])
labels = np.array([0, 0, 0, 1, 1, 1])
decisions = (scores > 0.75).astype(int)
seen = {}
for smallest in (0, 1):
    truth = labels + smallest
    seen[smallest] = (
        roc_auc_score(truth, scores),
        average_precision_score(truth, scores),
        f1_score(truth, decisions + smallest),
    )
    print(
        f"labels {smallest} and {smallest + 1}: ROC AUC {seen[smallest][0]:.3f}, "
        f"average precision {seen[smallest][1]:.3f}, F1 {seen[smallest][2]:.3f}"
    )

if not (seen[1][0] == 1 and seen[1][1] < 0.5 and abs(seen[1][2] - seen[0][2]) > 0.01):
    sys.exit("Changed: the three scores now agree on which class is positive.")
PYTHON
