"""The numbers of a paper's tables with the words about them, whichever parser saw the tables."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from claims.catalog import word_lists

MOST = 400
"""Cells that are looked at in one table."""
_NUMERIC = re.compile(r"[\d\s.,%±+\-−()*/:†‡×x]+")
_TABLE = re.compile(r"(?i)(?:table|tab\.) \d")
_DIGITS = re.compile(r"\d{1,12}(?:,\d{3}){0,4}(?:\.\d{1,12})?|\.\d{1,12}")


@dataclass(frozen=True)
class TableNumber:
    """A number of a cell."""

    digits: str
    """As printed, without what stands around it."""
    value: float
    part: int
    """Which of its cell's numbers it is."""
    bold: bool
    heads: tuple[str, ...]
    rows: tuple[str, ...]
    table: int
    cell: int
    marked: bool
    """Whether a spread follows."""

    @cached_property
    def head_words(self) -> frozenset[str]:
        """The telling words of its column's headers."""
        return frozenset(word for header in self.heads for word in telling_words(header))

    @cached_property
    def row_words(self) -> frozenset[str]:
        """The telling words of its row's labels."""
        return frozenset(word for row in self.rows for word in telling_words(row))

    @cached_property
    def around(self) -> str:
        """Headers and labels in one."""
        return " ".join((*self.heads, *self.rows))[:600]

    @property
    def figures(self) -> int:
        """Its significant figures."""
        return len(re.sub(r"[.,]", "", self.digits).lstrip("0"))


@dataclass(frozen=True)
class PlainCell:
    """A cell with a number, as a parser gives it."""

    text: str
    bold: bool
    heads: tuple[str, ...]
    rows: tuple[str, ...]


@dataclass(frozen=True)
class PlainTable:
    """A table as a parser gives it."""

    caption: str
    labels: tuple[str, ...]
    heads: tuple[str, ...]
    cells: tuple[PlainCell, ...]

    @cached_property
    def title(self) -> str:
        """The caption itself, of the text that the parser took with it."""
        starts = list(re.finditer(r"\bTable\s?\d+\s?[:.]", self.caption))
        text = self.caption[starts[-1].start() :] if starts else self.caption[-300:]
        return re.split(r"\n \n|\n\n", text, maxsplit=1)[0][:400]

    @cached_property
    def title_words(self) -> frozenset[str]:
        """The telling words of the caption."""
        return frozenset(telling_words(self.title))


class PlainPaper:
    """The tables of a paper."""

    def __init__(self, tables: Sequence[PlainTable]) -> None:
        self.tables = tuple(tables)
        self.numbers = tuple(_numbers(tables))
        self.text = " ".join(f"{t.caption} {' '.join(t.heads)} {' '.join(t.labels)}" for t in tables)
        self.words = frozenset(telling_words(self.text))
        self.bag = bag(self.text)
        self.labels = frozenset(text for n in self.numbers for text in (*n.heads, *n.rows) if len(text) < 60)


def _numbers(tables: Sequence[PlainTable]) -> Iterator[TableNumber]:
    for index, table in enumerate(tables):
        for at, cell in enumerate(table.cells[:MOST]):
            heads = {
                header for header in cell.heads if not _NUMERIC.fullmatch(header) and not _TABLE.match(header)
            }
            rows = tuple(row for row in cell.rows if not _NUMERIC.fullmatch(row))
            for part, digits in enumerate(printed(cell.text)):
                value = float(digits.replace(",", ""))
                yield TableNumber(
                    digits, value, part, cell.bold, tuple(sorted(heads)), rows, index, at, "±" in cell.text
                )


def printed(text: str) -> list[str]:
    """The first two numbers of a cell that are no spread or gain."""
    tight = text.replace(" ", "")[:60]
    numbers = [
        match for match in _DIGITS.finditer(tight) if not tight[: match.start()].endswith(("±", "+", "±."))
    ]
    return [number[0] for number in numbers[:2]]


@lru_cache(maxsize=65536)
def closed(text: str) -> str:
    """A text whose hyphens and indices stand without the blanks that a parser put around them."""
    cleaned = re.sub(r"\s?-\s?(?=\w)", "-", text)
    cleaned = re.sub(r"(?i)\b(rouge|bleu|hits?|p|r|rg)\s?([@-])\s?", r"\1\2", cleaned)
    return re.sub(r"\bF\s?-?\s?1\b", "F1", cleaned)


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[str, ...]:
    """The words of a text, with letters and digits kept together and hyphens dropped."""
    return tuple(re.findall(r"[a-z]+\d*|\d+", re.sub(r"(?<=\w)-(?=[a-z\d])", "", closed(text).lower())))


@lru_cache(maxsize=65536)
def bag(text: str) -> frozenset[str]:
    """The words of a text, each once, a compound with its parts."""
    return frozenset((*words(text), *re.findall(r"[a-z]+|\d+", text.lower())))


@lru_cache(maxsize=65536)
def telling_words(text: str) -> tuple[str, ...]:
    """The words that tell one text from another."""
    return tuple(
        word
        for word in words(text)
        if word not in word_lists.words("sentence_words", "stop_words") and len(word) < 25
    )
