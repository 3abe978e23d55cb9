"""The program inside a Core ML model (MIL): its operators with shapes, and constants that lie in a file of weights."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from reproducers.lab.autopsy.contents import BITS, Contents, GraphNode, TensorEntry
from reproducers.lab.autopsy.fixed_graph import FixedCounter
from reproducers.lab.files.protobuf_wire import WireField, fields, text_of

_DTYPES = {1: "bool", 2: "string", 10: "float16", 11: "float32", 12: "float64", 13: "bfloat16", 21: "int8", 22: "int16",
           23: "int32", 24: "int64", 31: "uint8", 32: "uint16", 33: "uint32", 34: "uint64"}  # fmt: skip
_UNCOUNTED = ("lstm", "gru", "rnn", "einsum", "scaled_dot_product_attention", "custom_layer")
_LEARNT = ("conv", "conv_transpose", "linear", "matmul", "batch_norm", "layer_norm", "gather", "add", "mul",
           "instance_norm",
           "prelu", "lstm", "gru", "constexpr_affine_dequantize", "constexpr_lut_to_dense")  # fmt: skip
Shape = tuple[int, ...]


class MilValue(NamedTuple):
    """A named value of the program: its type, shape, and where a constant's numbers lie."""

    dtype: str
    shape: Shape
    blob: int | None = None
    """The place in the file of weights; None for one that is computed."""
    flag: bool = False
    """The value of a single truth value."""


def add_program(data: memoryview, program: WireField, contents: Contents, folder: Path) -> None:
    """Add the tensors and operators of the program's functions."""
    values: dict[str, MilValue] = {}
    nodes: list[GraphNode] = []
    for operation in _operations(data, program):
        node = _operation(data, operation, values)
        if node is not None:
            nodes.append(node)
    users = {name: node.kind for node in nodes for name in node.inputs}
    weights = next((str(p) for p in (folder / "weights").glob("*.bin")), "")
    for name, value in values.items():
        if (
            value.blob is not None
            and users.get(name) in _LEARNT
            and value.dtype.startswith(("float", "int8", "uint8"))
        ):
            size = math.prod(value.shape) * BITS.get(value.dtype, 32) // 8
            contents.tensors.append(
                TensorEntry(
                    name, value.dtype, value.shape, stored_bytes=size, learnt=math.prod(value.shape) > 1
                )
            )
    if weights:
        contents.metadata["weights"] = Path(weights).name
    stored = {entry.name for entry in contents.tensors}
    contents.nodes = [
        node._replace(weights=tuple(name for name in node.inputs if name in stored)) for node in nodes
    ]
    shapes = {name: value.shape for name, value in values.items()}
    contents.count = FixedCounter(
        contents.nodes, shapes, {name for name, value in values.items() if value.blob is not None}
    )


def _operations(data: memoryview, program: WireField) -> Iterator[WireField]:
    """Every operation of every function, in the order of the file."""
    for function in _entries(data, program, 2):
        for block in _entries(data, function, 3):
            for part in fields(data, block.begin, block.end):
                if part.number == 3:
                    yield part


def _entries(data: memoryview, message: WireField, number: int) -> Iterator[WireField]:
    """The values of a map."""
    for entry in fields(data, message.begin, message.end):
        if entry.number == number and entry.is_message:
            yield from (part for part in fields(data, entry.begin, entry.end) if part.number == 2)


def _operation(data: memoryview, operation: WireField, values: dict[str, MilValue]) -> GraphNode | None:
    """Keep the values that an operation makes; None for a constant, which is no operator."""
    kind, inputs, outputs, constant = "", {}, [], None
    for part in fields(data, operation.begin, operation.end):
        if part.number == 1:
            kind = text_of(data, part)
        elif part.number == 2:
            key, names = _argument(data, part)
            inputs[key] = names
        elif part.number == 3:
            outputs.append(_named(data, part))
        elif part.number == 5:
            constant = _attribute(data, part) or constant
    for name, value in outputs:
        values[name] = (
            constant._replace(dtype=value.dtype, shape=value.shape) if kind == "const" and constant else value
        )
    if kind == "const":
        return None
    flat = tuple(name for names in inputs.values() for name in names)
    first = outputs[0][1].shape if outputs else ()
    return GraphNode(
        kind=kind, name=outputs[0][0] if outputs else kind, inputs=flat, outputs=tuple(name for name, _ in outputs),
        output_shape=first, flops=_flops(kind, inputs, first, values), **_words(kind, inputs, values),
    )  # fmt: skip


