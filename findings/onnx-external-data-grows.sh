#!/usr/bin/env bash
# Saving an ONNX model twice under the same name makes its file of weights twice as large.
#
# Expected: onnx.save_model(..., save_as_external_data=True, location="weights.bin") writes the weights anew each
# time.
# What happens: onnx appends to a file that is there. (It refuses a file of that name in the current folder, and does
# not look into the folder of the model, where it then writes.) The model works (it points to the last copy), yet the
# folder grows by a whole model with every save: what one publishes, downloads and calls "model size" counts weights
# that nothing uses.
# Versions: onnx 1.23.2, numpy 2.4.6
# Seen on 2026-11-30:
#   weights in the model: 360000 bytes
#   weights.bin after each of three saves: [360000, 720000, 1080000]
#
# Exit status: 0 while the libraries still behave like this, 1 once they no longer do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile onnx==1.23.2 numpy==2.4.6
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

weights = np.random.default_rng(0).random((300, 300), dtype=np.float32)
vector = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 300]) for name in ("x", "y")]
node = helper.make_node("MatMul", ["x", "w"], ["y"])
graph = helper.make_graph([node], "graph", vector[:1], vector[1:], [numpy_helper.from_array(weights, "w")])
sizes = []
Path("folder").mkdir()
for _ in range(3):
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=8)
    onnx.save_model(model, "folder/model.onnx", save_as_external_data=True, location="weights.bin", size_threshold=0)
    sizes.append(Path("folder/weights.bin").stat().st_size)
print(f"weights in the model: {weights.nbytes} bytes")
print(f"weights.bin after each of three saves: {sizes}")
kept = numpy_helper.to_array(onnx.load("folder/model.onnx").graph.initializer[0])
assert np.array_equal(kept, weights), "the model itself is no longer intact"

if sizes != [360000, 720000, 1080000]:
    sys.exit("Changed: the file of weights no longer grows.")
PYTHON
