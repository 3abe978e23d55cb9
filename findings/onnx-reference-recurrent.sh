#!/usr/bin/env bash
# The reference evaluator of onnx reads the padding of a sequence as input.
#
# Expected: what onnx.reference computes is what the operators are specified to compute, so that a runtime's answers can
# be checked against it.
# What happens: for LSTM, GRU and RNN it passes over the input sequence_lens. A sequence of one step with two steps of
# padding ends in the state after the padding, up to 1.8 away from the state of the step alone; onnxruntime gives the
# latter. The LSTM's clip is passed over as well, and LpNormalization with p=1 divides by the sum of the numbers instead
# of the sum of their absolute values. Without these features the two agree.
# Versions: onnx 1.23.2, onnxruntime 1.32.0, numpy 2.4.6
# Seen on 2026-11-30:
#   LSTM: 0.000 between the two for one step; moved by its padding: reference 0.407, onnxruntime 0.000
#   GRU: 0.000 between the two for one step; moved by its padding: reference 0.819, onnxruntime 0.000
#   RNN: 0.000 between the two for one step; moved by its padding: reference 1.762, onnxruntime 0.000
#   LSTM moved by clip=0.5: reference 0.000, onnxruntime 0.350
#   1, -2, 5 with p=1: reference [ 0.25 -0.5   1.25], onnxruntime [ 0.125 -0.25   0.625]
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
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

random = np.random.default_rng(0)


def floats(*shape):
    return random.normal(size=shape).astype(np.float32)


def run(operator, inputs, output=0, outputs=1, rank=4, **attributes):
    """The output of one node, as the reference evaluator and as onnxruntime compute it."""
    names = ["" if value is None else f"in{row}" for row, value in enumerate(inputs)]
    feed = {name: value for name, value in zip(names, inputs) if name}
    kinds = [
        helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(value.dtype), value.shape)
        for name, value in feed.items()
    ]
    results = [f"out{row}" if row == output else "" for row in range(outputs)]
    result = helper.make_tensor_value_info(results[output], TensorProto.FLOAT, [None] * rank)
    graph = helper.make_graph([helper.make_node(operator, names, results, **attributes)], "graph", kinds, [result])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)
    onnx.checker.check_model(model, full_check=True)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return ReferenceEvaluator(model).run(None, feed)[0], session.run(None, feed)[0]


def apart(pair):
    return float(np.abs(pair[0] - pair[1]).max())


seen = {}
for operator, gates in (("LSTM", 4), ("GRU", 3), ("RNN", 1)):
    weights = [floats(1, gates * 5, 4), floats(1, gates * 5, 5)]
    steps = floats(3, 1, 4)
    last = {"output": 1, "outputs": 2, "rank": 3, "hidden_size": 5}
    alone = run(operator, [steps[:1], *weights], **last)
    padded = run(operator, [steps, *weights, None, np.array([1], np.int32)], **last)
    passed_over = apart((padded[0], run(operator, [steps, *weights], **last)[0])) == 0
    seen[operator] = apart(alone), apart((alone[0], padded[0])), apart((alone[1], padded[1])), passed_over
    print(
        f"{operator}: {seen[operator][0]:.3f} between the two for one step; moved by its padding: "
        f"reference {seen[operator][1]:.3f}, onnxruntime {seen[operator][2]:.3f}"
    )
weights, steps = [floats(1, 20, 4), floats(1, 20, 5)], floats(3, 2, 4)
free, clipped = (run("LSTM", [steps, *weights], hidden_size=5, **clip) for clip in ({}, {"clip": 0.5}))
moved = [apart((one, other)) for one, other in zip(free, clipped)]
print(f"LSTM moved by clip=0.5: reference {moved[0]:.3f}, onnxruntime {moved[1]:.3f}")
reference, runtime = run("LpNormalization", [np.array([[1, -2, 5]], np.float32)], rank=2, p=1)
print(f"1, -2, 5 with p=1: reference {reference[0].round(3)}, onnxruntime {runtime[0].round(3)}")

for operator in ("LSTM", "GRU", "RNN"):
    between, by_reference, by_runtime, passed_over = seen[operator]
    if not (passed_over and between < 1e-4 and by_reference > 0.05 and by_runtime < 1e-4):
        sys.exit(f"Changed: padding now makes no difference to {operator} in the reference, or does in onnxruntime.")
if not (apart(free) < 1e-4 and moved[0] == 0 and moved[1] > 0.05):
    sys.exit("Changed: the reference now heeds the LSTM's clip.")
if not (abs(np.abs(reference).sum() - 2) < 1e-4 and abs(np.abs(runtime).sum() - 1) < 1e-4):
    sys.exit("Changed: LpNormalization with p=1 is now computed alike.")
PYTHON
