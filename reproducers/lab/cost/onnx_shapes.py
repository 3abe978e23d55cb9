"""Follows shapes through an ONNX graph whose open sizes are set: node by node, small values with them; nothing is run.

Exporters compute shapes in the graph (Shape, Gather, Concat, Reshape), so shape inference alone stops at the first
Reshape: here the small integers are worked out on the way.
"""

import math
from collections import ChainMap
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from reproducers.lab.cost.onnx_values import constant_of, evaluated
from reproducers.lab.files.onnx_graph import graphs_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from onnx import GraphProto, ModelProto, NodeProto, TypeProto

Shape = tuple[int, ...]
_SAME_AS_FIRST = {
    "FusedGelu", "FastGelu", "BiasGelu", "QuickGelu", "Gelu", "SkipLayerNormalization", "SimplifiedLayerNormalization",
    "SkipSimplifiedLayerNormalization", "RotaryEmbedding", "QAttention", "Attention", "GroupQueryAttention",
    "MultiHeadAttention", "BiasAdd", "BiasSoftmax", "QLinearAdd", "QLinearMul", "QLinearSigmoid", "QLinearLeakyRelu",
    "QLinearSoftmax", "DequantizeLinear", "QuantizeLinear", "LayerNormalization", "GroupNorm", "NhwcFusedConv",
    "Scaler", "Normalizer", "Imputer", "Binarizer",
}  # fmt: skip
"""Operators outside the standard whose first output has the shape of their first input."""


@dataclass
class Scope:
    """What is known of the tensors of a graph, those of the graph around it included."""

    shapes: MutableMapping[str, Shape]
    types: MutableMapping[str, int]
    values: "MutableMapping[str, NDArray[np.generic]]"
    opsets: dict[str, int]
    unsure: set[str] = field(default_factory=set)
    """Tensors whose size depends on a condition that is open; the shape that is kept is the largest."""

    def inner(self) -> "Scope":
        """The scope of a graph inside this one."""
        layers = [ChainMap({}, of) for of in (self.shapes, self.types, self.values)]
        return Scope(layers[0], layers[1], layers[2], self.opsets, self.unsure)


@dataclass
class FollowedNode:
    """A node with the shapes that are known around it, and what lies in the graphs of its attributes."""

    node: "NodeProto"
    scope: Scope
    branches: "list[FollowedBranch]" = field(default_factory=list)
    """The graphs that it may run: of a condition that is known, the one."""
    times: int | None = 1
    """How often its inner graph runs; None where that is not known."""


class FollowedBranch(NamedTuple):
    """A graph inside a node: the attribute that holds it, and its nodes with their shapes."""

    name: str
    nodes: list[FollowedNode]


def follow(model: "ModelProto", sizes: dict[str, int], rows: int, tokens: int) -> list[FollowedNode]:
    """Every node with its shapes.

    Open sizes are set by their place ("state[1]") or name, else the first to `rows` and the rest to `tokens`.
    """
    opsets = {entry.domain: entry.version for entry in model.opset_import}
    opsets.setdefault("", opsets.get("ai.onnx", 1))
    scope = Scope({}, {}, {}, opsets)
    stored = {tensor.name for tensor in model.graph.initializer}
    for port in model.graph.input:
        if port.name in stored or not port.type.HasField("tensor_type"):
            continue
        tensor = port.type.tensor_type
        scope.types[port.name] = tensor.elem_type
        scope.shapes[port.name] = tuple(
            size.dim_value
            if size.HasField("dim_value") and size.dim_value > 0
            else sizes.get(f"{port.name}[{place}]", sizes.get(size.dim_param, rows if place == 0 else tokens))
            for place, size in enumerate(tensor.shape.dim)
        )
    return list(_graph(model.graph, scope))


def _graph(graph: "GraphProto", scope: Scope) -> "Iterator[FollowedNode]":
    for tensor in graph.initializer:
        scope.shapes[tensor.name], scope.types[tensor.name] = tuple(tensor.dims), tensor.data_type
        value = constant_of(tensor)
        if value is not None:
            scope.values[tensor.name] = value
    for node in graph.node:
        followed = FollowedNode(node, scope)
        inner = graphs_of(node)
        if inner:
            _inner(followed, inner)
        else:
            _outputs(node, scope)
        yield followed


def _inner(followed: FollowedNode, graphs: "dict[str, GraphProto]") -> None:
    """Follow the graphs of If, Loop and Scan, and hand their outputs on."""
    node, scope = followed.node, followed.scope
    if node.op_type == "If":
        condition = scope.values.get(node.input[0]) if node.input else None
        if condition is not None and condition.size:
            taken = "then_branch" if bool(condition.ravel()[0]) else "else_branch"
            graphs = {name: graph for name, graph in graphs.items() if name == taken}
    elif node.op_type == "Scan":
        followed.times = _scan_length(node, scope)
    else:
        followed.times = None
    scopes = []
    for name, graph in graphs.items():
        inner = scope.inner()
        _bind(node, graph, inner)
        followed.branches.append(FollowedBranch(name, list(_graph(graph, inner))))
        scopes.append(([port.name for port in graph.output], inner))
        if node.op_type == "Loop" and graph.output:
            followed.times = _loop_times(node, scope, inner.values.get(graph.output[0].name))
    if node.op_type == "If":
        _join(followed, scopes)
    for results, inner in scopes if node.op_type != "If" else ():
        _hand_on(followed, results, inner)


def _loop_times(node: "NodeProto", scope: Scope, goes_on: "NDArray[np.generic] | None") -> int | None:
    """How often a loop runs whose body ends with `goes_on`; None where a number that is open decides it."""
    limit, start = (*node.input, "", "")[:2]
    most, starts = scope.values.get(limit), scope.values.get(start)
    if (starts is not None and not starts.all()) or (most is not None and most.size and most.ravel()[0] <= 0):
        return 0
    if most is None or not most.size or (start and starts is None):
        return None
    times = int(most.ravel()[0])
    if times > 1 and goes_on is None:
        return None
    return times if goes_on is None or goes_on.all() else 1


