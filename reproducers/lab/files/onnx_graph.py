"""Reads an ONNX file as data: its inputs, outputs and tensors, and whether it may be run."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from claims.errors import ReadError
from reproducers.lab.files.json_file import read_start
from reproducers.lab.refusal import Refusal

if TYPE_CHECKING:
    from onnx import AttributeProto, GraphProto, ModelProto, NodeProto, TensorProto, ValueInfoProto

DOMAINS = {"", "ai.onnx", "ai.onnx.ml", "com.microsoft"}
"""Operator sets that ONNX Runtime brings itself; any other needs a library of somebody else."""
_LOCATION = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*")
_EXPORTED = re.compile(r"(?:val|scalar_tensor\w*|_?const\w*|Constant\w*)_?\d*")
"""Names that exporters give to the numbers of formulas."""
_LARGEST = 2 << 30  # bytes: protobuf reads no message above
_DEEPEST = 50  # graphs inside graphs
_EXTERNAL = 1  # TensorProto.DataLocation.EXTERNAL
_FLOATS = {1: "float32", 10: "float16", 11: "float64", 16: "bfloat16"}
KINDS = {**_FLOATS, 6: "int32", 7: "int64", 8: "string", 9: "bool", 3: "int8", 2: "uint8"}


@dataclass(frozen=True)
class Port:
    """One input or output: its name, the kind of its numbers, its shape (-1: any size)."""

    name: str
    kind: str
    shape: tuple[int, ...]


@dataclass(frozen=True)
class Weight:
    """One stored tensor."""

    name: str
    kind: str
    count: int


@dataclass(frozen=True)
class Graph:
    """What an ONNX file says of itself."""

    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]
    weights: tuple[Weight, ...]
    classes: tuple[str, ...]
    """Labels of the outputs, where a classifier of ai.onnx.ml holds them."""
    refusal: Refusal | None = None
    by_range: bool = False
    """Whether inner values are quantised by the range that they have over the whole batch."""


_BY_RANGE = {"DynamicQuantizeLinear", "DynamicQuantizeMatMul", "DynamicQuantizeLSTM"}
"""Operators that take the scale of a tensor from all its numbers, so that rows of a batch bear on each other."""


def read_graph(path: Path, root: Path) -> Graph:
    """What the file says, without running it; raises ReadError if it is no ONNX file."""
    model = _load(path)
    nodes = list(all_nodes(model))
    stored = {weight.name for weight in model.graph.initializer}
    return Graph(
        inputs=tuple(_port(port) for port in model.graph.input if port.name not in stored),
        outputs=tuple(_port(port) for port in model.graph.output),
        weights=tuple(_weight(tensor) for tensor in stored_tensors_of(model, nodes)),
        classes=next((classes for node in nodes if (classes := classes_of(node))), ()),
        refusal=foreign_operator(model, nodes) or _outside(model, nodes, path, root),
        by_range=any(node.op_type in _BY_RANGE for node in nodes),
    )


def named_weights(path: Path) -> "tuple[list[NodeProto], list[tuple[str, TensorProto]]]":
    """Every node, and every stored tensor by the name that nodes call it; raises ReadError if it is no ONNX file."""
    model = _load(path)
    nodes = list(all_nodes(model))
    graphs = [model.graph, *(g for node in nodes for a in node.attribute for g in _graphs(a))]
    tensors = [(tensor.name, tensor) for graph in graphs for tensor in graph.initializer]
    constant = (node for node in nodes if node.op_type == "Constant" and node.output)
    tensors += [(node.output[0], a.t) for node in constant for a in node.attribute if a.HasField("t")]
    return nodes, tensors


def _load(path: Path) -> "ModelProto":
    import onnx
    from google.protobuf.message import DecodeError  # type: ignore[import-untyped]  # it ships none

    model = onnx.ModelProto()
    try:
        model.ParseFromString(read_start(path, _LARGEST))
    except (DecodeError, ValueError, RecursionError):
        raise ReadError(f"{path.name} is not an ONNX file, or a damaged one.", "Export it again.") from None
    if not model.graph.node and not model.graph.initializer:
        raise ReadError(f"{path.name} is not an ONNX file: it holds no graph.", "Export it again.")
    return model


def all_nodes(model: "ModelProto") -> "Iterator[NodeProto]":
    """Every node: of the graph, of graphs in attributes, and of the model's own functions."""
    yield from _below(model.graph, 0)
    for function in model.functions:
        for node in function.node:
            yield node
            yield from _inner(node, 0)


def graphs_of(node: "NodeProto") -> "dict[str, GraphProto]":
    """The graphs inside a node, by the attributes that hold them."""
    return {attribute.name: attribute.g for attribute in node.attribute if attribute.HasField("g")}


def nodes_of(graph: "GraphProto") -> "Iterator[NodeProto]":
    """Every node of a graph and of those inside it."""
    return _below(graph, 0)


def _below(graph: "GraphProto", depth: int) -> "Iterator[NodeProto]":
    if depth > _DEEPEST:
        raise ReadError("The ONNX file nests graphs deeper than any model does.", "Export it again.")
    for node in graph.node:
        yield node
        yield from _inner(node, depth)


def _inner(node: "NodeProto", depth: int) -> "Iterator[NodeProto]":
    for attribute in node.attribute:
        for graph in _graphs(attribute):
            yield from _below(graph, depth + 1)


def _graphs(attribute: "AttributeProto") -> "Iterator[GraphProto]":
    if attribute.HasField("g"):
        yield attribute.g
    yield from attribute.graphs


