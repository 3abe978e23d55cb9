#!/usr/bin/env bash
# In ONNX Runtime's profile inner operators take no memory from the second run on, and its clock is not the documented one.
#
# Expected: the profile tells for every operator of every run how much memory came into use (mem_in_use_delta), so any
# run shows which operator needs most; get_profiling_start_time_ns() is "comparable to time.monotonic_ns()", as its
# documentation says, so that calls of one's own can be laid beside the operators.
# What happens: after the first run the memory between operators is taken ahead in one block (enable_mem_pattern, on by
# default), and in later runs only the operator that makes the graph's output takes any. What is given back lies between
# operators and is in none of them. And the start of the profile is the wall clock's time.
# Versions: onnx 1.23.2, onnxruntime 1.32.0, numpy 2.4.6
# Seen on 2026-11-30:
#   pattern on: bytes that operators took in each run: [3145728, 1048576, 1048576, 1048576]
#   pattern off: bytes that operators took in each run: [3145728, 3145728, 3145728, 3145728]
#   the start of the profile is 1 s from the wall clock
#
# Exit status: 0 while the libraries still behave like this, 1 once they no longer do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile onnx==1.23.2 onnxruntime==1.32.0 numpy==2.4.6
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import json
import sys
import time

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

weight = numpy_helper.from_array(np.ones((512, 512), np.float32) / 512, "w")
names = ["x", *(f"y{number}" for number in range(6))]
nodes = [
    helper.make_node("MatMul", [before, "w"], [after], name=after)
    for before, after in zip(names, names[1:], strict=False)
]
ports = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["rows", 512]) for name in (names[0], names[-1])]
graph = helper.make_graph(nodes, "chain", ports[:1], ports[1:], [weight])
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=8)


def taken(pattern):
    """Bytes that all operators of each run took, and the start of the profile."""
    options = onnxruntime.SessionOptions()
    options.enable_profiling, options.enable_mem_pattern = True, pattern
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    for _ in range(4):
        session.run(None, {"x": np.ones((512, 512), np.float32)})
    start = session.get_profiling_start_time_ns()
    events = json.load(open(session.end_profiling()))
    runs = sorted((e["ts"], e["ts"] + e["dur"]) for e in events if e["name"] == "model_run")
    kernels = [e for e in events if e["name"].endswith("_kernel_time")]
    return [
        sum(int(e["args"]["mem_in_use_delta"]) for e in kernels if begin <= e["ts"] < end) for begin, end in runs
    ], start


with_pattern, start = taken(True)
without, _ = taken(False)
wall = abs(time.time_ns() - start) / 1e9
print(f"pattern on: bytes that operators took in each run: {with_pattern}")
print(f"pattern off: bytes that operators took in each run: {without}")
print(f"the start of the profile is {wall:.0f} s from the wall clock")

if any(run >= whole for run, whole in zip(with_pattern[1:], without[1:], strict=True)) or wall > 60:
    sys.exit("Changed: later runs show what operators take, or the profile's clock is another one.")
PYTHON
