"""A table as rows under a header: spans expanded, headers and panel titles apart from the rows that they stand over."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from claims.records import Cell, Table
from extractors.tables.cell_numbers import is_number, stands_for_none

Line = tuple[Cell | None, ...]
MOST_COLUMNS, MOST_ROWS = 160, 4_000
_DECIMAL = re.compile(r"\d[.,]\d")
_SPREAD = re.compile(
    r"(?i)[(\[]?(?:stderr|std\.?(?: ?(?:err(?:or)?|dev(?:iation)?))?|standard (?:error|deviation)|±|\+/-)\.?[)\]]?"
)
"""The header of a column of spreads, which are no values."""

_RULE = re.compile(r"[-–—_]{3,}")
"""A drawn line in a cell; in all cells but the first of a row it makes that the title of what follows."""


@dataclass(frozen=True)
class TableGrid:
    """Rows under one header; a table whose columns are named anew further down is several of them."""

    table: Table
    head: tuple[Line, ...]
    """The header rows; a spanning cell stands in every place that it covers."""
    rows: tuple[Line, ...]
    """The rows below."""
    panels: tuple[tuple[str, ...], ...]
    """For each row, the titles across the whole width that stand above it, outermost first."""

    @cached_property
    def width(self) -> int:
        """How many columns it has."""
        return len(self.rows[0])

    @cached_property
    def values(self) -> tuple[int, ...]:
        """The columns that hold mostly numbers."""
        shares = [self._share(at) for at in range(self.width)]
        columns = [at for at, share in enumerate(shares) if share >= 0.5 and at not in self.spreads]
        if (
            columns
            and columns[0] == 0
            and (len(columns) > 1 or self.width == 2)
            and not self._measured_first()
        ):
            columns = columns[1:]
        if not columns and self.width in (2, 3):
            columns = [at for at in range(1, self.width) if shares[at] > 0][-1:]
        return tuple(columns)

    @cached_property
    def stubs(self) -> tuple[int, ...]:
        """The other columns that say something."""
        apart = {*self.values, *self.spreads}
        return tuple(at for at in range(self.width) if at not in apart and self.texts(at))

    @cached_property
    def spreads(self) -> frozenset[int]:
        """The columns that their header calls standard errors or deviations."""
        return frozenset(
            at for at in range(1, self.width) if (headers := self.over(at)) and _SPREAD.fullmatch(headers[-1])
        )

    def texts(self, at: int) -> list[str]:
        """What the cells of a column say, empty ones left out."""
        return [cell.text for row in self.rows if (cell := row[at]) and cell.text.strip()]

    def over(self, at: int) -> tuple[str, ...]:
        """What stands over a column, from the top, each text once."""
        return tuple(
            dict.fromkeys(cell.text.strip() for row in self.head if (cell := row[at]) and cell.text.strip())
        )

    def _share(self, at: int) -> float:
        texts = [text for text in self.texts(at)[:80] if not stands_for_none(text)]
        return sum(map(is_number, texts)) / len(texts) if texts else 0.0

    def _measured_first(self) -> bool:
        """Whether the first column holds results: decimals of its own, and nothing that names the rows."""
        texts = self.texts(0)
        decimals = sum(bool(_DECIMAL.search(text)) for text in texts)
        return decimals * 2 > len(texts) and not (self.head and _DECIMAL.search(" ".join(self.over(0))))


def grids(table: Table) -> list[TableGrid]:
    """The parts of a table; none where it has no two columns or no row below its header."""
    width = max((cell.column + cell.columns for cell in table.cells), default=0)
    height = max((cell.row + cell.rows for cell in table.cells), default=0)
    if not (2 <= width <= MOST_COLUMNS and 2 <= height <= MOST_ROWS):
        return []
    lines = _lines(table.cells, width, height)
    top = sum(1 for n in range(height) if n < table.header_rows and _filled_cells(lines[n]))
    lines = [line for line in lines if _filled_cells(line)]
    if len(lines) < 2:
        return []
    head = _header_end(lines, max(1, min(top, len(lines) - 1)))
    return _parts(table, lines, head)


def _parts(table: Table, lines: Sequence[Line], head: int) -> list[TableGrid]:
    """The rows below the header, cut where a row names the columns anew."""
    top = list(lines[:head])
    rows: list[Line] = []
    panels: list[tuple[str, ...]] = []
    out: list[TableGrid] = []
    group: tuple[str, ...] = ()
    alone = False
    properties = _lists_properties(lines[head:])
    for at in range(head, len(lines)):
        line = lines[at]
        if _is_title(line):
            group = (
                (*group, _filled_cells(line)[0].text.strip())[-2:]
                if alone
                else (_filled_cells(line)[0].text.strip(),)
            )
            alone = True
            continue
        if not properties and _is_header(line, lines[at + 1 : at + 3], top):
            if rows:
                out.append(TableGrid(table, _filled(top), tuple(rows), tuple(panels)))
                top, rows, panels, group = [], [], [], group if alone else ()
            top = [*top, line] if out or not rows else [line]
            alone = False
            continue
        alone = False
        rows.append(_carried(line, rows))
        panels.append(group)
    if rows:
        out.append(TableGrid(table, _filled(top), tuple(rows), tuple(panels)))
    return out


def _lists_properties(lines: Sequence[Line]) -> bool:
    """Whether many rows under their own labels hold words alone: a list of properties, none of which names columns."""
    named = [line for line in lines if line[0] and line[0].text.strip() and not _is_title(line)]
    worded = [line for line in named if not any(is_number(cell.text) for cell in _filled_cells(line)[1:])]
    words = [[cell.text for cell in _filled_cells(line)[1:]] for line in worded]
    repeating = sum(len(set(row)) < len(row) for row in words)
    return repeating >= 2 and len(worded) >= 3 and len(worded) < len(named)


def _lines(cells: Sequence[Cell], width: int, height: int) -> list[Line]:
    """The rows; a spanning cell stands in every place it covers."""
    lines: list[list[Cell | None]] = [[None] * width for _ in range(height)]
    for cell in cells:
        for row in range(cell.row, min(height, cell.row + cell.rows)):
            for column in range(cell.column, min(width, cell.column + cell.columns)):
                lines[row][column] = lines[row][column] or cell
    return [tuple(line) for line in lines]


def _filled_cells(line: Line) -> list[Cell]:
    """The cells of a row that say something, each once."""
    return [cell for cell in dict.fromkeys(line) if cell and cell.text.strip()]


def _header_end(lines: Sequence[Line], head: int) -> int:
    """How many rows the header has, with those that go on naming the columns."""
    while head < min(len(lines) - 1, 6) and _goes_on(lines[:head], lines[head], _below(lines, head)):
        head += 1
    return head


def _below(lines: Sequence[Line], head: int) -> Line:
    """The next row that is no title of a section."""
    return next((line for line in lines[head + 1 : head + 4] if not _is_title(line)), lines[head + 1])


def _goes_on(above: Sequence[Line], line: Line, below: Line) -> bool:
    """Whether a row is of the header like that above it."""
    filled = _filled_cells(line)
    reached = any(cell and cell in above[-1] and cell.text.strip() for cell in line)
    words = [cell.text for cell in filled if cell.column > 0]
    if not words or _is_title(line):
        return False
    if any(_DECIMAL.search(text) and is_number(text) for text in words):
        return False
    first = line[0]
    unnamed = first is None or not first.text.strip() or first in above[-1]
    numbers = sum(map(is_number, words))
    if reached and len(words) > 1 and numbers == 0:
        return True
    gaps = [cell for cell in above[-1][1:] if cell is None or not cell.text.strip()]
    spanned = any(cell and cell.columns > 1 for cell in above[-1])
    stated = sum(is_number(cell.text) for cell in _filled_cells(below) if cell.column > 0)
    plain = len(words) > 1 and numbers == 0 and not any(map(stands_for_none, words))
    groups = 0 < len(gaps) < len(line) - 1 and len(words) >= len(line) - 2
    blank = not any(_filled_cells(row) for row in above)
    counted = numbers == len(words) and unnamed and (spanned or bool(gaps)) and _rising(words)
    return (plain and stated > 0 and ((unnamed and (spanned or gaps != [])) or groups or blank)) or (
        counted and stated > 0
    )


def _rising(words: Sequence[str]) -> bool:
    """Whether numbers name columns rather than state results: whole and, in each group, growing."""
    digits = [re.sub(r"\D", "", word) for word in words]
    numbers = [int(digit) for digit in digits if digit and len(digit) < 9]
    drops = sum(b <= a for a, b in itertools.pairwise(numbers))
    return len(numbers) > 1 and len(numbers) == len(words) and drops * 3 < len(numbers)


def _is_title(line: Line) -> bool:
    """Whether a row holds one text alone, which names the rows below."""
    filled = _filled_cells(line)
    ruled = [cell for cell in filled if not _RULE.fullmatch(cell.text.strip())]
    filled = ruled if len(ruled) == 1 and ruled[0] is line[0] and len(filled) == len(line) else filled
    only = filled[0] if len(filled) == 1 else None
    same = {cell.text.strip() for cell in filled}
    if only is None and len(filled) > 1 and len(same) == 1 and len(filled) == len(line):
        only = filled[0]
    return only is not None and only.rows == 1 and not is_number(only.text) and not stands_for_none(only.text)


def _is_header(line: Line, below: Sequence[Line], top: Sequence[Line]) -> bool:
    """Whether a row in the middle names the columns anew: no number in it, several names, and numbers below."""
    words = [cell.text for cell in _filled_cells(line) if cell.column > 0]
    if len(set(words)) < 2 or len(words) * 2 < len(line) - 1:
        return False
    if any(is_number(text) or stands_for_none(text) for text in words):
        return False
    again = sum(text in {cell.text for row in top for cell in _filled_cells(row)} for text in words)
    beneath = [cell.text for row in below for cell in _filled_cells(row) if cell.column > 0]
    stated = sum(map(is_number, beneath))
    return stated * 2 >= max(1, len(beneath)) or again * 2 > len(words)


def _filled(top: Sequence[Line]) -> tuple[Line, ...]:
    """The header rows; where no cell spans, a name above others holds for the empty cells to its right."""
    if len(top) < 2 or any(cell and cell.columns > 1 for line in top for cell in line):
        return tuple(top)
    out: list[Line] = []
    for line in top[:-1]:
        filled = list(line)
        for at in range(2, len(filled)):
            lower = top[-1][at]
            if not (filled[at] and filled[at].text.strip()) and lower and lower.text.strip():  # type: ignore[union-attr]
                filled[at] = filled[at - 1]
        out.append(tuple(filled))
    return (*out, top[-1])


def _carried(line: Line, rows: Sequence[Line]) -> Line:
    """A row; empty cells before its first label mean what the last ones above them said."""
    if len(line) < 3 or len(_filled_cells(line)) < 2 or not rows:
        return line
    blank = next((at for at, cell in enumerate(line) if cell and cell.text.strip()), 0)
    above = [cell if cell and cell.text.strip() else line[at] for at, cell in enumerate(rows[-1][:blank])]
    return (*above, *line[blank:])