def _tensors(model: "ModelProto", nodes: "list[NodeProto]") -> "Iterator[TensorProto]":
    """Every stored tensor: initialisers, sparse ones, and those in attributes."""
    yield from _initialisers(model, nodes)
    yield from _in_attributes(nodes)


def stored_tensors_of(model: "ModelProto", nodes: "list[NodeProto]") -> "Iterator[TensorProto]":
    """Every stored tensor that may have been learnt: not the single numbers of a formula, such as the root of two."""
    yield from (tensor for tensor in _initialisers(model, nodes) if not _is_of_formula(tensor))
    for node in nodes:
        single = node.op_type == "Constant" and all(math.prod(a.t.dims) == 1 for a in node.attribute)
        if not single:
            yield from _in_attributes([node])


def _is_of_formula(tensor: "TensorProto") -> bool:
    """Whether a tensor is one number that an exporter named, rather than the module that learnt it."""
    return not tensor.dims and bool(_EXPORTED.fullmatch(tensor.name))


def _initialisers(model: "ModelProto", nodes: "list[NodeProto]") -> "Iterator[TensorProto]":
    graphs = [model.graph, *(g for node in nodes for a in node.attribute for g in _graphs(a))]
    for graph in graphs:
        yield from graph.initializer
        for sparse in graph.sparse_initializer:
            yield from (sparse.values, sparse.indices)


def _in_attributes(nodes: "list[NodeProto]") -> "Iterator[TensorProto]":
    for attribute in (attribute for node in nodes for attribute in node.attribute):
        if attribute.HasField("t"):
            yield attribute.t
        yield from attribute.tensors
        for sparse in (attribute.sparse_tensor, *attribute.sparse_tensors):
            yield from (sparse.values, sparse.indices)


def foreign_operator(model: "ModelProto", nodes: "list[NodeProto]") -> Refusal | None:
    """The refusal for an operator that only a library of somebody else can run."""
    own = {(function.domain, function.name) for function in model.functions}
    for node in nodes:
        if node.domain not in DOMAINS and (node.domain, node.op_type) not in own:
            detail = (
                f"It uses the operator {node.op_type[:60]!r} of {node.domain[:60]!r}, which only a library of "
                "somebody else can run. Export it with standard operators."
            )
            return Refusal("unsafe_weights", detail)
    return None


def _outside(model: "ModelProto", nodes: "list[NodeProto]", path: Path, root: Path) -> Refusal | None:
    """The refusal for a tensor whose numbers are in a file that is not a plain one beside the model."""
    for tensor in _tensors(model, nodes):
        if tensor.data_location != _EXTERNAL:
            continue
        external = {entry.key: entry.value for entry in tensor.external_data}
        if not _beside(external, path, root):
            where = external.get("location", "")[:80]
            detail = (
                f"A tensor is to be read from {where!r}, which is no part of the model. Ask for one file."
            )
            return Refusal("unsafe_weights", detail)
    return None


def _beside(external: dict[str, str], path: Path, root: Path) -> bool:
    where = external.get("location", "")
    if not _LOCATION.fullmatch(where) or ".." in where.split("/"):
        return False
    file = path.parent / where
    inside = file.resolve().is_relative_to(root.resolve()) and file.resolve() != path.resolve()
    if not inside or file.is_symlink() or not file.is_file() or file.stat().st_nlink != 1:
        return False
    numbers = [external.get("offset", "0"), external.get("length", "0")]
    return all(n.isdecimal() for n in numbers) and sum(map(int, numbers)) <= file.stat().st_size


def _weight(tensor: "TensorProto") -> Weight:
    if any(size < 0 for size in tensor.dims):
        raise ReadError("The ONNX file has a tensor with a negative size.", "Export it again.")
    count = math.prod(tensor.dims)
    if tensor.data_location != _EXTERNAL and tensor.raw_data and len(tensor.raw_data) < count // 2:
        raise ReadError("The ONNX file has a tensor that is shorter than its shape.", "Export it again.")
    held = len(tensor.raw_data) or tensor.data_location == _EXTERNAL or count <= _numbers_in_lists(tensor)
    if not held and count > 1:  # a field that is not set reads as a tensor of one number
        raise ReadError("The ONNX file has a tensor without its numbers.", "Export it again.")
    return Weight(tensor.name, KINDS.get(tensor.data_type, "other"), count if held else 0)


def _numbers_in_lists(tensor: "TensorProto") -> int:
    """How many numbers are written one by one."""
    lists = (tensor.float_data, tensor.double_data, tensor.int64_data, tensor.int32_data, tensor.uint64_data)
    return max(len(tensor.string_data), *map(len, lists))


def _port(value: "ValueInfoProto") -> Port:
    if not value.type.HasField("tensor_type"):
        return Port(value.name, "other", ())
    tensor = value.type.tensor_type
    shape = tuple(d.dim_value if d.HasField("dim_value") else -1 for d in tensor.shape.dim)
    return Port(value.name, KINDS.get(tensor.elem_type, "other"), shape)


def classes_of(node: "NodeProto") -> tuple[str, ...]:
    """The labels that a classifier of ai.onnx.ml holds."""
    for attribute in node.attribute:
        if attribute.name in ("classlabels_strings", "classlabels_string") and attribute.strings:
            return tuple(label.decode("utf-8", "replace") for label in attribute.strings)
        if attribute.name in ("classlabels_ints", "classlabels_int64s") and attribute.ints:
            return tuple(str(label) for label in attribute.ints)
    return ()
