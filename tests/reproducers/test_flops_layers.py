"""Operations of layers that one operator may stand for, of quantised ones, and of graphs, against closed forms."""

import warnings
from collections.abc import Callable
from pathlib import Path

import onnx
import pytest
import torch
from onnx import TensorProto, helper

from reproducers.lab.cost.flops import count
from reproducers.lab.cost.onnx_flops import count_onnx

N, D, F, LAYERS = 24, 32, 64, 2


class Named(torch.nn.Module):  # type: ignore[misc]  # torch is not followed
    """A layer whose input has a name."""

    def __init__(self, layer: torch.nn.Module) -> None:
        super().__init__()
        self.layer = layer

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The layer's output."""
        return self.layer(x)


class SelfAttention(torch.nn.Module):  # type: ignore[misc]  # torch is not followed
    """nn.MultiheadAttention of a sequence to itself."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = torch.nn.MultiheadAttention(D, 4, batch_first=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The attended sequence."""
        return self.layer(x, x, x)[0]


def encoder() -> torch.nn.Module:
    layer = torch.nn.TransformerEncoderLayer(D, 4, F, batch_first=True)
    return torch.nn.TransformerEncoder(layer, LAYERS, enable_nested_tensor=False)


def quantised() -> torch.nn.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = Named(torch.nn.Sequential(torch.nn.Linear(D, F))).eval()
        return torch.ao.quantization.quantize_dynamic(model, {torch.nn.Linear}, dtype=torch.qint8)


ATTENTION = 2 * (4 * N * D * D + 2 * N * N * D)
RECURRENT = 2 * N * 2 * F * (D + F)
"""Of one gate of a layer that goes both ways."""
CASES: dict[str, tuple[Callable[[], torch.nn.Module], tuple[int, ...], int]] = {
    "transformer encoder": (lambda: Named(encoder()), (1, N, D), LAYERS * (ATTENTION + 4 * N * D * F)),
    "multi-head attention": (SelfAttention, (1, N, D), ATTENTION),
    "LSTM": (
        lambda: Named(torch.nn.LSTM(D, F, bidirectional=True, batch_first=True)),
        (1, N, D),
        4 * RECURRENT,
    ),
    "GRU": (
        lambda: Named(torch.nn.GRU(D, F, bidirectional=True, batch_first=True)),
        (1, N, D),
        3 * RECURRENT,
    ),
    "transposed convolution": (
        lambda: Named(torch.nn.ConvTranspose2d(8, 4, 4, 2, 1)),
        (1, 8, 10, 10),
        2 * 100 * 8 * 4 * 16,
    ),
    "quantised linear": (quantised, (1, N, D), 2 * N * D * F),
}


@pytest.mark.parametrize("name", CASES)
def test_a_layer_counts_as_its_closed_form(name: str) -> None:
    make, shape, closed = CASES[name]
    found = count(make().eval(), {"x": torch.zeros(shape)})
    assert (found.total, found.uncounted) == (closed, ())


def test_settings_of_torch_are_as_before_after_a_count() -> None:
    before = torch.backends.mha.get_fastpath_enabled(), torch.backends.mkldnn.enabled
    count(Named(encoder()).eval(), {"x": torch.zeros(1, N, D)})
    assert (torch.backends.mha.get_fastpath_enabled(), torch.backends.mkldnn.enabled) == before


def test_a_traced_encoder_that_is_one_operator_is_named() -> None:
    model = Named(encoder()).eval()
    with torch.no_grad():
        traced = torch.jit.trace(model, torch.zeros(1, N, D), check_trace=False)
    found = count(traced, {"x": torch.zeros(1, N, D)})
    assert found.total == LAYERS * (ATTENTION + 4 * N * D * F) or found.uncounted


@pytest.mark.parametrize("name", ["transformer encoder", "LSTM", "transposed convolution"])
@pytest.mark.parametrize("dynamo", [False, True])
def test_an_export_counts_as_its_closed_form(tmp_path: Path, name: str, dynamo: bool) -> None:
    if dynamo and name == "LSTM":
        pytest.skip("that exporter writes it as a loop of another kind")
    make, shape, closed = CASES[name]
    path = tmp_path / "net.onnx"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(make().eval(), (torch.zeros(shape),), str(path), dynamo=dynamo, input_names=["x"])
    operation_count = count_onnx(path, {})
    assert (operation_count.total, operation_count.uncounted) == (closed, ())


