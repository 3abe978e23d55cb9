"""How long a fastText file must be by what it announces: fastText reads a file that was cut short.

The order of the parts is that of fastText's own `saveModel`: settings, dictionary, then two tables of numbers, each of
them dense or quantised (a code for every few numbers, and the centroids that codes stand for).
"""

import mmap
import struct
from typing import NamedTuple

_CENTROIDS = 256
"""Centroids of each part of a vector: as many as a byte can number."""
_FLOAT = 4


class FasttextDictionary(NamedTuple):
    """Where the dictionary of a file ends, and how many numbers for left out entries follow it."""

    end: int
    left_out: int


def announced_length(data: mmap.mmap, dictionary: FasttextDictionary) -> int:
    """The bytes that a whole file has; raises struct.error where it ends before it has announced them."""
    place = dictionary.end + 8 * max(0, dictionary.left_out)
    quantised = _flag(data, place)
    place = _table(data, place + 1, quantised=quantised)
    both = _flag(data, place) and quantised
    return _table(data, place + 1, quantised=both)


def _flag(data: mmap.mmap, place: int) -> bool:
    return bool(struct.unpack_from("<B", data, place)[0])


def _table(data: mmap.mmap, place: int, *, quantised: bool) -> int:
    """Where a table of numbers ends."""
    if not quantised:
        rows, columns = struct.unpack_from("<2q", data, place)
        return place + 16 + _FLOAT * _product(rows, columns)
    norms = _flag(data, place)
    rows, _, codes = struct.unpack_from("<2qi", data, place + 1)
    place = _centroids(data, place + 21 + max(0, codes))
    return _centroids(data, place + max(0, rows)) if norms else place


def _centroids(data: mmap.mmap, place: int) -> int:
    """Where the centroids of a quantiser end, which begin with four numbers on their sizes."""
    return place + 16 + _FLOAT * _product(struct.unpack_from("<i", data, place)[0], _CENTROIDS)


def _product(rows: int, columns: int) -> int:
    return max(0, rows) * max(0, columns)
