"""TensorFlow Lite: a flatbuffer with operators, shapes, weights and metadata."""

import math
from collections.abc import Iterator
from typing import Any

from claims.catalog.tflite_operators import operators
from claims.errors import ReadError
from claims.records.autopsy import TensorPort
from reproducers.lab.autopsy.contents import Contents, GraphNode, TensorEntry
from reproducers.lab.autopsy.fixed_graph import FixedCounter, product
from reproducers.lab.autopsy.formats import model_format
from reproducers.lab.autopsy.target import ModelTarget
from reproducers.lab.files.flatbuffer import Flatbuffer, FlatTable, opened

_TYPES = ("float32", "float16", "int32", "uint8", "int64", "string", "bool", "int16", "complex64", "int8", "float64",
          "complex128", "uint64", "resource", "variant", "uint32", "uint16", "int4", "bfloat16")  # fmt: skip
_UNPACKING = ("DEQUANTIZE", "DENSIFY")
_WEIGHED = {"CONV_2D": 1, "DEPTHWISE_CONV_2D": 1, "FULLY_CONNECTED": 1, "TRANSPOSE_CONV": 1, "CONV_3D": 1}
"""Operators to the place of their weights among the inputs."""
_UNCOUNTED = {"SVDF", "LSTM", "RNN", "UNIDIRECTIONAL_SEQUENCE_RNN", "BIDIRECTIONAL_SEQUENCE_RNN", "CUSTOM", "WHILE",
              "CONV_3D_TRANSPOSE", "DELEGATE", "RFFT2D"}  # fmt: skip
Shapes = dict[str, tuple[int, ...] | None]
"""Shapes by name; None for one that is left open."""


@model_format("TensorFlow Lite", version=1, fits=lambda target: target.start[4:8] == b"TFL3")
def tflite(target: ModelTarget) -> Contents:
    """One .tflite file by its flatbuffer."""
    try:
        with opened(target.path) as buffer:
            return _contents(buffer, target)
    except ReadError as error:
        says = f"{target.name} is damaged or no TensorFlow Lite file. {error.says}"
        raise ReadError(says, "Download it again.") from None


def _contents(buffer: Flatbuffer, target: ModelTarget) -> Contents:
    model = buffer.root()
    graph = next(model.tables(2), None)
    if graph is None:
        raise ReadError("It holds no graph.")
    tensors = list(graph.tables(0))
    names = [f"{tensor.text(3)}#{n}" for n, tensor in enumerate(tensors)]
    shapes = {name: _shape(tensor) for name, tensor in zip(names, tensors, strict=True)}
    contents = Contents("TensorFlow Lite", metadata=_metadata(model))
    buffers = list(model.tables(4))
    nodes = list(_nodes(model, graph, names, shapes))
    users: dict[str, set[tuple[str, int]]] = {}
    for node in nodes:
        for place, name in enumerate(node.inputs):
            users.setdefault(name, set()).add((node.kind, place))
    contents.tensors = [
        entry
        for name, tensor in zip(names, tensors, strict=True)
        if (entry := _entry(name, tensor, buffers, target, users.get(name, set())))
    ]
    stored = {entry.name for entry in contents.tensors}
    contents.nodes = _with_weights(nodes, stored)
    contents.inputs = [_port(names[n], tensors[n]) for n in graph.numbers(1) if 0 <= n < len(tensors)]
    contents.outputs = [_port(names[n], tensors[n]) for n in graph.numbers(2) if 0 <= n < len(tensors)]
    contents.count, contents.fixed_size = FixedCounter(contents.nodes, shapes, stored), True
    contents.needs.append("TensorFlow Lite (LiteRT), or a converter from it.")
    left_open = sum(node.flops is None and None in _sizes(node, shapes) for node in contents.nodes)
    if left_open:
        says = f"The file leaves the sizes of {left_open} operators that multiply open, which only a run decides."
        contents.unknown.append(f"{says} They are not counted.")
    if len(list(model.tables(2))) > 1:
        contents.unknown.append("It holds further graphs, which the first one calls; they are not looked at.")
    return contents


