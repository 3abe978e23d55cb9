"""Bold is best and underlined is second: what a mark means in most columns of a table holds in all of them.

A column that breaks the rule of the others is reported.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from claims import catalog
from claims.arithmetic.findings import finding, where
from claims.arithmetic.numeric_table import NumericCell, NumericTable, plain
from claims.catalog.word_lists import pattern
from claims.records import Finding

_SAID = re.compile(
    r"(?i)\bbest\b.{0,80}\b(?:bold\w*|highlighted|boldface)\b|\b(?:bold\w*|boldface)\b.{0,60}\bbest\b|\b(?:highest|top)\b.{0,60}\bbold"
)


LEAST = 3
"""Columns in which the underlined figure is the second, for each one in which it is not."""


@dataclass(frozen=True)
class BoldColumn:
    """A column, the rows whose numbers are bold, and which way it is better."""

    column: int
    bold: tuple[int, ...]
    numbers: Mapping[int, NumericCell]
    up: bool | None

    def fits(self, up: bool) -> bool:
        """Whether the bold numbers are the best, all equal."""
        best = (max if up else min)(number.value for number in self.numbers.values())
        return all(self.numbers[row].value == best for row in self.bold)


def best_marked(table: NumericTable) -> Iterator[Finding]:
    """Finds columns, or rows, where the bold number is not the best, in tables where it is in the others."""
    downwards, across = _bold_columns(table), _bold_columns(table.transposed())
    held = sum(1 for line in downwards if _fitting(line))
    if held >= sum(1 for line in across if _fitting(line)):
        yield from _odd_lines(table, downwards, across)
    else:
        yield from _odd_lines(table.transposed(), across, downwards)


def _bold_columns(table: NumericTable) -> list[BoldColumn]:
    return [line for column in table.columns if (line := _bold_column(table, column))]


def _odd_lines(table: NumericTable, marked: list[BoldColumn], across: list[BoldColumn]) -> Iterator[Finding]:
    """The lines that break the rule, where the rest holds and what crosses them does not explain the mark."""
    held = [marked_column for marked_column in marked if _fitting(marked_column)]
    odd = [marked_column for marked_column in marked if not _fitting(marked_column)]
    announced = bool(_SAID.search((table.table.caption or "")[:2_000]))
    least = 3 if announced and not table.turned else 4
    alone = not announced and len({row for line in held for row in line.bold}) < 2
    if not odd or len(held) < least * len(odd) or alone:
        return  # few lines prove nothing, and line bold row may be the own model's
    usual = sum(1 for line in held if line.up is not False and line.fits(True)) * 2 >= len(held)
    fitting = [line for line in across if _fitting(line)]
    crossed = {(line.column, row) for line in fitting for row in line.bold} if len(fitting) > 1 else set()
    for line in odd:
        up = line.up if line.up is not None else usual
        settled = line.up is not None or not line.fits(not usual)
        if settled and not any((row, line.column) in crossed for row in line.bold):
            yield from _best_finding(table, line, up, len(held))


def _best_finding(table: NumericTable, line: BoldColumn, up: bool, held: int) -> Iterator[Finding]:
    row = line.bold[0]
    value = line.numbers[row].value
    better = [r for r, n in line.numbers.items() if (n.value > value if up else n.value < value)]
    if not better or not table.head(line.column):
        return
    first = (max if up else min)(better, key=lambda r: line.numbers[r].value)
    lines = "columns" if not table.turned else "rows"
    yield finding(
        f"{where(table, row)}: {line.numbers[row].cell.text.strip()} is set in bold in {table.head(line.column)}, but "
        f"“{table.name(first)[:60]}” has {line.numbers[first].cell.text.strip()}; "
        f"in {held} other {lines} bold is best.",
        "Mark the best figure, or say what bold means.",
        (line.numbers[row].cell.place, line.numbers[first].cell.place),
    )


def _bold_column(table: NumericTable, column: int) -> BoldColumn | None:
    numbers = table.column(column)
    marked = [row for row, number in numbers.items() if number.cell.bold]
    if not marked or len({numbers[row].value for row in marked}) > 1:
        return None  # several values are bold: the best of each group, which is not told apart here
    numbers = comparable(table, numbers, marked[0])
    bold = tuple(row for row in marked if row in numbers)
    if len(numbers) < 3 or not bold or len(bold) == len(numbers):
        return None
    if len({number.value for number in numbers.values()}) == 1:
        return None
    return BoldColumn(column, bold, numbers, direction(table, column))


def comparable(table: NumericTable, numbers: Mapping[int, NumericCell], row: int) -> dict[int, NumericCell]:
    """The numbers of the same unit and group: a first name that several rows share is a group's."""
    group = table.names.get(row, ("",))[0] if len(table.names.get(row, ())) > 1 else None
    return {
        r: number
        for r, number in numbers.items()
        if number.quantity.unit == numbers[row].quantity.unit
        and table.blocks.get(r) == table.blocks.get(row)
        and (group is None or table.names.get(r, ("",))[0] == group or not _repeated(table, group))
    }


def _repeated(table: NumericTable, name: str) -> bool:
    return sum(1 for names in table.names.values() if len(names) > 1 and names[0] == name) > 1


def _fitting(column: BoldColumn) -> bool:
    return column.fits(column.up) if column.up is not None else column.fits(True) or column.fits(False)


def direction(table: NumericTable, column: int) -> bool | None:
    """Up where more is better: an arrow above the column, or what the catalog knows of the metric."""
    spelled = " ".join(
        cell.text
        for cell in table.table.cells
        if (cell.row if table.turned else cell.column)
        <= column
        < (cell.row if table.turned else cell.column) + (cell.rows if table.turned else cell.columns)
        and (cell.row, cell.column) not in table.numbers
    )[:400]
    if "↑" in spelled or "↓" in spelled:
        return None if "↑" in spelled and "↓" in spelled else "↑" in spelled
    for word in reversed(table.heads.get(column, ())):
        known = catalog.metric(plain(word))
        if known and known.higher_is_better is not None:
            return known.higher_is_better
    caption = (table.table.caption or "")[:600]
    up = pattern("metric_words", "higher_is_better").search(caption)
    down = pattern("metric_words", "lower_is_better").search(f"{caption} {table.head(column)}")
    return True if up and not down else None


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
