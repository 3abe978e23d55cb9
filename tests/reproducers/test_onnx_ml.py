"""Parameters and operations of the operators of ai.onnx.ml: counted, or said to be unknown; never a silent nought."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from claims.records import Measurement, Skipped
from reproducers.lab.orders import WorkResult

Measure = Callable[..., WorkResult]
Only = Callable[[WorkResult], Measurement]
Left = Callable[[WorkResult], Skipped]


def write(root: Path, *nodes: tuple[str, dict[str, Any]], columns: int = 3) -> Path:
    """A chain of ai.onnx.ml operators over rows of so many columns."""
    from onnx import TensorProto, helper, save

    made = [
        helper.make_node(kind, [f"x{i}"], [f"x{i + 1}", *(["s"] if kind.endswith("Classifier") else [])],
                         domain="ai.onnx.ml", **attributes)
        for i, (kind, attributes) in enumerate(nodes)
    ]  # fmt: skip
    graph = helper.make_graph(
        made,
        "chain",
        [helper.make_tensor_value_info("x0", TensorProto.FLOAT, [None, columns])],
        [helper.make_tensor_value_info(f"x{len(made)}", TensorProto.FLOAT, [None, 1])],
    )
    sets = [helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)]
    root.mkdir(exist_ok=True)
    save(helper.make_model(graph, opset_imports=sets, ir_version=8), root / "model.onnx")
    return root


REGRESSOR = ("LinearRegressor", {"coefficients": [1.0, 2.0, 3.0], "intercepts": [0.5]})
TWO_CLASSES = (
    "LinearClassifier",
    {
        "coefficients": [-1.0, -2.0, -3.0, 1.0, 2.0, 3.0],
        "intercepts": [-0.5, 0.5],
        "classlabels_ints": [0, 1],
    },
)
MACHINE = (
    "SVMRegressor",
    {
        "support_vectors": [0.5] * 12,
        "coefficients": [1.0] * 4,
        "rho": [0.1],
        "n_supports": 4,
        "kernel_type": "RBF",
        "kernel_params": [0.1, 0.0, 3.0],
    },
)
TREE = (
    "TreeEnsembleRegressor",
    {
        "nodes_treeids": [0, 0, 0], "nodes_nodeids": [0, 1, 2], "nodes_featureids": [1, 0, 0],
        "nodes_modes": ["BRANCH_LEQ", "LEAF", "LEAF"], "nodes_values": [0.5, 0.0, 0.0],
        "nodes_truenodeids": [1, 0, 0], "nodes_falsenodeids": [2, 0, 0], "n_targets": 1,
        "target_treeids": [0, 0], "target_nodeids": [1, 2], "target_ids": [0, 0], "target_weights": [1.0, 2.0],
    },
)  # fmt: skip
SCALER = ("Scaler", {"offset": [0.0, 1.0, 2.0], "scale": [1.0, 1.0, 1.0]})


@pytest.mark.parametrize(
    ("node", "parameters", "operations"), [(REGRESSOR, 4, 6), (TWO_CLASSES, 8, 12), (MACHINE, 17, 32)]
)
def test_coefficients_and_support_vectors_count(
    measure: Measure, tmp_path: Path, only: Only, node: Any, parameters: int, operations: int
) -> None:
    root = write(tmp_path / "m", node)
    assert only(measure("parameters", ["params"], root)).observed.value == parameters
    assert only(measure("compute", ["flops"], root)).observed.value == operations


def test_two_classes_whose_rows_mirror_each_other_may_count_once(
    measure: Measure, tmp_path: Path, only: Only
) -> None:
    found = only(measure("parameters", ["params"], write(tmp_path / "m", TWO_CLASSES)))
    assert (found.low, {a.metric: a.value for a in found.alternatives}) == (
        Decimal(4),
        {"two mirrored classes once": Decimal(4)},
    )


def test_means_and_scales_stand_beside_what_was_learnt(measure: Measure, tmp_path: Path, only: Only) -> None:
    found = only(measure("parameters", ["params"], write(tmp_path / "m", SCALER, REGRESSOR)))
    assert found.observed.value == 4 and found.high == 10
    assert {a.metric: int(a.value) for a in found.alternatives} == {"with means and scales": 10}


def test_trees_are_described_and_not_counted(measure: Measure, tmp_path: Path, skipped: Left) -> None:
    root = write(tmp_path / "m", SCALER, TREE)
    left = skipped(measure("parameters", ["params"], root))
    assert left.reason == "ambiguous" and "1 decision trees with 1 splits and 2 values" in left.detail
    left = skipped(measure("compute", ["flops"], root))
    assert "TreeEnsembleRegressor could not be counted" in left.detail


def test_a_graph_that_multiplies_nothing_known_has_no_count(
    measure: Measure, tmp_path: Path, skipped: Left
) -> None:
    root = write(tmp_path / "m", ("Normalizer", {"norm": "L2"}))
    assert "not known" in skipped(measure("compute", ["flops"], root)).detail
    assert "no numbers that are known" in skipped(measure("parameters", ["params"], root)).detail
