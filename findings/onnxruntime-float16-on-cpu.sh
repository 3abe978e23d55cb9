#!/usr/bin/env bash
# A float16 model that overflows gives finite answers on onnxruntime's CPU, unless one looks at the value inside.
#
# Expected: a float16 graph computes in float16: 200 * 200 * 4 = 160000 is above 65504, so it becomes infinite and
# stays so. That is what onnx's reference evaluator computes, and GPUs with float16 arithmetic.
# What happens: onnxruntime has no float16 kernels for these operators on a CPU, so it puts casts to float32 around
# them and drops the casts between them: the answer is 160. Asking for the intermediate value as a second output
# brings inf for that one, while the answer computed from it stays 160. A test on a CPU says nothing about overflow in
# float16.
# Versions: onnx 1.23.2, onnxruntime 1.32.0, numpy 2.4.6
# Seen on 2026-11-30:
#   reference evaluator: inside inf, answer inf
#   onnxruntime on the CPU: inside inf, answer 160.125
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
from onnx.reference import ReferenceEvaluator

nodes = [
    helper.make_node("Mul", ["x", "x"], ["square"]),
    helper.make_node("Mul", ["square", "four"], ["inside"]),
    helper.make_node("Mul", ["inside", "thousandth"], ["answer"]),
]
constants = [
    numpy_helper.from_array(np.array(4, np.float16), "four"),
    numpy_helper.from_array(np.array(0.001, np.float16), "thousandth"),
]
values = {name: helper.make_tensor_value_info(name, TensorProto.FLOAT16, [1]) for name in ("x", "inside", "answer")}
graph = helper.make_graph(nodes, "graph", [values["x"]], [values["inside"], values["answer"]], constants)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=8)

given = {"x": np.array([200], np.float16)}
session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
with np.errstate(over="ignore"):
    reference = [float(value[0]) for value in ReferenceEvaluator(model).run(None, given)]
runtime = [float(value[0]) for value in session.run(None, given)]
print(f"reference evaluator: inside {reference[0]}, answer {reference[1]}")
print(f"onnxruntime on the CPU: inside {runtime[0]}, answer {runtime[1]}")

if not (np.isinf(reference).all() and np.isinf(runtime[0]) and np.isfinite(runtime[1])):
    sys.exit("Changed: onnxruntime's answer now overflows as float16 does.")
PYTHON