class Heads(torch.nn.Module):  # type: ignore[misc]  # torch is not followed
    """Attention written by hand: its shapes are taken from the input."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Every head's mix of the sequence."""
        heads = x.view(x.shape[0], x.shape[1], 4, -1).transpose(1, 2)
        return torch.softmax(heads @ heads.transpose(-1, -2), -1) @ heads


def test_open_sizes_that_the_graph_computes_with_are_followed(tmp_path: Path) -> None:
    path = tmp_path / "net.onnx"
    axes = {"x": {0: "batch", 1: "steps"}}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Heads(), (torch.zeros(1, 7, D),), str(path), dynamo=False, input_names=["x"], dynamic_axes=axes
        )
    operation_count = count_onnx(path, {"steps": N}, rows=3)
    assert (operation_count.total, operation_count.uncounted) == (3 * 2 * 2 * N * N * D, ())


def graph_of(
    path: Path, nodes: list[onnx.NodeProto], shape: list[int | None], weights: list[onnx.TensorProto]
) -> Path:
    given = helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)
    result = helper.make_tensor_value_info(nodes[-1].output[0], TensorProto.FLOAT, None)
    graph = helper.make_graph(nodes, "made", [given], [result], weights)
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)]
    onnx.save(helper.make_model(graph, opset_imports=opsets), path)
    return path


def test_a_linear_classifier_of_ai_onnx_ml_is_counted(tmp_path: Path) -> None:
    node = helper.make_node(
        "LinearRegressor",
        ["x"],
        ["y"],
        domain="ai.onnx.ml",
        coefficients=[0.5] * 12,
        intercepts=[0.0] * 3,
        targets=3,
    )
    operation_count = count_onnx(graph_of(tmp_path / "linear.onnx", [node], [None, 4], []), {}, rows=5)
    assert (operation_count.total, operation_count.uncounted) == (2 * 5 * 12, ())


def test_a_tree_ensemble_is_named_as_not_counted(tmp_path: Path) -> None:
    node = helper.make_node(
        "TreeEnsembleRegressor",
        ["x"],
        ["y"],
        domain="ai.onnx.ml",
        n_targets=1,
        nodes_treeids=[0],
        nodes_nodeids=[0],
        nodes_featureids=[0],
        nodes_modes=["LEAF"],
        nodes_values=[0.0],
        nodes_truenodeids=[0],
        nodes_falsenodeids=[0],
        target_treeids=[0],
        target_nodeids=[0],
        target_ids=[0],
        target_weights=[1.0],
    )
    operation_count = count_onnx(graph_of(tmp_path / "trees.onnx", [node], [None, 4], []), {})
    assert (operation_count.total, operation_count.uncounted) == (0, ("TreeEnsembleRegressor",))


def test_a_loop_counts_as_often_as_it_runs_and_is_named_where_that_is_open(tmp_path: Path) -> None:
    weight = helper.make_tensor("w", TensorProto.FLOAT, [4, 4], [0.5] * 16)
    body = helper.make_graph(
        [helper.make_node("MatMul", ["state", "w"], ["next"]), helper.make_node("Identity", ["go"], ["on"])],
        "body",
        [
            helper.make_tensor_value_info("i", TensorProto.INT64, []),
            helper.make_tensor_value_info("go", TensorProto.BOOL, []),
            helper.make_tensor_value_info("state", TensorProto.FLOAT, None),
        ],
        [
            helper.make_tensor_value_info("on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("next", TensorProto.FLOAT, None),
        ],
    )
    times = helper.make_tensor("times", TensorProto.INT64, [], [6])
    known = [helper.make_node("Loop", ["times", "", "x"], ["y"], body=body)]
    operation_count = count_onnx(graph_of(tmp_path / "known.onnx", known, [3, 4], [weight, times]), {})
    assert (operation_count.total, operation_count.uncounted) == (6 * 2 * 3 * 4 * 4, ())
    open_ended = [helper.make_node("Loop", ["", "go on", "x"], ["y"], body=body)]
    go = helper.make_tensor("go on", TensorProto.BOOL, [], [True])
    operation_count = count_onnx(graph_of(tmp_path / "open.onnx", open_ended, [3, 4], [weight, go]), {})
    assert operation_count.total == 2 * 3 * 4 * 4
    assert operation_count.uncounted == ("Loop, which runs an unknown number of times",)
