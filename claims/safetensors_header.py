"""The header of a safetensors file: what tensors it holds and where, checked before anything is believed.

Layout (the format's own description, safetensors 0.8): 8 bytes, an unsigned little-endian length; that many
bytes of a JSON object from tensor names to {"dtype", "shape", "data_offsets"}, with an optional "__metadata__"
of strings; then the data, without holes. The library accepts a name that stands twice; here that is refused,
since two readers would see two models.
"""

import json
from itertools import pairwise
from typing import Literal, get_args

from pydantic import JsonValue

from claims.errors import ReadError
from claims.records.record import Record
from claims.records.slice import Pair

Dtype = Literal[
    "BOOL", "U8", "I8", "F8_E4M3", "F8_E5M2", "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ", "U16", "I16", "F16",
    "BF16", "U32", "I32", "F32", "U64", "I64", "F64", "C64", "F4", "F6_E2M3", "F6_E3M2",
]  # fmt: skip
LARGEST_HEADER = 100_000_000
"""Bytes; the limit that the format's own library sets."""
LARGEST_FILE = 2**63
"""Bytes; offsets and counts beyond this are lies."""
_BITS: dict[str, int] = {
    "BOOL": 8, "U8": 8, "I8": 8, "F8_E4M3": 8, "F8_E5M2": 8, "F8_E8M0": 8, "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8,
    "U16": 16, "I16": 16, "F16": 16, "BF16": 16, "U32": 32, "I32": 32, "F32": 32, "U64": 64, "I64": 64,
    "F64": 64, "C64": 64, "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6,
}  # fmt: skip
_DTYPES: dict[str, Dtype] = {name: name for name in get_args(Dtype)}


class Tensor(Record):
    """One tensor of the file."""

    name: str
    """Its name."""
    dtype: Dtype
    """What its numbers are."""
    shape: tuple[int, ...]
    """Its dimensions; none for a single number."""
    begin: int
    """Where its data begins, in bytes after the header."""
    end: int
    """Where its data ends."""

    @property
    def size(self) -> int:
        """How many numbers it holds."""
        return _product(self.shape)


class Header(Record):
    """What a safetensors file says of itself, and what its length agrees with."""

    tensors: tuple[Tensor, ...]
    """The tensors, by where their data begins."""
    metadata: tuple[Pair, ...] = ()
    """The strings of "__metadata__", in the order of the file."""

    @property
    def parameters(self) -> int:
        """How many numbers all tensors hold together."""
        return sum(tensor.size for tensor in self.tensors)

    @property
    def dtypes(self) -> tuple[Dtype, ...]:
        """The types in use, by name."""
        return tuple(sorted({tensor.dtype for tensor in self.tensors}))


def header_length(start: bytes) -> int:
    """How many bytes the JSON of the header takes, from the first eight bytes; raises ReadError beyond the cap."""
    if len(start) < 8:
        raise _broken("it ends within its first eight bytes")
    length = int.from_bytes(start[:8], "little")
    if length > LARGEST_HEADER:
        raise _broken(f"its header would take {length} bytes, and {LARGEST_HEADER} are allowed")
    return length


def read_header(head: bytes, file_size: int) -> Header:
    """The header, from the file's first bytes (at least the whole header) and its size in bytes.

    Raises ReadError for anything that the format forbids, for a name that stands twice, for holes and overlaps,
    and where a tensor's shape and type do not fill its span.
    """
    length = header_length(head)
    if 8 + length > min(len(head), file_size):
        raise _broken("it ends within its header")
    header = _object(head[8 : 8 + length])
    metadata = _metadata(header.pop("__metadata__", None))
    tensors = sorted((_tensor(name, value) for name, value in header.items()), key=lambda t: (t.begin, t.end))
    _check_spans(tensors, file_size - 8 - length)
    return Header(tensors=tuple(tensors), metadata=metadata)


def _object(body: bytes) -> dict[str, JsonValue]:
    if body[:1] != b"{":
        raise _broken("its header is no JSON object")
    try:
        parsed: JsonValue = json.loads(
            body.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant
        )
    except (ValueError, RecursionError):
        raise _broken("its header is no JSON") from None
    if not isinstance(parsed, dict):
        raise _broken("its header is no JSON object")
    return parsed


def _once(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _broken(f"{twice[:80]!r} stands twice in its header")
    return fields


def _no_constant(name: str) -> JsonValue:
    raise ValueError(name)


def _metadata(metadata: JsonValue) -> tuple[Pair, ...]:
    if metadata is None:
        return ()
    if not isinstance(metadata, dict):
        raise _broken('its "__metadata__" is no object')
    pairs = [Pair(name=name, value=value) for name, value in metadata.items() if isinstance(value, str)]
    if len(pairs) != len(metadata):
        raise _broken('its "__metadata__" holds something other than strings')
    return tuple(pairs)


def _tensor(name: str, fields: JsonValue) -> Tensor:
    if not isinstance(fields, dict) or set(fields) != {"dtype", "shape", "data_offsets"}:
        raise _broken(f"{name[:80]!r} has other fields than dtype, shape and data_offsets")
    dtype, offsets = fields["dtype"], _counts(name, fields["data_offsets"])
    shape = _counts(name, fields["shape"])
    if not isinstance(dtype, str) or dtype not in _DTYPES:
        raise _broken(f"{name[:80]!r} has no type that is known")
    if len(offsets) != 2 or offsets[0] > offsets[1]:
        raise _broken(f"{name[:80]!r} has no begin and end")
    bits = _product(shape) * _BITS[dtype]
    if bits != 8 * (offsets[1] - offsets[0]):
        raise _broken(f"{name[:80]!r} does not fill its span: its shape and type say {bits / 8:g} bytes")
    return Tensor(name=name, dtype=_DTYPES[dtype], shape=shape, begin=offsets[0], end=offsets[1])


def _counts(name: str, listed: JsonValue) -> tuple[int, ...]:
    """A list of whole numbers that can be sizes; true and 1.0 are none."""
    counts = listed if isinstance(listed, list) else [None]
    if len(counts) > 64 or not all(type(count) is int and 0 <= count < LARGEST_FILE for count in counts):
        raise _broken(f"{name[:80]!r} has a size that is no count")
    return tuple(count for count in counts if isinstance(count, int))


def _product(shape: tuple[int, ...]) -> int:
    size = 1
    for count in shape:
        size *= count
        if size >= LARGEST_FILE:
            raise _broken("a shape is larger than any file")
    return size


def _check_spans(tensors: list[Tensor], data_bytes: int) -> None:
    """No holes, no overlaps, nothing after the end: every byte of data belongs to one tensor."""
    if (tensors[0].begin if tensors else 0) != 0 or (tensors[-1].end if tensors else 0) != data_bytes:
        raise _broken("its tensors do not fill the file from end to end")
    for before, after in pairwise(tensors):
        if before.end != after.begin:
            raise _broken(f"{before.name[:80]!r} and {after.name[:80]!r} leave a hole or overlap")


def _broken(why: str) -> ReadError:
    return ReadError(f"The safetensors file is damaged: {why}.", "Download it again.")
