"""Bold is best: the mark in most columns of a table says what it means, and a column that breaks the rule is odd."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from claims import catalog
from claims.arithmetic.sheet import Number, Sheet, plain
from claims.arithmetic.told import finding, where
from claims.records import Finding

_SAID = re.compile(
    r"(?i)\bbest\b.{0,80}\b(?:bold\w*|highlighted|boldface)\b|\b(?:bold\w*|boldface)\b.{0,60}\bbest\b|\b(?:highest|top)\b.{0,60}\bbold"
)


@dataclass(frozen=True)
class Marked:
    """A column, the rows whose numbers are bold, and which way it is better."""

    column: int
    bold: tuple[int, ...]
    numbers: Mapping[int, Number]
    up: bool | None

    def fits(self, up: bool) -> bool:
        """Whether the bold numbers are the best, all equal."""
        best = (max if up else min)(one.value for one in self.numbers.values())
        return all(self.numbers[row].value == best for row in self.bold)


def best_marked(table: Sheet) -> Iterator[Finding]:
    """Finds columns where the bold number is not the best, in tables where it is in the others."""
    marked = [one for column in table.columns if (one := _marked(table, column))]
    held = [one for one in marked if _fitting(one)]
    odd = [one for one in marked if not _fitting(one)]
    said = bool(_SAID.search((table.table.caption or "")[:2_000]))
    if not odd or len(held) < (1 if said else 3) or len(held) < (1 if said else 3) * len(odd):
        return
    if not said and len({row for one in marked for row in one.bold}) < 2:
        return  # one bold row is the own model's
    usual = sum(1 for one in held if one.up is not False and one.fits(True)) * 2 >= len(held)
    for one in odd:
        if one.up is not None or not one.fits(not usual):
            yield _says(table, one, one.up if one.up is not None else usual, len(held))


def _says(table: Sheet, one: Marked, up: bool, held: int) -> Finding:
    row = one.bold[0]
    value = one.numbers[row].value
    better = [r for r, n in one.numbers.items() if (n.value > value if up else n.value < value)]
    first = (max if up else min)(better, key=lambda r: one.numbers[r].value) if better else row
    return finding(
        f"{where(table, row)}: {one.numbers[row].cell.text.strip()} is set in bold in {table.head(one.column)}, but "
        f"“{table.name(first)[:60]}” has {one.numbers[first].cell.text.strip()}; in {held} other columns bold is best.",
        "Mark the best figure, or say what bold means.",
        (one.numbers[row].cell.place, one.numbers[first].cell.place),
    )


def _marked(table: Sheet, column: int) -> Marked | None:
    numbers = table.column(column)
    bold = tuple(row for row, one in numbers.items() if one.cell.bold)
    if len(numbers) < 3 or not bold or len(bold) == len(numbers):
        return None
    if len({one.value for one in numbers.values()}) == 1:
        return None
    return Marked(column, bold, numbers, _direction(table, column))


def _fitting(one: Marked) -> bool:
    return one.fits(one.up) if one.up is not None else one.fits(True) or one.fits(False)


def _direction(table: Sheet, column: int) -> bool | None:
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
    return None


def margin(numbers: Mapping[int, Number], row: int) -> Decimal:
    """How far a row's number is from the nearest other."""
    return min(
        (abs(one.value - numbers[row].value) for r, one in numbers.items() if r != row), default=Decimal(0)
    )