def _scan_length(node: "NodeProto", scope: Scope) -> int | None:
    shape = scope.shapes.get(node.input[-1], ())
    return shape[0] if shape else None


def _bind(node: "NodeProto", graph: "GraphProto", inner: Scope) -> None:
    """Give the inputs of a body their shapes: what a loop carries, and slices of what is scanned."""
    import numpy as np

    if node.op_type == "If":
        return
    scanned = next((a.i for a in node.attribute if a.name == "num_scan_inputs"), 0)
    given = list(node.input) if node.op_type == "Scan" else ["", "", *node.input[2:]]
    for place, (port, name) in enumerate(zip(graph.input, given, strict=False)):
        shape = inner.shapes.get(name)
        if shape is not None:
            inner.shapes[port.name] = shape[1:] if place >= len(given) - scanned else shape
            inner.types[port.name] = inner.types.get(name, 1)
        elif node.op_type == "Loop" and place < 2:
            inner.shapes[port.name], inner.types[port.name] = (), 7 if place == 0 else 9
            if place == 1:
                inner.values[port.name] = np.array(True)  # a body runs only where this holds


def _join(followed: FollowedNode, branches: list[tuple[list[str], Scope]]) -> None:
    """The shapes of a condition's outputs: those that its branches agree on, else the largest, which is remembered."""
    scope = followed.scope
    for place, name in enumerate(followed.node.output):
        made = [(inner, results[place]) for results, inner in branches if place < len(results)]
        shapes = [inner.shapes.get(result) for inner, result in made]
        known = [shape for shape in shapes if shape is not None]
        if not known:
            continue
        scope.shapes[name] = max(known, key=math.prod)
        inner, result = made[shapes.index(scope.shapes[name])]
        scope.types[name] = inner.types.get(result, 1)
        if len({math.prod(shape) for shape in known}) > 1 or len(known) < len(shapes):
            scope.unsure.add(name)
        if len(made) == 1 and result in inner.values:
            scope.values[name] = inner.values[result]


def _hand_on(followed: FollowedNode, results: list[str], inner: Scope) -> None:
    """The shapes of the outputs of a loop from those of its body's; what it collects has one size more."""
    node, scope = followed.node, followed.scope
    results = results[1:] if node.op_type == "Loop" else results
    carried = len(node.input) - 2 if node.op_type == "Loop" else 0
    if node.op_type == "Scan":
        carried = len(node.input) - next((a.i for a in node.attribute if a.name == "num_scan_inputs"), 0)
    for place, (name, result) in enumerate(zip(node.output, results, strict=False)):
        shape = inner.shapes.get(result)
        if shape is None:
            continue
        collected = node.op_type in ("Loop", "Scan") and place >= carried
        if collected and followed.times is None:
            continue
        scope.shapes[name] = ((followed.times or 0), *shape) if collected else shape
        scope.types[name] = inner.types.get(result, 1)


def _outputs(node: "NodeProto", scope: Scope) -> None:
    """Work out values where they are small, else shapes."""
    if not scope.unsure.isdisjoint(node.input):
        scope.unsure.update(name for name in node.output if name)
    values = evaluated(node, scope.values, scope.shapes, scope.opsets)
    if values is not None:
        for name, value in zip(node.output, values, strict=False):
            scope.values[name], scope.shapes[name] = value, tuple(value.shape)
            scope.types[name] = _element_type(value)
        return
    for name, kind in _inferred(node, scope).items():
        if kind.HasField("tensor_type") and kind.tensor_type.HasField("shape"):
            sizes = [d.dim_value if d.HasField("dim_value") else -1 for d in kind.tensor_type.shape.dim]
            if all(size >= 0 for size in sizes):
                scope.shapes[name] = tuple(sizes)
        if kind.HasField("tensor_type"):
            scope.types[name] = kind.tensor_type.elem_type
    _same_as_first(node, scope)


def _same_as_first(node: "NodeProto", scope: Scope) -> None:
    """The shape of an operator that ONNX's own inference does not know and that keeps the shape of its input."""
    first, result = node.input[0] if node.input else "", node.output[0] if node.output else ""
    if node.op_type in _SAME_AS_FIRST and result not in scope.shapes and first in scope.shapes:
        scope.shapes[result], scope.types[result] = scope.shapes[first], scope.types.get(first, 1)


def _element_type(value: "NDArray[np.generic]") -> int:
    import onnx

    return int(onnx.helper.np_dtype_to_tensor_dtype(value.dtype))


def _inferred(node: "NodeProto", scope: Scope) -> "dict[str, TypeProto]":
    """What ONNX's own inference says of one node's outputs; empty where it cannot tell."""
    import onnx

    given = [name for name in node.input if name]
    types: dict[str, Any] = {}
    for name in given:
        if name in scope.types:
            shape = scope.shapes.get(name)
            types[name] = onnx.helper.make_tensor_type_proto(scope.types[name], shape)
    values = {
        name: onnx.numpy_helper.from_array(scope.values[name], name) for name in given if name in scope.values
    }
    try:
        schema = onnx.defs.get_schema(node.op_type, scope.opsets.get(node.domain, 1), node.domain)
        opsets = [onnx.helper.make_opsetid(domain, version) for domain, version in scope.opsets.items()]
        kinds: dict[str, TypeProto] = onnx.shape_inference.infer_node_outputs(
            schema, node, types, values, opset_imports=opsets
        )
    except Exception:  # its errors have no common class
        return {}
    return kinds
