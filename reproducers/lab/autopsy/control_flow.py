"""Where an ONNX graph runs one of several branches or repeats operators, and what decides for a branch."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from claims.records.control_flow import ControlFlow, GraphBranch
from reproducers.lab.autopsy.contents import TensorEntry
from reproducers.lab.cost.onnx_flops import BranchChoice, CountedGraph
from reproducers.lab.cost.onnx_shapes import FollowedNode
from reproducers.lab.files.onnx_graph import graphs_of, nodes_of

if TYPE_CHECKING:
    from onnx import GraphProto, ModelProto, NodeProto

_COMPARED = {
    "Equal": ("is", "is not"), "Greater": ("is above", "is at most"), "GreaterOrEqual": ("is at least", "is below"),
    "Less": ("is below", "is at least"), "LessOrEqual": ("is at most", "is above"),
}  # fmt: skip
"""Comparisons in words: of the branch for which they hold, and of the other."""
_TURNED = {
    "Greater": "Less",
    "Less": "Greater",
    "GreaterOrEqual": "LessOrEqual",
    "LessOrEqual": "GreaterOrEqual",
}
"""The same comparison with its sides exchanged."""
_PASSING = {"Cast", "Identity", "Squeeze", "Reshape", "Unsqueeze", "Flatten"}
"""Operators that hand a single value on."""
_STEPS = 8  # of them between an input and the condition


class ControlFlowReader:
    """Tells the choices and loops of one graph that hold weights or multiply."""

    def __init__(
        self,
        model: "ModelProto",
        counted: CountedGraph,
        tensors: Iterable[TensorEntry],
        names: Mapping[str, str],
    ) -> None:
        self.counted, self.names = counted, names
        self.learnt = {tensor.name: tensor for tensor in tensors if tensor.learnt}
        stored = {tensor.name for tensor in model.graph.initializer}
        self.inputs = {port.name for port in model.graph.input} - stored
        self.makers = {name: node for node in nodes_of(model.graph) for name in node.output}
        self.values = counted.nodes[0].scope.values if counted.nodes else {}

    def __iter__(self) -> Iterator[ControlFlow]:
        """Choices whose condition is open, then loops."""
        yield from filter(_weighs, map(self._choice, self.counted.choices))
        yield from filter(_weighs, map(self._loop, _loops(self.counted.nodes)))

    def idle_bytes(self) -> int:
        """Bytes of the weights that no counted operator takes."""
        used = self._taken(followed.node for followed in self.counted.taken)
        inner = (graph for node in self.makers.values() for graph in graphs_of(node).values())
        of_branches = {name for graph in inner for name in self._taken(nodes_of(graph))}
        return sum(self.learnt[name].stored_bytes for name in of_branches - used)

    def _choice(self, choice: BranchChoice) -> ControlFlow:
        graphs = graphs_of(choice.node)
        branches = (
            self._branch(
                self._when(choice.node, option.name), graphs[option.name], option.total, whole=option.whole
            )
            for option in choice.options
        )
        return ControlFlow(operator=choice.node.op_type, name=_name(choice.node), branches=tuple(branches))

    def _loop(self, loop: FollowedNode) -> ControlFlow:
        outputs = [name for node in nodes_of(graphs_of(loop.node)["body"]) for name in node.output]
        flops = sum(self.counted.by_node.get(name, 0) for name in outputs)
        each = flops // loop.times if loop.times else flops
        branch = self._branch("", graphs_of(loop.node)["body"], each)
        return ControlFlow(
            operator=loop.node.op_type, name=_name(loop.node), branches=(branch,), times=loop.times
        )

    def _branch(self, when: str, graph: "GraphProto", flops: int, *, whole: bool = True) -> GraphBranch:
        parameters = sum(self.learnt[name].count for name in self._taken(nodes_of(graph)))
        return GraphBranch(when=when, parameters=parameters, flops=flops, whole=whole)

    def _taken(self, nodes: "Iterable[NodeProto]") -> set[str]:
        """Names of the learnt tensors that these nodes take."""
        given = (name for node in nodes for name in node.input)
        return {self.names.get(name, name) for name in given} & self.learnt.keys()

    def _when(self, node: "NodeProto", branch: str) -> str:
        """When a branch is run: where the condition is an input or compares one with a number, else by its name."""
        source, place = self._source(node.input[0] if node.input else ""), int(branch != "then_branch")
        if source in self.inputs:
            return f"where {source} is {('true', 'false')[place]}"
        maker = self.makers.get(source)
        if maker is None or maker.op_type not in _COMPARED or len(maker.input) != 2:
            return f"in its {branch.replace('_', ' ')}"
        first, second = map(self._source, maker.input)
        comparison = maker.op_type
        if second in self.inputs:
            first, second, comparison = second, first, _TURNED.get(comparison, comparison)
        value = self.values.get(second)
        if first not in self.inputs or value is None or value.size != 1:
            return f"in its {branch.replace('_', ' ')}"
        return f"where {first} {_COMPARED[comparison][place]} {value.item()}"

    def _source(self, name: str) -> str:
        """Where a value comes from that is only handed on."""
        for _ in range(_STEPS):
            node = self.makers.get(name)
            if node is None or node.op_type not in _PASSING or not node.input:
                break
            name = node.input[0]
        return name


def _weighs(flow: ControlFlow) -> bool:
    """Whether it matters to anybody: not where branches only turn a shape over."""
    return any(branch.parameters or branch.flops for branch in flow.branches)


def _loops(nodes: Iterable[FollowedNode]) -> Iterator[FollowedNode]:
    for followed in nodes:
        if "body" in graphs_of(followed.node):
            yield followed
        for branch in followed.branches:
            yield from _loops(branch.nodes)


def _name(node: "NodeProto") -> str:
    names: list[str] = [node.name, *node.output, node.op_type]
    return next(filter(None, names))[:120]
