"""What the operators of ai.onnx.ml keep in their attributes: coefficients, support vectors, trees and scales."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reproducers.lab.files.onnx_graph import named_weights

if TYPE_CHECKING:
    from onnx import NodeProto

DOMAIN = "ai.onnx.ml"
LINEAR = frozenset({"LinearClassifier", "LinearRegressor"})
VECTORS = frozenset({"SVMClassifier", "SVMRegressor"})
TREES = frozenset({"TreeEnsemble", "TreeEnsembleClassifier", "TreeEnsembleRegressor"})
_SCALES = {"Scaler": ("offset", "scale"), "Imputer": ("imputed_value_floats", "imputed_value_int64s")}
"""What is taken from the training rows and is no parameter to most who count."""


class MlNumbers(NamedTuple):
    """The numbers of a graph that stand in attributes."""

    learnt: tuple[tuple[str, int], ...] = ()
    """Operator and how many numbers it multiplies by: coefficients, intercepts, support vectors."""
    mirrored: int = 0
    """Those that only repeat others with their sign turned: the second class of two."""
    scales: int = 0
    """Means, scales and replacements of missing values."""
    trees: int = 0
    splits: int = 0
    leaves: int = 0
    """Values in the leaves."""


def ml_numbers(path: Path) -> MlNumbers:
    """What the graph's operators of ai.onnx.ml hold; raises ReadError if it is no ONNX file."""
    nodes = [node for node in named_weights(path)[0] if node.domain == DOMAIN]
    ensembles = [node for node in nodes if node.op_type in TREES]
    return MlNumbers(
        learnt=tuple((node.op_type, _learnt(node)) for node in nodes if node.op_type in LINEAR | VECTORS),
        mirrored=sum(_mirrored(node) for node in nodes if node.op_type in LINEAR),
        scales=sum(len(numbers(node, name)) for node in nodes for name in _SCALES.get(node.op_type, ())),
        trees=sum(_trees(node) for node in ensembles),
        splits=sum(_splits(node) for node in ensembles),
        leaves=sum(_leaves(node) for node in ensembles),
    )


def numbers(node: "NodeProto", name: str) -> Sequence[float]:
    """The list of numbers that an attribute holds, in whichever form; empty where it is not there."""
    from onnx import numpy_helper

    for attribute in node.attribute:
        if attribute.name == name and attribute.HasField("t"):
            values: list[float] = numpy_helper.to_array(attribute.t).ravel().tolist()
            return values
        if attribute.name == name:
            return list(attribute.floats) or list(attribute.ints)
    return ()


def learnt_numbers(node: "NodeProto") -> int:
    """How many numbers an operator holds that it multiplies by, or that stand in the leaves of its trees."""
    return _leaves(node) if node.op_type in TREES else _learnt(node)


def _learnt(node: "NodeProto") -> int:
    parts = ("coefficients", "intercepts", "support_vectors", "rho", "prob_a", "prob_b")
    return sum(len(numbers(node, part)) for part in parts)


def _mirrored(node: "NodeProto") -> int:
    """Half of the numbers of a classifier of two classes whose rows differ in their sign alone."""
    weights, shifts = numbers(node, "coefficients"), numbers(node, "intercepts")
    half = len(weights) // 2
    turned = half > 0 and list(weights[:half]) == [-value for value in weights[half:]]
    return half + len(shifts) // 2 if turned and len(shifts) in (0, 2) else 0


def _trees(node: "NodeProto") -> int:
    return len(set(numbers(node, "nodes_treeids"))) or len(numbers(node, "tree_roots"))


def _splits(node: "NodeProto") -> int:
    """Nodes that are no leaf."""
    modes = [mode for a in node.attribute if a.name == "nodes_modes" for mode in a.strings]
    return sum(mode != b"LEAF" for mode in modes) if modes else len(numbers(node, "nodes_splits"))


def _leaves(node: "NodeProto") -> int:
    names = (
        "class_weights",
        "target_weights",
        "class_weights_as_tensor",
        "target_weights_as_tensor",
        "leaf_weights",
    )
    return max(len(numbers(node, name)) for name in names)
