"""Validates the header of a GGUF file before any library opens it: every count and length must fit the file.

Layout (the format's own description, GGUF versions 2 and 3): "GGUF", version, number of tensors, number of keys;
each key with a typed value; each tensor with name, dimensions, type and place; all little-endian.
"""

import math
import struct
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO, NamedTuple

from claims.errors import ReadError
from claims.records import ModelFile
from reproducers.lab.files.install_hint import install_command
from reproducers.lab.refusal import SAY_WHICH, Refusal

_SIZES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
_UNSIGNED = {0: "<B", 2: "<H", 4: "<I", 10: "<Q"}
_STRING, _ARRAY = 8, 9
_MOST_KEYS, _MOST_TENSORS, _MOST_ITEMS = 10_000, 100_000, 2_000_000
_LONGEST = 1 << 20  # bytes of a string; the longest is a chat template of some kilobytes
_SIGNED = {1: "<b", 3: "<h", 5: "<i", 6: "<f", 11: "<q", 12: "<d"}
_BOOL = 7
_WIDTHS = (".embedding_length", ".feed_forward_length", ".vocab_size", ".expert_count")
_NEEDS = ("gguf", "accelerate")


class GgufTensor(NamedTuple):
    """One tensor's entry: its name, sizes in the file's order (the fastest first), type, and place after the header."""

    name: str
    sizes: tuple[int, ...]
    kind: int
    offset: int


@dataclass
class GgufHeader:
    """What the head of a GGUF file says; of a list only how long it is."""

    version: int = 0
    numbers: dict[str, int] = field(default_factory=dict)
    """Whole numbers by key."""
    texts: dict[str, str] = field(default_factory=dict)
    """Strings by key, and other numbers as they print."""
    lengths: dict[str, int] = field(default_factory=dict)
    """The lengths of lists by key."""
    tensors: list[GgufTensor] = field(default_factory=list)
    end: int = 0
    """Where the head ends."""


@dataclass
class _Walk:
    """A file that is read forwards, and what was seen of it."""

    file: BinaryIO
    size: int
    header: GgufHeader = field(default_factory=GgufHeader)
    items: int = 0

    def take(self, count: int) -> bytes:
        if count > self.size - self.file.tell():
            raise ReadError("It ends before what it announces.")
        return self.file.read(count)

    def number(self, form: str) -> int:
        return int(struct.unpack(form, self.take(struct.calcsize(form)))[0])

    def text(self) -> str:
        length = self.number("<Q")
        if length > _LONGEST:
            raise ReadError(f"It announces a string of {length:,} bytes.")
        return self.take(length).decode("utf-8", "replace")


def gguf_refusal(root: Path, models: tuple[ModelFile, ...], *, glimpse: bool) -> Refusal | None:
    """Why these GGUF files may not be opened: several, no package to read them, or a head that does not fit.

    Of a glimpse, which holds only the first bytes, nothing can be said of the head yet.
    """
    if len(models) > 1:
        names = ", ".join(file.path for file in models[:5])
        return Refusal("ambiguous_model", f"The folder holds several models ({names}). {SAY_WHICH}")
    path = models[0].path
    if any(find_spec(name) is None for name in _NEEDS):
        install = install_command("gguf", _NEEDS)
        detail = f"{path} is a GGUF file, and the packages that read one are not installed: run {install}."
        return Refusal("no_reproducer", detail)
    try:
        if not glimpse:
            check_header(root / path)
    except ReadError as error:
        detail = f"{path} is damaged or no GGUF file. {error.says} Download it again."
        return Refusal("unsafe_weights", detail)
    return None


def check_header(path: Path) -> None:
    """Raise ReadError where a count, a length, a place or a width of the head does not fit the file."""
    read_gguf_header(path)


def read_gguf_header(path: Path) -> GgufHeader:
    """The head; raises ReadError where a count, a length, a place or a width of it does not fit the file."""
    with path.open("rb") as file:
        walk = _Walk(file, path.stat().st_size)
        if walk.take(4) != b"GGUF" or (version := walk.number("<I")) not in (2, 3):
            raise ReadError("It is not of version 2 or 3, little-endian.")
        tensors, keys = walk.number("<Q"), walk.number("<Q")
        if not 0 < tensors <= _MOST_TENSORS or keys > _MOST_KEYS:
            raise ReadError(f"Version {version} with {tensors:,} tensors and {keys:,} keys is not plausible.")
        for _ in range(keys):
            name = walk.text()
            _value(walk, name, walk.number("<I"))
        walk.header.tensors = [_tensor(walk) for _ in range(tensors)]
        walk.header.version, walk.header.end = version, file.tell()
    widest = max(max(tensor.sizes) for tensor in walk.header.tensors)
    for name, value in walk.header.numbers.items():
        if (name.endswith(".block_count") and value > tensors) or (
            name.endswith(_WIDTHS) and value > max(widest, 1)
        ):
            raise ReadError(f"Its {name[:60]} of {value:,} is more than its tensors hold.")
    return walk.header


def _value(walk: _Walk, name: str, kind: int) -> None:
    """Walk over one value and keep it by name; of a list, its length."""
    header = walk.header
    if kind == _STRING:
        header.texts[name] = walk.text()
    elif kind == _ARRAY:
        header.lengths[name] = _array(walk)
    elif kind in _UNSIGNED:
        header.numbers[name] = walk.number(_UNSIGNED[kind])
    elif kind in _SIGNED:
        header.texts[name] = str(struct.unpack(_SIGNED[kind], walk.take(_SIZES[kind]))[0])
    elif kind == _BOOL:
        header.texts[name] = str(walk.take(1) != b"\0").lower()
    else:
        raise ReadError(f"It has a value of the unknown type {kind}.")


def _array(walk: _Walk) -> int:
    """Walk over a flat array, and how long it is; arrays in arrays, which no model has, are refused."""
    kind, count = walk.number("<I"), walk.number("<Q")
    walk.items += count
    if walk.items > _MOST_ITEMS or kind not in (_STRING, *_SIZES):
        raise ReadError(f"It announces a list of {count:,} values of type {kind}.")
    if kind != _STRING:
        walk.take(count * _SIZES[kind])
        return count
    for _ in range(count):
        walk.text()
    return count


def _tensor(walk: _Walk) -> GgufTensor:
    """Walk over one tensor's entry."""
    name, rank = walk.text(), walk.number("<I")
    if not 0 < rank <= 4:
        raise ReadError(f"Its tensor {name[:60]} has {rank} dimensions.")
    sizes = tuple(walk.number("<Q") for _ in range(rank))
    kind = walk.number("<I")
    offset = walk.number("<Q")
    if math.prod(sizes) > 8 * walk.size or offset > walk.size:  # no type takes less than a bit
        raise ReadError(f"Its tensor {name[:60]} is larger than the file.")
    return GgufTensor(name, sizes, kind, offset)
