"""Figures of a sentence with the columns of tables that it gives them for: "21.5 % on A and 18.3 % on B"."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from claims.arithmetic.numeric_table import NumericTable, plain

_FIGURE = re.compile(
    r"(?<![\w.\-–])(?P<sign>\+)?(?P<value>\d{1,3}\.\d{1,4})\s?(?:%p?|points?|pp)?(?![\w.]*\d)"
)
_BEFORE_COLUMN = re.compile(
    r"^\s?(?:absolute |relative |accuracy |points? |improvements? |gains? ){0,2}(?:on|in|for|under|at)\s(?:the )?(?:[a-z-]+ ){0,2}$"
)
"""What may stand between a figure and the column behind it."""
_BEHIND_COLUMN = re.compile(
    r"(?i)^\s?(?:scores? |accuracy |performance )?(?:of|is|to|by|at|:|=|\()?\s?(?:about |nearly )?$"
)
"""What may stand between a column and the figure behind it."""


@dataclass(frozen=True)
class SpokenFigure:
    """A figure of a sentence, and the columns of one table that it may stand in."""

    value: Decimal
    text: str
    heading: str
    columns: tuple[int, ...]


def headings(table: NumericTable) -> dict[str, tuple[int, ...]]:
    """The columns below each word of a table's head, by the word without case."""
    by_word: dict[str, list[int]] = {}
    for column in table.columns:
        for head in dict.fromkeys(table.heads.get(column, ())):
            name = plain(head).casefold()
            if len(re.sub(r"[^a-z]", "", name)) >= 2:
                by_word.setdefault(name, []).append(column)
    return {name: tuple(columns) for name, columns in by_word.items()}


def spoken_figures(sentence: str, known: Mapping[str, tuple[int, ...]]) -> list[SpokenFigure]:
    """The figures of a sentence beside which one of these heads of a table's columns stands."""
    if not any(name in sentence.casefold() for name in known):
        return []
    spans = list(_named(sentence, known))
    spoken = []
    for match in _FIGURE.finditer(sentence):
        name = _beside(sentence, match, spans)
        if name:
            spoken.append(SpokenFigure(Decimal(match["value"]), match[0].strip(), name, known[name]))
    return spoken


def _named(sentence: str, known: Mapping[str, tuple[int, ...]]) -> Iterator[tuple[int, int, str]]:
    """Where headings stand in a sentence, longer ones before those that they hold."""
    low, taken = sentence.casefold(), set[int]()
    if len(low) != len(sentence):
        return
    for name in sorted(known, key=len, reverse=True):
        for match in re.finditer(rf"(?<![\w-]){re.escape(name)}(?![\w-]|\.\d)", low):
            if not taken & set(range(match.start(), match.end())):
                taken |= set(range(match.start(), match.end()))
                yield match.start(), match.end(), name


def _beside(sentence: str, figure: re.Match[str], spans: Sequence[tuple[int, int, str]]) -> str | None:
    for start, _, name in spans:
        if start >= figure.end() and _BEFORE_COLUMN.match(sentence[figure.end() : start]):
            return name
    for _, end, name in spans:
        if end <= figure.start() and _BEHIND_COLUMN.match(sentence[end : figure.start()]):
            return name
    return None
