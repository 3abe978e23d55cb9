"""Floating-point operations of an ONNX graph, from its shapes alone; nothing is run. A multiply-add is two."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from claims.errors import ModelUnavailable
from reproducers.lab.cost.flops import OperationCount
from reproducers.lab.cost.onnx_formulas import operations
from reproducers.lab.cost.onnx_shapes import FollowedNode, follow
from reproducers.lab.files.onnx_skeleton import inlined

if TYPE_CHECKING:
    from onnx import ModelProto


class CountedGraph(NamedTuple):
    """The operations of a graph, and its nodes with their shapes."""

    operations: OperationCount
    nodes: list[FollowedNode]
    by_node: dict[str, int]
    """Operations by the name of a node's first output."""


def count_onnx(path: Path, sizes: dict[str, int], *, rows: int = 1, tokens: int = 128) -> OperationCount:
    """Count the graph with its open sizes set: by name where `sizes` has it, the first to `rows`, the rest to `tokens`.

    Raises ModelUnavailable where shapes cannot be followed through the graph.
    """
    import onnx

    model = onnx.load(str(path), load_external_data=False)
    try:
        return count_model(model, sizes, rows=rows, tokens=tokens).operations
    except Exception as error:  # its errors have no common class
        says = f"The shapes of {path.name} cannot be followed: {str(error)[:120]}"
        raise ModelUnavailable(says) from None


def count_model(model: "ModelProto", sizes: dict[str, int], *, rows: int, tokens: int) -> CountedGraph:
    """The same for a graph in memory, operator by operator; its own functions are written out first."""
    nodes = follow(inlined(model), sizes, rows, tokens)
    counted: Counter[str] = Counter()
    by_node: dict[str, int] = {}
    missed: set[str] = set()
    others = _add(nodes, 1, counted, missed, by_node)
    by = dict(counted.most_common())
    count = OperationCount(sum(by.values()), by, tuple(sorted(missed)), others)
    return CountedGraph(count, nodes, by_node)


def _add(
    nodes: Iterable[FollowedNode],
    times: int,
    counted: Counter[str],
    missed: set[str],
    by_node: dict[str, int],
) -> int:
    """Add up nodes that run so many times, and those inside them; how many are no products."""
    others = 0
    for followed in nodes:
        node = followed.node
        if followed.branches:
            others += _branches(followed, times, counted, missed, by_node)
            continue
        cost = operations(node, followed.scope.shapes)
        if cost is None:
            missed.add(node.op_type)
        elif cost:
            counted[node.op_type] += cost * times
            by_node[node.output[0]] = by_node.get(node.output[0], 0) + cost * times
        else:
            others += 1
    return others


def _branches(
    followed: FollowedNode, times: int, counted: Counter[str], missed: set[str], by_node: dict[str, int]
) -> int:
    """Of a branch the costlier one; a loop as often as it runs, once and named where that is not known."""
    options = []
    for branch in followed.branches:
        inner: Counter[str] = Counter()
        unknown: set[str] = set()
        nodes: dict[str, int] = {}
        others = _add(branch, times * (followed.times or 1), inner, unknown, nodes)
        options.append((inner, unknown, nodes, others))
    best = max(options, key=lambda option: sum(option[0].values()))
    if followed.times is None and (best[0] or best[1]):
        missed.add(f"{followed.node.op_type}, which runs an unknown number of times")
    counted.update(best[0])
    missed |= best[1]
    by_node |= best[2]
    return best[3]
