"""A table as rows and columns of numbers, with the words that stand beside and above them."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from claims.arithmetic.rounding_range import RoundingRange, decimals_of, rounded
from claims.quantities import quantity
from claims.records import Cell, Quantity, Table

LARGEST = 4_000
"""Cells of a table that is checked; larger ones are lists."""
LEAST_SPLIT = 12
"""Cells of a table that is looked through for a second row of headings."""
LEAST_HEADS, LONGEST_HEAD = 3, 25
"""Words of such a row at least, and characters of one at most."""


@dataclass(frozen=True)
class NumericCell:
    """One number of a table."""

    cell: Cell
    quantity: Quantity
    padded: bool = False
    """Whether its last digit is a nought that only fills the column: 36.30 among figures that all end so."""

    @property
    def value(self) -> Decimal:
        """The printed value."""
        return self.quantity.value

    @cached_property
    def interval(self) -> RoundingRange:
        """What it can have been before it was rounded."""
        return rounded(
            self.value.quantize(Decimal(1).scaleb(1 - self.decimals)) if self.padded else self.value
        )

    @property
    def printed(self) -> str:
        """The cell's text, cut where it is long."""
        return self.cell.text.strip()[:40]

    @cached_property
    def decimals(self) -> int:
        """Digits behind the point."""
        return decimals_of(self.value)


@dataclass(frozen=True)
class NumericTable:
    """A table's numbers by row and column; `turned` swaps the two, so that a rule for columns serves rows."""

    table: Table
    numbers: dict[tuple[int, int], NumericCell]
    heads: dict[int, tuple[str, ...]]
    names: dict[int, tuple[str, ...]]
    turned: bool = False
    blocks: dict[int, int] = field(default_factory=dict)

    @cached_property
    def rows(self) -> tuple[int, ...]:
        """Rows that hold a number, from the top."""
        return tuple(sorted({row for row, _ in self.numbers}))

    @cached_property
    def columns(self) -> tuple[int, ...]:
        """Columns that hold a number, from the left."""
        return tuple(sorted({column for _, column in self.numbers}))

    def head(self, column: int) -> str:
        """The words above a column, outermost first."""
        return " ".join(self.heads.get(column, ()))

    def last(self, column: int) -> str:
        """The word right above a column."""
        return self.heads.get(column, ("",))[-1]

    def name(self, row: int) -> str:
        """The words before a row."""
        return " ".join(self.names.get(row, ()))

    def column(self, column: int) -> dict[int, NumericCell]:
        """The numbers of a column, by row."""
        return {row: self.numbers[row, column] for row in self.rows if (row, column) in self.numbers}

    def row(self, row: int) -> dict[int, NumericCell]:
        """The numbers of a row, by column."""
        return {column: self.numbers[row, column] for column in self.columns if (row, column) in self.numbers}

    def transposed(self) -> "NumericTable":
        """The same with rows for columns."""
        flipped = {(column, row): number for (row, column), number in self.numbers.items()}
        return NumericTable(self.table, flipped, self.names, self.heads, not self.turned)


def _read_tables(table: Table) -> tuple[NumericTable, ...]:
    """The numbers of a table, read once for all rules; none where it holds too few or too many to check."""
    kept = _READ.get(id(table))
    if kept is None or kept[0] is not table:
        if len(_READ) >= MOST_KEPT:
            _READ.clear()
        parts = (_read_table(part) for part in _parts(table))
        kept = _READ[id(table)] = (table, tuple(part for part in parts if part))
    return kept[1]


def _parts(table: Table) -> Iterator[Table]:
    """The table, or its parts where a second row of headings begins another below."""
    starts = list(_second_heads(table)) if LEAST_SPLIT <= len(table.cells) <= LARGEST else []
    if not starts:
        yield table
        return
    for start, end in zip([0, *starts], [*starts, None], strict=True):
        cells = tuple(cell for cell in table.cells if cell.row >= start and (end is None or cell.row < end))
        header_rows = start + 1 if start else table.header_rows
        yield table.model_copy(update={"cells": cells, "header_rows": header_rows})


def _second_heads(table: Table) -> Iterator[int]:
    """Rows of words only, each word above a column of numbers that the row before had too."""
    first = max(1, table.header_rows)
    words: dict[int, set[str]] = {}
    filled: dict[int, set[int]] = {}
    for cell in table.cells:
        if cell.row >= first and cell.column and _read(cell.text):
            filled.setdefault(cell.row, set()).add(cell.column)
    for cell in table.cells:
        above = cell.row > first and cell.row not in filled and cell.column in filled.get(cell.row + 1, ())
        if (
            above
            and cell.columns == 1
            and len(cell.text) < LONGEST_HEAD
            and re.search(r"[A-Za-z]{2}", cell.text)
        ):
            words.setdefault(cell.row, set()).add(cell.text.strip())
    for row, heads in sorted(words.items()):
        enough = len(heads) >= LEAST_HEADS and 3 * len(heads) >= 2 * len(filled[row + 1])
        if enough and any(before < row for before in filled):
            yield row


