"""Reads tables of a flatbuffer by the numbers of their fields, with every place checked against the file's end.

A table begins with how far back its list of field places (vtable) lies; a missing field has the place 0 there.
"""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from claims.errors import ReadError
from reproducers.lab.files.mapped_file import mapped

_MOST = 2_000_000  # items of a list


@dataclass(frozen=True)
class Flatbuffer:
    """The bytes of a file."""

    data: memoryview

    def number(self, form: str, at: int) -> int:
        """The number at a place; raises ReadError outside the file."""
        size = struct.calcsize(form)
        if at < 0 or at + size > len(self.data):
            raise ReadError("A place in it lies beyond its end.")
        return int(struct.unpack_from(form, self.data, at)[0])

    def root(self) -> "FlatTable":
        """The table that the file begins with."""
        return FlatTable(self, self.number("<I", 0))


@dataclass(frozen=True)
class FlatTable:
    """One table, by where it begins."""

    buffer: Flatbuffer
    at: int

    def place(self, field: int) -> int:
        """Where a field lies; 0 where it is not there."""
        vtable = self.at - self.buffer.number("<i", self.at)
        if 4 + 2 * field >= self.buffer.number("<H", vtable):
            return 0
        offset = self.buffer.number("<H", vtable + 4 + 2 * field)
        return self.at + offset if offset else 0

    def number(self, field: int, form: str = "<i") -> int:
        """A number of the table; 0 where it is left out."""
        at = self.place(field)
        return self.buffer.number(form, at) if at else 0

    def table(self, field: int) -> "FlatTable | None":
        """A table that a field points to."""
        at = self.place(field)
        return FlatTable(self.buffer, at + self.buffer.number("<I", at)) if at else None

    def span(self, field: int, width: int = 1) -> tuple[int, int]:
        """Where the items of a list begin, and how many there are, each so many bytes wide."""
        at = self.place(field)
        if not at:
            return 0, 0
        start = at + self.buffer.number("<I", at)
        count = self.buffer.number("<I", start)
        if start + 4 + count * width > len(self.buffer.data):
            raise ReadError("A list in it is longer than the file.")
        return start + 4, count

    def numbers(self, field: int, form: str = "<i") -> tuple[int, ...]:
        """A list of numbers."""
        start, count = self.span(field, struct.calcsize(form))
        if count > _MOST:
            raise ReadError("A list in it is longer than any model's.")
        return struct.unpack_from(f"<{count}{form[-1]}", self.buffer.data, start) if count else ()

    def tables(self, field: int) -> Iterator["FlatTable"]:
        """A list of tables."""
        start, count = self.span(field, 4)
        for item in range(min(count, _MOST)):
            at = start + 4 * item
            yield FlatTable(self.buffer, at + self.buffer.number("<I", at))

    def text(self, field: int) -> str:
        """A string; empty where it is not there."""
        start, count = self.span(field)
        return bytes(self.buffer.data[start : start + min(count, 4096)]).decode("utf-8", "replace")


@contextmanager
def opened(path: Path) -> Iterator[Flatbuffer]:
    """The file, mapped, so that no more of it is read than is asked for."""
    with mapped(path) as data:
        yield Flatbuffer(data)
