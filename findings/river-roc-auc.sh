#!/usr/bin/env bash
# river's ROC AUC of a nearly perfect classifier is 0.5 when its scores lie close together.
#
# Expected: river.metrics.ROCAUC is an approximation for streams; it is off by a few hundredths.
# What happens: by default it looks at ten fixed thresholds from 0 to 1. Scores that all lie between two of them look
# alike, so a classifier with an AUC of 0.986, whose scores lie between 0.89 and 0.98, gets exactly 0.5. Any model
# that is not calibrated is measured too low, silently. With n_thresholds=1000 the figure is right.
# Versions: river 0.26.1, scikit-learn 1.9.1
# Seen on 2026-11-30:
#   scikit-learn: 0.986
#   river, default: 0.500
#   river, 1000 thresholds: 0.986
#
# Exit status: 0 while the libraries still behave like this, 1 once they no longer do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile river==0.26.1 scikit-learn==1.9.1
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import sys

import numpy as np
from river import metrics
from sklearn.metrics import roc_auc_score

random = np.random.default_rng(0)
truth = random.random(2000) < 0.5
scores = np.where(truth, 0.95, 0.92) + 0.01 * random.normal(size=2000)
exact = roc_auc_score(truth, scores)
coarse, fine = metrics.ROCAUC(), metrics.ROCAUC(n_thresholds=1000)
for label, score in zip(truth, scores):
    coarse.update(bool(label), float(score))
    fine.update(bool(label), float(score))
print(f"scikit-learn: {exact:.3f}")
print(f"river, default: {coarse.get():.3f}")
print(f"river, 1000 thresholds: {fine.get():.3f}")

if not (exact > 0.98 and coarse.get() < 0.6 and abs(fine.get() - exact) < 0.01):
    sys.exit("Changed: river's default AUC is no longer that far off.")
PYTHON
