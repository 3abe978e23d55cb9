"""`verify autopsy` on graphs that move their weights: each is counted once, in the layer that takes it."""

from pathlib import Path

import torch

from claims.records.autopsy import Autopsy
from tests.flows.conftest import Typed


def cut_lstm_onnx(path: Path) -> None:
    """An embedding whose table is turned into the head, around an LSTM whose weights the graph cuts and joins again."""
    from onnx import TensorProto, helper, numpy_helper, save

    rng = torch.Generator().manual_seed(0)
    shapes = {"table": (32, 4), "w_ih": (16, 4), "w_hh": (16, 4), "bias": (32,)}
    stored = [
        numpy_helper.from_array(torch.randn(shape, generator=rng).numpy(), name)
        for name, shape in shapes.items()
    ]
    ends = {"at0": [0], "at4": [4], "at12": [12], "at16": [16], "to_0": [0]}
    stored += [numpy_helper.from_array(torch.tensor(numbers).numpy(), name) for name, numbers in ends.items()]
    nodes = [helper.make_node("Gather", ["table", "ids"], ["x"])]
    for name in ("w_ih", "w_hh"):
        cuts = (("at0", "at4"), ("at12", "at16"), ("at4", "at12"))
        parts = [f"{name}_{place}" for place in range(3)]
        nodes += [
            helper.make_node("Slice", [name, *cut, "to_0"], [part])
            for cut, part in zip(cuts, parts, strict=True)
        ]
        nodes.append(helper.make_node("Concat", parts, [f"{name}_joined"], axis=0))
        nodes.append(helper.make_node("Unsqueeze", [f"{name}_joined", "to_0"], [f"{name}_ready"]))
    nodes += [
        helper.make_node("Unsqueeze", ["bias", "to_0"], ["bias_ready"]),
        helper.make_node("LSTM", ["x", "w_ih_ready", "w_hh_ready", "bias_ready"], ["y", "h"], hidden_size=4),
        helper.make_node("Transpose", ["table"], ["head"], perm=[1, 0]),
        helper.make_node("MatMul", ["h", "head"], ["scores"]),
    ]
    ids = helper.make_tensor_value_info("ids", TensorProto.INT64, [5, 1])
    scores = helper.make_tensor_value_info("scores", TensorProto.FLOAT, [1, 1, 32])
    graph = helper.make_graph(nodes, "cut", [ids], [scores], stored)
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)]), path)


def test_weights_that_a_graph_cuts_and_turns_are_those_of_the_layer_that_takes_them_once(
    typed: Typed, tmp_path: Path
) -> None:
    cut_lstm_onnx(tmp_path / "cut.onnx")
    done = typed("autopsy", str(tmp_path / "cut.onnx"), "--json", home=tmp_path / "home")
    assert done.returncode == 0, done.stderr
    component = Autopsy.from_bytes(done.stdout.encode()).components[0]
    assert component.parameters == 32 * 4 + 2 * 16 * 4 + 32
    boxes = {stage.title: stage.parameters for stage in component.stages}
    assert boxes["LSTM layer"] == 2 * 16 * 4 + 32, boxes
    assert sum(stage.parameters * stage.times for stage in component.stages) == component.parameters
