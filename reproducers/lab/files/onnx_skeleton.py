"""An ONNX file without the numbers of its large tensors, which are named as external data that lie in the file itself.

So a graph of any size takes a few megabytes of memory, and every other reader of ONNX can work on it.
"""

import mmap
from pathlib import Path
from typing import TYPE_CHECKING

from claims.errors import ReadError
from reproducers.lab.files.protobuf_wire import WireField, as_field, as_varint, fields

if TYPE_CHECKING:
    from onnx import ModelProto

_SMALL = (
    4096  # bytes of a message that is copied as it is: shapes and scales are needed by who follows shapes
)
_INSIDE = {
    "model": {7: "graph", 25: "function"},
    "graph": {1: "node", 5: "tensor", 15: "sparse"},
    "function": {7: "node"},
    "node": {5: "attribute"},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph"},
    "sparse": {1: "tensor", 2: "tensor"},
}
"""Kind of message to the fields that hold others which may be large (onnx.proto)."""
_NUMBERS = {4: 4, 5: 0, 7: 0, 9: 1, 10: 8, 11: 0}
"""Fields of a tensor with its numbers; zero where they are packed so that a place in the file does not give them."""
_LOCATION, _EXTERNAL = 14, 13
_DEEPEST = 60


def skeleton(path: Path) -> "ModelProto":
    """The model without large tensors; raises ReadError if it is no ONNX file."""
    import onnx
    from google.protobuf.message import DecodeError  # type: ignore[import-untyped]  # it ships none

    model = onnx.ModelProto()
    try:
        with (
            path.open("rb") as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
            memoryview(mapped) as data,
        ):
            model.ParseFromString(_stripped(data, 0, len(data), "model", 0))
    except (DecodeError, ValueError, RecursionError, ReadError):
        raise ReadError(f"{path.name} is not an ONNX file, or a damaged one.", "Export it again.") from None
    except OSError as error:
        raise ReadError(f"{path.name} cannot be read: {error.strerror}.") from None
    if not model.graph.node and not model.graph.initializer:
        raise ReadError(f"{path.name} is not an ONNX file: it holds no graph.", "Export it again.")
    return model


def _stripped(data: memoryview, begin: int, end: int, kind: str, depth: int) -> bytes:
    """A message with the large tensors below it stripped."""
    if depth > _DEEPEST:
        raise ReadError("It nests graphs deeper than any model does.", "Export it again.")
    written = bytearray()
    for part in fields(data, begin, end):
        inner = _INSIDE[kind].get(part.number) if part.is_message else None
        if inner is None or part.end - part.begin <= _SMALL:
            written += data[part.start : part.end]
        elif inner == "tensor":
            written += as_field(part.number, _without_numbers(data, part))
        else:
            written += as_field(part.number, _stripped(data, part.begin, part.end, inner, depth + 1))
    return bytes(written)


def _without_numbers(data: memoryview, tensor: WireField) -> bytes:
    """A tensor whose numbers are said to lie in the file, from one byte to another."""
    written = bytearray()
    place: tuple[int, int] | None = None
    packed = 0
    for part in fields(data, tensor.begin, tensor.end):
        if part.number not in _NUMBERS:
            written += data[part.start : part.end]
        elif _NUMBERS[part.number] and part.is_message and place is None:
            place = (part.begin, part.end - part.begin)
        else:
            packed += part.end - part.begin
    if place is None and not packed:
        return bytes(written)
    begin, size = place or (-1, packed)
    for key, value in (("location", ""), ("offset", str(begin)), ("length", str(size))):
        written += as_field(_EXTERNAL, as_field(1, key.encode()) + as_field(2, value.encode()))
    return bytes(written) + as_varint(_LOCATION << 3) + as_varint(1)


def inlined(model: "ModelProto") -> "ModelProto":
    """The model with its own functions written out; as it is where that fails."""
    if not model.functions:
        return model
    from onnx.inliner import inline_local_functions

    try:
        written: ModelProto = inline_local_functions(model)
    except Exception:  # its errors have no common class
        return model
    return written
