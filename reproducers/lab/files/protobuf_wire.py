"""Walks over the fields of a protobuf message in a mapped file; large fields are stepped over and never read."""

from collections.abc import Iterator
from typing import NamedTuple

from claims.errors import ReadError

_VARINT, _FIXED64, _LENGTH, _FIXED32 = 0, 1, 2, 5


class WireField(NamedTuple):
    """One field: its number, where it begins with its tag, and where its content lies."""

    number: int
    kind: int
    start: int
    begin: int
    end: int
    value: int
    """The number of a varint field."""

    @property
    def is_message(self) -> bool:
        """Whether it has a length: a message, a string, bytes or a packed list."""
        return self.kind == _LENGTH


def fields(data: memoryview, begin: int, end: int) -> Iterator[WireField]:
    """The fields between two places; raises ReadError where they do not fit."""
    at = begin
    while at < end:
        start = at
        tag, at = varint(data, at, end)
        number, kind = tag >> 3, tag & 7
        value, size = 0, 0
        if kind == _VARINT:
            value, after = varint(data, at, end)
            size = after - at
        elif kind == _LENGTH:
            size, at = varint(data, at, end)
        elif kind in (_FIXED64, _FIXED32):
            size = 8 if kind == _FIXED64 else 4
        else:
            raise ReadError("It has a field of a kind that protobuf does not know.")
        if number == 0 or at + size > end:
            raise ReadError("It ends before what it announces.")
        yield WireField(number, kind, start, at, at + size, value)
        at += size


def varint(data: memoryview, at: int, end: int) -> tuple[int, int]:
    """A number of variable length, and where it ends; raises ReadError where it does not."""
    value = shift = 0
    while at < end and shift < 70:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at += 1
        if byte < 0x80:
            return value, at
        shift += 7
    raise ReadError("It ends within a number.")


def as_varint(value: int) -> bytes:
    """A number as protobuf writes it."""
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    written.append(value)
    return bytes(written)


def as_field(number: int, content: bytes | bytearray | memoryview) -> bytes:
    """A field with a length, as protobuf writes it."""
    body = bytes(content)
    return as_varint(number << 3 | _LENGTH) + as_varint(len(body)) + body


def text_of(data: memoryview, part: WireField) -> str:
    """A string of the message, at most its first 4096 bytes."""
    return bytes(data[part.begin : min(part.end, part.begin + 4096)]).decode("utf-8", "replace")
