"""The phrases that name what a table's numbers are: each header, row label and panel title, level by level."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from extractors.language.plain_label import plain_label as plain
from extractors.tables.grid import TableGrid

Axis = Literal["column", "row"]
_VENUE = re.compile(r"[A-Z][A-Za-z]{2,9}(?:\s?['’‘]\d\d|\W{0,2}20[0-3]\d)")
"""Where a method was published: CVPR'21, NeurIPS 2020."""


@dataclass(frozen=True)
class HeaderLevel:
    """Phrases that stand in one header row, one label column or one depth of panel titles."""

    axis: Axis
    where: str
    """header0 (the innermost), header1 ..., stub0 (the leftmost), stub1 ..., panel0 (the nearest), panel1."""
    texts: dict[int, str]
    """The phrase of each column or row, by its number; those that have none are left out."""
    corner: str = ""
    """What stands over a label column, or before a header row: "Model", "Benchmark (Metric)"."""

    @property
    def phrases(self) -> tuple[str, ...]:
        """Its phrases, each once."""
        return tuple(dict.fromkeys(self.texts.values()))


def levels(grid: TableGrid) -> tuple[HeaderLevel, ...]:
    """The levels of a grid that say something, headers first."""
    return tuple(
        level
        for level in (*_headers(grid), *_stubs(grid), *_panels(grid))
        if level.texts and not (level.axis == "column" and _tells_venues(level))
    )


def _tells_venues(level: HeaderLevel) -> bool:
    """Whether most phrases of a level say where a method was published, which names no number."""
    return 2 * sum(bool(_VENUE.fullmatch(text)) for text in level.phrases) > len(level.phrases)


def _headers(grid: TableGrid) -> Iterator[HeaderLevel]:
    """The header rows over the columns of numbers, from the innermost."""
    paths = {at: [text for text in map(plain, grid.over(at)) if text] for at in grid.values}
    corner = grid.over(grid.stubs[0]) if grid.stubs else ()
    for depth in range(min(4, max(map(len, paths.values()), default=0))):
        texts = {at: path[-1 - depth] for at, path in paths.items() if len(path) > depth}
        beside = corner[-1 - depth] if len(corner) > depth else ""
        yield HeaderLevel("column", f"header{depth}", texts, beside)


def _stubs(grid: TableGrid) -> Iterator[HeaderLevel]:
    """The columns of labels, from the left."""
    for number, at in enumerate(grid.stubs[:8]):
        texts = {
            n: label for n, row in enumerate(grid.rows) if (cell := row[at]) and (label := plain(cell.text))
        }
        yield HeaderLevel("row", f"stub{number}", texts, " ".join(grid.over(at)))


def _panels(grid: TableGrid) -> Iterator[HeaderLevel]:
    """The titles across the whole width, from the nearest."""
    for depth in range(2):
        texts = {n: plain(path[-1 - depth]) for n, path in enumerate(grid.panels) if len(path) > depth}
        yield HeaderLevel("row", f"panel{depth}", {n: text for n, text in texts.items() if text})
