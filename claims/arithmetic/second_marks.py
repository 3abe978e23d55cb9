"""Underlined is second: the mark in most columns of a table says so, and a column that breaks the rule is odd."""

from collections.abc import Iterator
from dataclasses import dataclass

from claims.arithmetic.best_marks import comparable, direction
from claims.arithmetic.findings import finding, where
from claims.arithmetic.numeric_table import Number, Sheet
from claims.records import Finding

LEAST = 3
"""Columns in which the underlined figure is the second, for each one in which it is not."""


@dataclass(frozen=True)
class Line:
    """A column with one underlined figure, and the one that is second in it."""

    column: int
    row: int
    marked: Number
    second_row: int
    second: Number

    @property
    def fits(self) -> bool:
        """Whether the mark is where it should be."""
        return self.marked.value == self.second.value


def second_marked(table: Sheet) -> Iterator[Finding]:
    """Finds columns, or rows, where the underlined figure is not the second, in tables where it is in the others."""
    sides = [(side, _lines(side)) for side in (table, table.transposed())]
    side, lines = max(sides, key=lambda one: sum(line.fits for line in one[1]))
    held, odd = sum(line.fits for line in lines), [line for line in lines if not line.fits]
    if held >= LEAST * len(odd):
        yield from (_says(side, one, held) for one in odd)


def _lines(table: Sheet) -> list[Line]:
    return [one for column in table.columns if (one := _line(table, column))]


def _line(table: Sheet, column: int) -> Line | None:
    """A column where one value is underlined and the best, where a mark or the metric tells it, is not."""
    every = table.column(column)
    rows = [row for row, one in every.items() if one.cell.underline and not one.cell.bold]
    if len({every[row].value for row in rows}) != 1:
        return None
    numbers = comparable(table, every, rows[0])
    values = sorted({one.value for one in numbers.values()})
    up = _up(table, column, list(numbers.values()))
    if len(numbers) < 3 or len(values) < 3 or up is None or rows[0] not in numbers:
        return None
    wanted = values[-2 if up else 1]
    if numbers[rows[0]].value == values[-1 if up else 0]:
        return None  # the best is underlined: the mark means something else here
    second = next(row for row, one in numbers.items() if one.value == wanted)
    return Line(column, rows[0], numbers[rows[0]], second, numbers[second])


def _up(table: Sheet, column: int, numbers: list[Number]) -> bool | None:
    """Whether more is better: where the bold figure stands, else what the heading says."""
    bold = {one.value for one in numbers if one.cell.bold}
    values = [one.value for one in numbers]
    told = direction(table, column)
    if not bold:
        return told
    if len(bold) > 1 or not bold <= {max(values), min(values)} or told not in (None, bold == {max(values)}):
        return None  # the mark of the best is wrong, or there are several: the second cannot be told
    return bold == {max(values)}


def _says(table: Sheet, one: Line, held: int) -> Finding:
    lines = "columns" if not table.turned else "rows"
    return finding(
        f"{where(table, one.row)}: {one.marked.cell.text.strip()} is underlined in {table.head(one.column)}, but the "
        f"second is {one.second.cell.text.strip()} of “{table.name(one.second_row)[:60]}”; in {held} other {lines} "
        "the underlined figure is the second.",
        "Underline the second best figure, or say what the mark means.",
        (one.marked.cell.place, one.second.cell.place),
    )
