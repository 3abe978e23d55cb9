#!/usr/bin/env bash
# Boosted trees converted to ONNX predict something else when they were trained with some common options.
#
# Expected: onnxmltools converts a model so that it predicts the same, or refuses, as it does for some objectives.
# What happens: it converts without a word, and forgets the last step: XGBoost's reg:logistic gives logits instead of
# probabilities; LightGBM's random forest comes out at 0.3 times its value, reg_sqrt, linear_tree, multiclassova and a
# sigmoid other than 1 are ignored. The plain models agree to the sixth digit.
# Versions: onnxmltools 1.16.0, lightgbm 4.7.0, xgboost 3.2.0, onnx 1.23.2, onnxruntime 1.32.0, scikit-learn 1.9.1
# Seen on 2026-11-30 (largest difference):
#   LightGBM: 0.00
#   LightGBM, boosting_type=rf: 2.58
#   LightGBM, reg_sqrt=True: 2.47
#   LightGBM, linear_tree=True: 6.52
#   XGBoost, objective=reg:squarederror: 0.00
#   XGBoost, objective=reg:logistic: 6.58
#
# Exit status: 0 while the libraries still behave like this, 1 once they no longer do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile onnxmltools==1.16.0 lightgbm==4.7.0 xgboost-cpu==3.2.0 \
    onnx==1.23.2 onnxruntime==1.32.0 scikit-learn==1.9.1
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import sys

import numpy as np
import onnxruntime
from lightgbm import LGBMRegressor
from onnxmltools import convert_lightgbm, convert_xgboost
from onnxmltools.convert.common.data_types import FloatTensorType
from xgboost import XGBRegressor

random = np.random.default_rng(0)
rows = random.normal(size=(600, 4)).astype(np.float32)
signal = rows[:, 0] + 0.5 * rows[:, 1] ** 2 + 0.3 * random.normal(size=600)
values, shares = np.exp(0.5 * signal), (signal > 0.5).astype(float)


def difference(name: str, model: LGBMRegressor | XGBRegressor, target: np.ndarray) -> float:
    """How far the converted model's predictions are from the model's own, at most."""
    model.fit(rows, target)
    convert = convert_xgboost if isinstance(model, XGBRegressor) else convert_lightgbm
    converted = convert(model, initial_types=[("rows", FloatTensorType([None, 4]))])
    session = onnxruntime.InferenceSession(converted.SerializeToString(), providers=["CPUExecutionProvider"])
    largest = float(np.abs(model.predict(rows) - session.run(None, {"rows": rows})[0][:, 0]).max())
    print(f"{name}: {largest:.2f}")
    return largest


def trees(**options: object) -> LGBMRegressor:
    """Thirty of LightGBM's trees."""
    return LGBMRegressor(n_estimators=30, verbose=-1, **options)


same = [
    difference("LightGBM", trees(), values),
    difference("XGBoost, objective=reg:squarederror", XGBRegressor(n_estimators=30), values),
]
other = [
    difference("LightGBM, boosting_type=rf", trees(boosting_type="rf", bagging_freq=1, bagging_fraction=0.7), values),
    difference("LightGBM, reg_sqrt=True", trees(reg_sqrt=True), values),
    difference("LightGBM, linear_tree=True", trees(linear_tree=True), values),
    difference("XGBoost, objective=reg:logistic", XGBRegressor(objective="reg:logistic", n_estimators=30), shares),
]
if max(same) > 1e-3 or min(other) < 0.1:
    sys.exit("Changed: the converter now keeps (or refuses) one of these options, or the plain model differs.")
PYTHON