def _shape(tensor: FlatTable) -> tuple[int, ...] | None:
    """The sizes of a tensor, for one input; None where more than the number of inputs is left open."""
    signature = tensor.numbers(7)
    return None if any(size < 0 for size in signature[1:]) else tensor.numbers(0)


def _sizes(node: GraphNode, shapes: Shapes) -> list[tuple[int, ...] | None]:
    return [shapes.get(name) for name in (*node.inputs, *node.outputs)]


def _metadata(model: FlatTable) -> dict[str, str]:
    """Description, and what the metadata buffer of the Task Library says: name, author, licence."""
    metadata = {"description": model.text(3)}
    buffers = list(model.tables(4))
    for entry in model.tables(6):
        if entry.text(0) != "TFLITE_METADATA" or not 0 <= entry.number(1, "<I") < len(buffers):
            continue
        start, count = buffers[entry.number(1, "<I")].span(0)
        inner = Flatbuffer(model.buffer.data[start : start + count]).root()
        metadata |= {
            "name": inner.text(0),
            "description": inner.text(1) or metadata["description"],
            "author": inner.text(4),
        }
        metadata["license"] = inner.text(5)
    return {key: value[:500] for key, value in metadata.items() if value}


def _entry(
    name: str, tensor: FlatTable, buffers: list[FlatTable], target: ModelTarget, users: set[tuple[str, int]]
) -> TensorEntry | None:
    """A tensor whose numbers lie in the file; None for one that is computed."""
    number = tensor.number(2, "<I")
    if not 0 < number < len(buffers):
        return None
    start, size = buffers[number].span(0)
    if not size:
        start, size = (
            buffers[number].number(1, "<Q"),
            buffers[number].number(2, "<Q"),
        )  # beyond the flatbuffer
    kind = tensor.number(1, "<b")
    dtype = _TYPES[kind] if 0 <= kind < len(_TYPES) else "other"
    if not size or dtype == "string":
        return None
    layers = {(operator, place) for operator, place in users if operator in _WEIGHED}
    learnt = dtype.startswith(("float", "bfloat", "int8", "uint8", "int4")) or (
        dtype in ("int32", "int64") and any(place == 2 for _, place in layers)
    )
    shape = tensor.numbers(0)
    single = math.prod(shape) == 1 and not layers
    return TensorEntry(
        name,
        dtype,
        shape,
        target.path if start else None,
        start,
        size,
        storage=f"buffer {number}",
        learnt=learnt and not single,
    )


def _port(name: str, tensor: FlatTable) -> TensorPort:
    signature = tensor.numbers(7) or tensor.numbers(0)
    kind = tensor.number(1, "<b")
    shape = tuple(str(size) if size > 0 else "?" for size in signature)
    dtype = _TYPES[kind] if 0 <= kind < len(_TYPES) else "other"
    return TensorPort(name=name.rpartition("#")[0].removeprefix("serving_default_"), dtype=dtype, shape=shape)


def _nodes(model: FlatTable, graph: FlatTable, names: list[str], shapes: Shapes) -> Iterator[GraphNode]:
    """Every operator of the graph with what it takes."""
    codes = [_code(code) for code in model.tables(1)]
    for number, operator in enumerate(graph.tables(3)):
        place = operator.number(0, "<I")
        kind = codes[place] if place < len(codes) else "unknown operator"
        inputs = tuple(names[n] for n in operator.numbers(1) if 0 <= n < len(names))
        outputs = tuple(names[n] for n in operator.numbers(2) if 0 <= n < len(names))
        yield GraphNode(
            kind=kind,
            name=f"{kind} {number}",
            inputs=inputs,
            outputs=outputs,
            output_shape=(shapes.get(outputs[0]) or ()) if outputs else (),
            flops=_flops(kind, operator, inputs, outputs, shapes),
            **_words(kind, [shapes.get(name) or () for name in inputs]),
        )


