"""Underlined is second: what the mark means in most columns of a table holds in all of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from claims.arithmetic.better_direction import direction
from claims.arithmetic.comparable_cells import comparable
from claims.arithmetic.findings import finding, where
from claims.arithmetic.numeric_table import NumericCell, NumericTable
from claims.records import Finding

LEAST = 3
"""Columns in which the underlined figure is the second, for each one in which it is not."""


@dataclass(frozen=True)
class UnderlinedColumn:
    """A column with one underlined figure, and the one that is second in it."""

    column: int
    row: int
    marked: NumericCell
    second_row: int
    second: NumericCell

    @property
    def fits(self) -> bool:
        """Whether the mark is where it should be."""
        return self.marked.value == self.second.value


def second_marked(table: NumericTable) -> Iterator[Finding]:
    """Finds columns, or rows, where the underlined figure is not the second, in tables where it is in the others."""
    sides = [(side, _underlined_columns(side)) for side in (table, table.transposed())]
    side, lines = max(sides, key=lambda pair: sum(line.fits for line in pair[1]))
    held, odd = sum(line.fits for line in lines), [line for line in lines if not line.fits]
    if held >= LEAST * len(odd):
        yield from (_second_finding(side, line, held) for line in odd)


def _underlined_columns(table: NumericTable) -> list[UnderlinedColumn]:
    return [line for column in table.columns if (line := _underlined_column(table, column))]


def _underlined_column(table: NumericTable, column: int) -> UnderlinedColumn | None:
    """A column where one value is underlined and the best, where a mark or the metric tells it, is not."""
    every = table.column(column)
    rows = [row for row, number in every.items() if number.cell.underline and not number.cell.bold]
    if len({every[row].value for row in rows}) != 1:
        return None
    numbers = comparable(table, every, rows[0])
    values = sorted({number.value for number in numbers.values()})
    up = _up(table, column, list(numbers.values()))
    if len(numbers) < 3 or len(values) < 3 or up is None or rows[0] not in numbers:
        return None
    wanted = values[-2 if up else 1]
    if numbers[rows[0]].value == values[-1 if up else 0]:
        return None  # the best is underlined: the mark means something else here
    second = next(row for row, number in numbers.items() if number.value == wanted)
    return UnderlinedColumn(column, rows[0], numbers[rows[0]], second, numbers[second])


def _up(table: NumericTable, column: int, numbers: list[NumericCell]) -> bool | None:
    """Whether more is better: where the bold figure stands, else what the heading says."""
    bold = {number.value for number in numbers if number.cell.bold}
    values = [number.value for number in numbers]
    by_heading = direction(table, column)
    if not bold:
        return by_heading
    if (
        len(bold) > 1
        or not bold <= {max(values), min(values)}
        or by_heading not in (None, bold == {max(values)})
    ):
        return None  # the mark of the best is wrong, or there are several: the second cannot be by_heading
    return bold == {max(values)}


def _second_finding(table: NumericTable, line: UnderlinedColumn, held: int) -> Finding:
    lines = "columns" if not table.turned else "rows"
    return finding(
        f"{where(table, line.row)}: {line.marked.cell.text.strip()} is underlined in {table.head(line.column)}, but "
        f"the second is {line.second.cell.text.strip()} of “{table.name(line.second_row)[:60]}”; "
        f"in {held} other {lines} the underlined figure is the second.",
        "Underline the second best figure, or say what the mark means.",
        (line.marked.cell.place, line.second.cell.place),
    )
