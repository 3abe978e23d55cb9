#!/usr/bin/env bash
# LightGBM takes the columns of a data frame by position and never looks at their names.
#
# Expected: three libraries are trained on a data frame with the columns a, b, c and then get the same rows with the
# columns in the order c, b, a. All keep the names of the columns, so all put them in order again, or all refuse.
# What happens: CatBoost puts them in order, scikit-learn refuses (as XGBoost does), and LightGBM says nothing and
# predicts from the wrong columns: an accuracy of 1.0 becomes one of 0.525, that of a guess. The model does know the
# names.
# Versions: lightgbm 4.7.0, catboost 1.2.10, scikit-learn 1.9.1, pandas 3.1.1
# Seen on 2026-11-30:
#   LGBMClassifier: 1.000 in the order of training, 0.525 in another order
#   CatBoostClassifier: 1.000 in the order of training, 1.000 in another order
#   LogisticRegression: 0.995 in the order of training, refused in another order
#
# Exit status: 0 while the libraries still behave like this, 1 once they no longer do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile lightgbm==4.7.0 catboost==1.2.10 scikit-learn==1.9.1 pandas==3.1.1
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import sys

import numpy as np
import pandas as pd
from catboost import CatBoostClassifier
from lightgbm import LGBMClassifier
from sklearn.linear_model import LogisticRegression

rows = pd.DataFrame(np.random.default_rng(0).normal(size=(400, 3)), columns=["a", "b", "c"])
labels = (rows["a"] > 0).astype(int)
seen = {}
for model in (
    LGBMClassifier(verbose=-1),
    CatBoostClassifier(verbose=0, iterations=50, allow_writing_files=False),
    LogisticRegression(),
):
    name = type(model).__name__
    model.fit(rows, labels)
    try:
        seen[name] = f"{model.score(rows[['c', 'b', 'a']], labels):.3f}"
    except ValueError:
        seen[name] = "refused"
    print(f"{name}: {model.score(rows, labels):.3f} in the order of training, {seen[name]} in another order")

if not (seen["LGBMClassifier"] != "refused" and float(seen["LGBMClassifier"]) < 0.7):
    sys.exit("Changed: LightGBM no longer predicts silently from the wrong columns.")
if (seen["CatBoostClassifier"], seen["LogisticRegression"]) != ("1.000", "refused"):
    sys.exit("Changed: one of the other libraries handles the order otherwise.")
PYTHON
