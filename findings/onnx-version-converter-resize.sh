#!/usr/bin/env bash
# onnx's version converter changes what a model computes when it lifts a linear Resize to a newer operator set.
#
# Expected: onnx.version_converter rewrites a model so that it computes the same under a newer operator set.
# What happens: Resize of version 10 samples at x / scale, and version 11 by default at pixel centres ("half_pixel").
# The converter does not write the old rule down, so a linear Resize or Upsample gives other values, and the result
# passes the checker. Hardmax from 11 to 13 also changes (Softmax is done right). Nearest-neighbour Resize stays as it
# was.
# Versions: onnx 1.23.2, onnxruntime 1.32.0, numpy 2.4.6
# Seen on 2026-11-30 (input 0 1 2 3):
#   Resize linear, 10 -> 11: [0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.0]
#     becomes [0.0, 0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3.0]
#   Resize nearest, 10 -> 11: [0.0, 0.0, 1.0, 1.0, 2.0, 2.0, 3.0, 3.0] stays
#   Hardmax, 11 -> 13: 1 one becomes 4 ones
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
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper, version_converter


def run(model: onnx.ModelProto, values: np.ndarray) -> list[float]:
    """What onnxruntime computes with a model."""
    onnx.checker.check_model(model)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return [round(float(value), 3) for value in session.run(None, {"x": values})[0].ravel()]


def before_and_after(node: onnx.NodeProto, values: np.ndarray, old: int, new: int) -> tuple[list[float], list[float]]:
    """The answers of a model of one node, as it is and converted to a newer operator set."""
    scales = [numpy_helper.from_array(np.array([1, 1, 1, 2], np.float32), "scales")] if "scales" in node.input else []
    inputs = [helper.make_tensor_value_info("x", TensorProto.FLOAT, values.shape)]
    outputs = [helper.make_tensor_value_info("y", TensorProto.FLOAT, [None] * values.ndim)]
    graph = helper.make_graph([node], "graph", inputs, outputs, scales)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", old)], ir_version=8)
    converted = version_converter.convert_version(model, new)
    converted.ir_version = 8
    return run(model, values), run(converted, values)


row = np.arange(4, dtype=np.float32).reshape(1, 1, 1, 4)
linear = before_and_after(helper.make_node("Resize", ["x", "scales"], ["y"], mode="linear"), row, 10, 11)
nearest = before_and_after(helper.make_node("Resize", ["x", "scales"], ["y"], mode="nearest"), row, 10, 11)
square = np.arange(16, dtype=np.float32).reshape(1, 4, 4)
hardmax = before_and_after(helper.make_node("Hardmax", ["x"], ["y"]), square, 11, 13)
print(f"Resize linear, 10 -> 11: {linear[0]} becomes {linear[1]}")
print(f"Resize nearest, 10 -> 11: {nearest[0]} {'stays' if nearest[0] == nearest[1] else 'changes'}")
print(f"Hardmax, 11 -> 13: {sum(hardmax[0]):.0f} one becomes {sum(hardmax[1]):.0f} ones")

if linear[0] == linear[1] or nearest[0] != nearest[1] or hardmax[0] == hardmax[1]:
    sys.exit("Changed: the converter treats Resize or Hardmax otherwise.")
PYTHON