def _words(kind: str, given: list[tuple[int, ...]]) -> dict[str, Any]:
    """Kernel and channels in words; TensorFlow keeps outputs first and inputs last."""
    weight = given[_WEIGHED[kind]] if kind in _WEIGHED and len(given) > _WEIGHED[kind] else ()
    if kind == "DEPTHWISE_CONV_2D" and len(weight) == 4:
        return {"detail": f"{weight[1]} x {weight[2]}", "sizes": f"{weight[3]} channels"}
    if kind in ("CONV_2D", "TRANSPOSE_CONV") and len(weight) == 4:
        return {"detail": f"{weight[1]} x {weight[2]}", "sizes": f"{weight[3]} → {weight[0]}"}
    if kind == "FULLY_CONNECTED" and len(weight) == 2:
        return {"sizes": f"{weight[1]} → {weight[0]}"}
    return {}


def _code(code: FlatTable) -> str:
    """The name of an operator; one of somebody else by its own name."""
    number = max(code.number(0, "<b"), code.number(3, "<i"))
    known = operators()
    name = known[number] if 0 <= number < len(known) else f"operator {number}"
    return f"CUSTOM {code.text(1)[:60]}" if name == "CUSTOM" else name


def _flops(
    kind: str, operator: FlatTable, inputs: tuple[str, ...], outputs: tuple[str, ...], shapes: Shapes
) -> int | None:
    """The operations of an operator; None for one that multiplies and has no formula or no known size here."""
    given = [shapes.get(name) or () for name in inputs]
    output = (shapes.get(outputs[0]) or ()) if outputs else ()
    multiplies = kind in _WEIGHED or kind == "BATCH_MATMUL" or kind.endswith("SEQUENCE_LSTM")
    if multiplies and None in [shapes.get(name, ()) for name in (*inputs, *outputs)]:
        return None
    if kind in _UNCOUNTED or kind.startswith(("CUSTOM", "operator", "unknown")):
        return None
    if kind in _WEIGHED and len(given) < 2:
        return None
    if kind in ("CONV_2D", "FULLY_CONNECTED"):
        return product(output, math.prod(given[1][1:]))
    if kind == "DEPTHWISE_CONV_2D":
        return product(output, math.prod(given[1][1:3]))
    if kind == "TRANSPOSE_CONV":
        return 2 * math.prod(given[2]) * math.prod(given[1][:3]) if len(given) > 2 else None
    if kind == "CONV_3D":
        return product(output, math.prod(given[1][:4]))
    if kind == "BATCH_MATMUL":
        options = operator.table(4)
        turned = options is not None and options.number(0, "<b") == 1
        return product(output, given[0][-2 if turned else -1]) if given and len(given[0]) > 1 else None
    if kind.endswith("SEQUENCE_LSTM"):
        steps = math.prod(given[0][:2]) if given and len(given[0]) == 3 else 0
        return (
            2 * steps * sum(math.prod(shape) for shape in given[1:] if len(shape) == 2 and shape != given[0])
            or None
        )
    return 0


def _with_weights(nodes: list[GraphNode], stored: set[str]) -> list[GraphNode]:
    """The operators with their stored tensors; those that only unpack a stored tensor stand for it."""
    unpacked: dict[str, str] = {}
    for node in nodes:
        source = unpacked.get(node.inputs[0], node.inputs[0]) if node.inputs else ""
        if node.kind in _UNPACKING and node.outputs and source in stored:
            unpacked[node.outputs[0]] = source
    operators = []
    for node in nodes:
        if node.outputs and node.outputs[0] in unpacked:
            continue
        inputs = tuple(unpacked.get(name, name) for name in node.inputs)
        weights = tuple(name for name in inputs if name in stored)
        operators.append(node._replace(inputs=inputs, weights=weights))
    return operators
