#!/usr/bin/env bash
# A query without any relevant document counts as a perfect answer in XGBoost and CatBoost, as a failure in
# scikit-learn.
#
# Expected: the mean NDCG of the same rankings is the same in all libraries, or such queries are left out.
# What happens: one query is answered with an NDCG of 0.63, the other has no relevant document. XGBoost and CatBoost
# count that as 1 (mean 0.82), scikit-learn as 0 (mean 0.32). XGBoost's own name for the other way is "ndcg@3-".
# Versions: xgboost 3.2.0, catboost 1.2.10, scikit-learn 1.9.1
# Seen on 2026-11-30:
#   CatBoost: 0.815
#   XGBoost: 0.815
#   XGBoost, ndcg@3-: 0.315
#   scikit-learn: 0.315
#
# Exit status: 0 while the libraries still behave like this, 1 once they no longer do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile xgboost-cpu==3.2.0 catboost==1.2.10 scikit-learn==1.9.1
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import sys

import numpy as np
import xgboost
from catboost.utils import eval_metric
from sklearn.metrics import ndcg_score

relevance = np.array([0, 1, 0, 0, 0, 0])
scores = np.array([3.0, 2.0, 1.0, 3.0, 2.0, 1.0])
queries = np.array([0, 0, 0, 1, 1, 1])

rows = xgboost.DMatrix(np.zeros((6, 1)), relevance, base_margin=scores, qid=queries)
booster = xgboost.train({"objective": "rank:ndcg", "eval_metric": ["ndcg@3", "ndcg@3-"]}, rows, num_boost_round=0)
by_xgboost = [float(part.split(":")[1]) for part in booster.eval(rows).split()[1:]]
means = {
    "CatBoost": eval_metric(relevance, scores, "NDCG", group_id=queries)[0],
    "XGBoost": by_xgboost[0],
    "XGBoost, ndcg@3-": by_xgboost[1],
    "scikit-learn": ndcg_score(relevance.reshape(2, 3), scores.reshape(2, 3)),
}
for library, mean in means.items():
    print(f"{library}: {mean:.3f}")

if [round(mean, 3) for mean in means.values()] != [0.815, 0.815, 0.315, 0.315]:
    sys.exit("Changed: one of the libraries now counts such queries otherwise.")
PYTHON
