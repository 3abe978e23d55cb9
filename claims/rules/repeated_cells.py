"""One figure in two tables: the same row under the same heading, printed differently, where others are the same."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from claims.arithmetic.findings import finding
from claims.arithmetic.numeric_table import NumericCell, NumericTable, numeric_tables
from claims.arithmetic.rounding_range import significant_digits
from claims.catalog.word_lists import pattern
from claims.comparisons.named_rows import other_setting
from claims.records import Finding, OpenCase, Verdict
from claims.rules import rule

LEAST_ALIKE = 2
"""Rows that must have one figure under a heading in two tables before another row's two figures are told."""
CLOSE = Decimal("0.02")
"""How far apart the two may be, relative to one; further apart they are of two settings."""
LEAST_DIGITS = 3
MOST_TOLD = 3


@dataclass(frozen=True)
class Printed:
    """A figure with its table, the name of its row and its heading."""

    table: NumericTable
    name: str
    cell: NumericCell


@rule("repeated-cells", version=1)
def repeated_cells(case: OpenCase, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds figures that two tables print differently for one row and heading, where the heading means one thing."""
    by_heading: dict[str, dict[str, list[Printed]]] = defaultdict(lambda: defaultdict(list))
    for table in numeric_tables(case.document.tables if case.document else ()):
        for (row, column), cell in table.numbers.items():
            head, name = _letters(table.head(column)), _letters(table.name(row))
            aggregate = pattern("table_words", "aggregate_rows").search(table.name(row))
            single = cell.quantity.spread is None  # a mean with a spread may be of other runs
            telling = len(head) > 1 and len(name) > 2 and significant_digits(cell.value) >= LEAST_DIGITS
            if telling and single and not aggregate:
                by_heading[head][name].append(Printed(table, table.name(row), cell))
    count = 0
    for rows in by_heading.values():
        odd = [pair for printed in rows.values() if (pair := _differing(printed))]
        alike = sum(_is_repeated(printed) for printed in rows.values())
        for first, other in odd if alike >= max(LEAST_ALIKE, 2 * len(odd)) else ():
            count += 1
            if count <= MOST_TOLD:
                yield _finding(first, other, alike)


def _letters(text: str) -> str:
    return re.sub(r"[^a-z\d.+]", "", text.casefold())


def _is_repeated(printed: list[Printed]) -> bool:
    """Whether a row stands in several tables with one figure only."""
    tables = {item.table.table.label for item in printed}
    return len(tables) > 1 and len({item.cell.value for item in printed}) == 1


def _differing(printed: list[Printed]) -> tuple[Printed, Printed] | None:
    """Two tables' figures of a row that are close and not the same, where each table has it once."""
    tables = [item.table.table.label for item in printed]
    if len(set(tables)) < len(tables):
        return None
    for first, other in combinations(printed, 2):
        a, b = first.cell, other.cell
        if other_setting(first.table, other.table):
            continue
        if a.decimals == b.decimals and 0 < abs(a.value - b.value) <= CLOSE * abs(a.value):
            return first, other
    return None


def _finding(first: Printed, other: Printed, alike: int) -> Finding:
    return finding(
        f"{first.name[:60]} has {first.cell.printed} in {first.table.table.label}, {other.cell.printed} under the same "
        f"heading in {other.table.table.label}; {alike} other rows have one figure in several tables.",
        "Say which of the two holds.",
        (first.cell.cell.place, other.cell.cell.place),
    )