def _flops(kind: str, inputs: dict[str, list[str]], output: Shape, values: dict[str, MilValue]) -> int | None:
    def shape(key: str) -> Shape:
        return next((values[name].shape for name in inputs.get(key, ()) if name in values), ())

    if kind in ("conv", "linear") and shape("weight"):
        return 2 * math.prod(output) * math.prod(shape("weight")[1:])
    if kind == "conv_transpose" and shape("weight"):
        return 2 * math.prod(shape("x")) * math.prod(shape("weight")[1:])
    if kind == "matmul" and shape("x"):
        turned = any(values[name].flag for name in inputs.get("transpose_x", ()) if name in values)
        return 2 * math.prod(output) * shape("x")[-2 if turned else -1]
    return None if kind in (*_UNCOUNTED, "conv", "linear", "conv_transpose", "matmul") else 0


def _words(kind: str, inputs: dict[str, list[str]], values: dict[str, MilValue]) -> dict[str, Any]:
    weight = next((values[name].shape for name in inputs.get("weight", ()) if name in values), ())
    if kind.startswith("conv") and len(weight) > 2:
        return {"detail": " x ".join(map(str, weight[2:])), "sizes": f"{weight[1]} → {weight[0]}"}
    return {"sizes": f"{weight[1]} → {weight[0]}"} if kind == "linear" and len(weight) == 2 else {}


def _argument(data: memoryview, entry: WireField) -> tuple[str, list[str]]:
    """The key of an input and the names that it is bound to."""
    key, names = "", []
    for part in fields(data, entry.begin, entry.end):
        if part.number == 1:
            key = text_of(data, part)
        elif part.number == 2:
            for binding in fields(data, part.begin, part.end):
                names += [
                    text_of(data, field)
                    for field in fields(data, binding.begin, binding.end)
                    if field.number == 1
                ]
    return key, names


def _named(data: memoryview, part: WireField) -> tuple[str, MilValue]:
    name, value = "", MilValue("other", ())
    for field in fields(data, part.begin, part.end):
        if field.number == 1:
            name = text_of(data, field)
        elif field.number == 2:
            value = _type(data, field)
    return name, value


def _type(data: memoryview, kind: WireField) -> MilValue:
    """Type and shape of a tensor; an open size as one."""
    dtype, shape = "other", []
    for tensor in fields(data, kind.begin, kind.end):
        if tensor.number != 1:
            continue
        for part in fields(data, tensor.begin, tensor.end):
            if part.number == 1:
                dtype = _DTYPES.get(part.value, "other")
            elif part.number == 3:
                shape.append(_dimension(data, part))
    return MilValue(dtype, tuple(shape))


def _dimension(data: memoryview, part: WireField) -> int:
    for known in fields(data, part.begin, part.end):
        if known.number == 1:
            return next(
                (field.value for field in fields(data, known.begin, known.end) if field.number == 1), 0
            )
    return 1


def _attribute(data: memoryview, entry: WireField) -> MilValue | None:
    """The value of the attribute "val": in the file of weights, or a single truth value."""
    key, value = "", None
    for part in fields(data, entry.begin, entry.end):
        if part.number == 1:
            key = text_of(data, part)
        elif part.number == 2:
            value = _value(data, part)
    return value if key == "val" else None


def _value(data: memoryview, value: WireField) -> MilValue:
    for part in fields(data, value.begin, value.end):
        if part.number == 5:
            places = [field.value for field in fields(data, part.begin, part.end) if field.number == 2]
            return MilValue("other", (), places[0] if places else 0)
        if part.number == 3:
            body = bytes(data[part.begin : min(part.end, part.begin + 64)])
            return MilValue(
                "other", (), 0 if part.end - part.begin > 64 else None, flag=body.endswith(b"\x01")
            )
    return MilValue("other", ())
