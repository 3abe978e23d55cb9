"""Floating-point operations of an ONNX graph, from its shapes alone; nothing is run. A multiply-add is two."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from claims.errors import ModelUnavailable
from reproducers.lab.cost.flops import OperationCount
from reproducers.lab.cost.onnx_formulas import operations
from reproducers.lab.cost.onnx_shapes import FollowedNode, follow
from reproducers.lab.files.onnx_skeleton import inlined

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto


class BranchCount(NamedTuple):
    """One of the graphs that a node may run: the attribute that holds it, its operations, and whether that is all."""

    name: str
    total: int
    whole: bool


class BranchChoice(NamedTuple):
    """A node that runs one of several graphs, whose condition is open; the branch that is counted comes first."""

    node: "NodeProto"
    options: tuple[BranchCount, ...]


class CountedGraph(NamedTuple):
    """The operations of a graph, and its nodes with their shapes."""

    operations: OperationCount
    nodes: list[FollowedNode]
    by_node: dict[str, int]
    """Operations by the name of a node's first output."""
    taken: tuple[FollowedNode, ...]
    """The nodes that are counted, those inside others in their place: of every choice the dearest branch."""
    choices: tuple[BranchChoice, ...]


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
    tally = _tally(nodes, 1)
    count = OperationCount(
        total=tally.total,
        by_operator=dict(tally.counted.most_common()),
        uncounted=tuple(sorted(tally.missed)),
        others=tally.others,
        cheapest=tally.cheapest if tally.cheapest < tally.total else None,
        elsewhere=tuple(sorted(tally.elsewhere)),
    )
    return CountedGraph(count, nodes, tally.by_node, tuple(tally.taken), tuple(tally.choices))


@dataclass
class _Tally:
    """What is added up of the nodes of a graph."""

    counted: Counter[str] = field(default_factory=Counter)
    cheapest: int = 0
    missed: set[str] = field(default_factory=set)
    elsewhere: set[str] = field(default_factory=set)
    by_node: Counter[str] = field(default_factory=Counter)
    others: int = 0
    """Nodes that are no products."""
    taken: list[FollowedNode] = field(default_factory=list)
    choices: list[BranchChoice] = field(default_factory=list)

    @property
    def total(self) -> int:
        """The operations together."""
        return sum(self.counted.values())

    def add(self, followed: FollowedNode, times: int) -> None:
        """Add a node that runs so many times."""
        node = followed.node
        self.taken.append(followed)
        cost = operations(node, followed.scope.shapes)
        if cost is None:
            self.missed.add(node.op_type)
        elif cost:
            if not followed.scope.unsure.isdisjoint(node.input):
                self.missed.add(f"{node.op_type} on a result whose size depends on a condition")
            self.counted[node.op_type] += cost * times
            self.by_node[node.output[0]] += cost * times
            self.cheapest += cost * times
        else:
            self.others += 1

    def absorb(self, inner: "_Tally") -> None:
        """Add what was added up of a graph inside a node."""
        self.counted += inner.counted
        self.cheapest += inner.cheapest
        self.missed |= inner.missed
        self.elsewhere |= inner.elsewhere
        self.by_node += inner.by_node
        self.others += inner.others
        self.taken += inner.taken
        self.choices += inner.choices


def _tally(nodes: Iterable[FollowedNode], times: int) -> _Tally:
    """Add up nodes that run so many times, and those inside them."""
    tally = _Tally()
    for followed in nodes:
        if followed.branches:
            tally.absorb(_dearest(followed, times))
        else:
            tally.add(followed, times)
    return tally


def _dearest(followed: FollowedNode, times: int) -> _Tally:
    """Of branches the costliest one, of equal ones the longest; a loop as often as it runs, else once and named."""
    runs = times if followed.times is None else times * followed.times
    options = [(branch.name, _tally(branch.nodes, runs)) for branch in followed.branches]
    options.sort(key=lambda option: (option[1].total, len(option[1].taken)), reverse=True)
    best = options[0][1]
    best.cheapest = min(tally.cheapest for _, tally in options)
    best.elsewhere = best.elsewhere.union(*(tally.missed | tally.elsewhere for _, tally in options[1:]))
    if followed.times is None and (best.counted or best.missed):
        best.missed.add(f"{followed.node.op_type}, which runs an unknown number of times")
    if len(options) > 1:
        counts = tuple(BranchCount(name, tally.total, not tally.missed) for name, tally in options)
        best.choices.insert(0, BranchChoice(followed.node, counts))
    return best
