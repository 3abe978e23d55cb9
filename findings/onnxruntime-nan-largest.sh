#!/usr/bin/env bash
# Which class is the largest when one score is NaN depends on the operator that onnxruntime is asked with.
#
# Expected: NaN spreads, as in numpy and PyTorch: the largest of [1, NaN, 3, 2] is NaN, its place 1.
# What happens: TopK answers NaN at place 1, but ArgMax answers 2 and ReduceMax 3: they pass over the NaN. A model
# whose scores are partly NaN (overflow in float16, a broken conversion) looks sound, and its accuracy is that of the
# classes that are left. numpy.argmax on the same model's scores answers 1.
# Versions: onnx 1.23.2, onnxruntime 1.32.0, numpy 2.4.6
# Seen on 2026-11-30:
#   numpy: largest nan at 1
#   onnxruntime TopK: largest nan at 1
#   onnxruntime ReduceMax and ArgMax: largest 3.0 at 2
#
# Exit status: 0 while the libraries still behave like this, 1 once they no longer do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile onnx==1.23.2 onnxruntime==1.32.0 numpy==2.4.6
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import sys

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

nodes = [
    helper.make_node("TopK", ["x", "one"], ["top", "top_place"]),
    helper.make_node("ReduceMax", ["x"], ["largest"]),
    helper.make_node("ArgMax", ["x"], ["place"], axis=1),
]
outputs = [
    helper.make_tensor_value_info(name, kind, None)
    for name, kind in (
        ("top", TensorProto.FLOAT),
        ("top_place", TensorProto.INT64),
        ("largest", TensorProto.FLOAT),
        ("place", TensorProto.INT64),
    )
]
one = numpy_helper.from_array(np.array([1], np.int64), "one")
inputs = [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 4])]
graph = helper.make_graph(nodes, "graph", inputs, outputs, [one])
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=8)

scores = np.array([[1, np.nan, 3, 2]], np.float32)
session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
top, top_place, largest, place = (value.item() for value in session.run(None, {"x": scores}))
print(f"numpy: largest {scores.max()} at {scores.argmax()}")
print(f"onnxruntime TopK: largest {top} at {top_place}")
print(f"onnxruntime ReduceMax and ArgMax: largest {largest} at {place}")

if not (np.isnan(top) and top_place == 1 and largest == 3 and place == 2):
    sys.exit("Changed: the operators now treat NaN otherwise.")
PYTHON