def _read_table(table: Table) -> NumericTable | None:
    if len(table.cells) > LARGEST or len(table.cells) < 4:
        return None
    first = max(1, table.header_rows)
    numbers = {
        (cell.row, cell.column): NumericCell(cell, read)
        for cell in table.cells
        if cell.row >= first and cell.columns == 1 and cell.rows == 1 and (read := _read(cell.text))
    }
    labels = _label_columns(table, first)
    numbers = {at: number for at, number in numbers.items() if at[1] not in labels}
    if len(numbers) < 3:
        return None
    numbers = _with_padding(numbers)
    return NumericTable(
        table, numbers, _heads(table, first), _names(table, numbers), blocks=_blocks(table, numbers, first)
    )


MOST_KEPT = 256
"""Tables whose numbers are kept, by identity: comparing two tables would cost more than reading one."""
_READ: dict[int, tuple[Table, tuple[NumericTable, ...]]] = {}


def _with_padding(numbers: dict[tuple[int, int], NumericCell]) -> dict[tuple[int, int], NumericCell]:
    """The same, with those marked that stand in a row or column whose figures all end in a nought."""
    padded: set[tuple[int, int]] = set()
    for axis in (0, 1):
        for line in {at[axis] for at in numbers}:
            cells = {at: number for at, number in numbers.items() if at[axis] == line and number.decimals}
            if len(cells) >= 3 and all(str(value.value).endswith("0") for value in cells.values()):
                padded |= cells.keys()
    return {at: NumericCell(number.cell, number.quantity, at in padded) for at, number in numbers.items()}


def plain(text: str) -> str:
    """Words without marks: arrows, daggers, stars, unit brackets and citation numbers."""
    bare = re.sub(r"[↑↓⇑⇓▲▼*†‡§_`$\\{}]|\[[\d, ]{1,20}\]", " ", text[:200])
    return re.sub(r"\s+", " ", bare).strip()


@functools.lru_cache(maxsize=8192)
def _read(text: str) -> Quantity | None:
    """The number of a cell; none for a year, a citation or words. Tables repeat their cells' texts."""
    if not re.search(r"\d", text[:60]) or re.match(r"\s*[A-Za-z]", text):
        return None
    read = quantity.read(re.sub(r"(?<=[\d%x×)])\s?\^?[†‡§*⋆]{1,3}$", "", text.strip()))
    return read if isinstance(read, Quantity) and read.relation in ("=", "~") else None


def _label_columns(table: Table, first: int) -> set[int]:
    """The first column names the rows, even where names are numbers: layers, years, batch sizes."""
    return {0} if any(cell.column == 0 and cell.row >= first for cell in table.cells) else set()


def _heads(table: Table, first: int) -> dict[int, tuple[str, ...]]:
    heads: dict[int, list[str]] = {}
    for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.column)):
        if cell.row < first and cell.text.strip():
            for column in range(cell.column, cell.column + cell.columns):
                heads.setdefault(column, []).append(plain(cell.text))
    return {column: tuple(words) for column, words in heads.items()}


def _names(table: Table, numbers: dict[tuple[int, int], NumericCell]) -> dict[int, tuple[str, ...]]:
    """Row by row, the words of the cells that are no numbers, spanning ones included."""
    names: dict[int, list[str]] = {}
    for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.column)):
        if (cell.row, cell.column) not in numbers and re.search(r"\w", cell.text) and cell.column < 4:
            for row in range(cell.row, cell.row + cell.rows):
                names.setdefault(row, []).append(plain(cell.text))
    return {row: tuple(words) for row, words in names.items()}


def _blocks(table: Table, numbers: dict[tuple[int, int], NumericCell], first: int) -> dict[int, int]:
    """Which block each row stands in: a row without numbers that names a group begins a new one."""
    filled = {row for row, _ in numbers}
    last = max(cell.row for cell in table.cells)
    block, blocks = 0, {}
    for row in range(first, last + 1):
        if row not in filled:
            block += 1
        blocks[row] = block
    return blocks


def numeric_tables(tables: tuple[Table, ...]) -> Iterator[NumericTable]:
    """Every table that can be checked."""
    for table in tables:
        yield from _read_tables(table)
