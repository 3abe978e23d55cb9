"""What each phrase of a table is: a metric, a data set, a system, a setting ... by a model learned from read tables."""

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from claims.catalog.word_lists import meanings
from claims.records import Quantity
from extractors.tables.cell_numbers import Value, values
from extractors.tables.grid import TableGrid
from extractors.tables.phrase_features import lookups, shape_of_values, spelling
from extractors.tables.phrase_usage import PhraseUsage
from extractors.tables.phrases import HeaderLevel, levels

_TWO_AXES = re.compile(r"(?P<rows>[^\\/|]{2,30}?)\s?[\\/|]\s?(?P<columns>[^\\/|]{2,30})")
"""A corner that names both axes: "Data set \\ Model"."""
_ASIDE = re.compile(r"\s?[(\[][^()\[\]]*[)\]]")
ROLES = ("metric", "dataset", "system", "setting", "split", "none")
"""What a phrase can be; none is what ties no number to anything: counts, ranks, spreads, remarks."""
WIDTH = 1 << 14
"""Slots that features are hashed into."""


@dataclass(frozen=True)
class Numbered:
    """A grid with the numbers of its cells."""

    grid: TableGrid
    brackets: str = "unknown"

    @cached_property
    def numbers(self) -> dict[tuple[int, int], tuple[Value, ...]]:
        """The numbers of each cell in a column of numbers, by row and column."""
        numbers = {}
        for n, row in enumerate(self.grid.rows):
            for at in self.grid.values:
                cell = row[at]
                if cell and (read := tuple(values(cell.text, self.brackets))):
                    numbers[n, at] = read
        return numbers

    @cached_property
    def levels(self) -> tuple[HeaderLevel, ...]:
        """The levels of its phrases."""
        return levels(self.grid)

    @cached_property
    def signs(self) -> dict[str, tuple[str, ...]]:
        """For each level, what holds of all its phrases: what they are mostly, its corner, the other levels."""
        return {level.where: tuple(_level_signs(self, level)) for level in self.levels}

    @cached_property
    def _slots(self) -> dict[tuple[str, str], np.ndarray]:
        return {}

    def slots(self, level: HeaderLevel, text: str, usage: PhraseUsage) -> np.ndarray:
        """The slots of a phrase's features, looked up once."""
        key = level.where, text
        if key not in self._slots:
            self._slots[key] = slots(list(features(self, level, text, usage)))
        return self._slots[key]

    def of(self, level: HeaderLevel, text: str) -> list[Quantity]:
        """The numbers that a phrase stands over or beside."""
        places = {at for at, written in level.texts.items() if written == text}
        side = 1 if level.axis == "column" else 0
        return [read[0].stated for key, read in self.numbers.items() if key[side] in places][:60]


def features(table: Numbered, level: HeaderLevel, text: str, usage: PhraseUsage) -> Iterator[str]:
    """The named features of a phrase at its place."""
    yield "bias"
    yield from spelling(text)
    known = lookups(text)
    yield from known
    where = level.where
    yield f"at={where}"
    yield from (f"{where}&{name}" for name in known)
    shape = shape_of_values(table.of(level, text))
    axis = level.axis[0]
    yield from (f"{axis}{name}" for name in shape)
    yield from (f"{axis}{shape[0]}{shape[1]}&{name}" for name in known)
    yield from table.signs[where]
    yield from usage.signs(text)


def _level_signs(table: Numbered, level: HeaderLevel) -> Iterator[str]:
    yield from beside(level)
    if level.corner:
        yield from (f"corner:{word}" for word in spelling(level.corner) if word[0] in "wb")
        yield from (f"corner:{level.where[:4]}:{name}" for name in lookups(level.corner))
    yield from (f"other:{sign}" for sign in others(table, level))
    for other in table.levels:
        if two := _TWO_AXES.fullmatch(other.corner):
            side = two["columns"] if level.axis == "column" else two["rows"]
            yield from (f"named-axis:{word}" for word in spelling(side) if word[:2] == "w=")


def beside(level: HeaderLevel) -> tuple[str, ...]:
    """What the other phrases of a level are, in quarters."""
    count = Counter(name for text in level.phrases for name in lookups(text))
    whole = len(level.phrases)
    out = [f"level:{name}{round(4 * n / whole)}" for name, n in sorted(count.items())]
    sort = sort_of_axis(level.corner)
    called = "called" if level.axis == "row" else "beside-called"  # a corner names the column below it
    return (*out, f"level:n{min(whole, 5)}", *((f"level:{called}-{sort}",) if sort else ()))


def sort_of_axis(corner: str) -> str:
    """Of what sort a column's header says that its labels are: dataset, system, metric, or nothing."""
    plain = _ASIDE.sub("", corner.casefold()).strip(" *_:.#↓↑")
    return meanings("table_words", "axis_names").get(plain, "")


def others(table: Numbered, level: HeaderLevel) -> Iterator[str]:
    """What the other levels hold mostly."""
    for other in table.levels:
        if other is not level:
            if sort := sort_of_axis(other.corner):
                yield f"{other.axis}:called-{sort}"
            count = Counter(name for text in other.phrases for name in lookups(text))
            yield from (
                f"{other.where}:{name}" for name, n in sorted(count.items()) if 2 * n >= len(other.phrases)
            )


def slots(names: Sequence[str]) -> np.ndarray:
    """The slots of named features."""
    return np.fromiter({zlib.crc32(name.encode()) % WIDTH for name in names}, dtype=np.int64)


def probabilities(weights: np.ndarray, at: np.ndarray) -> np.ndarray:
    """The probability of each role of a phrase with features in these slots."""
    scores = weights[at].sum(0)
    scores = np.exp(scores - scores.max())
    return np.asarray(scores / scores.sum())
