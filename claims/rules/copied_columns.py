"""A column that two tables share although what they measure differs: the figures of one setting stand in the other's table."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from claims.arithmetic.better_direction import Directions
from claims.arithmetic.numeric_table import NumericTable, numeric_tables
from claims.arithmetic.row_settings import row_settings, setting_columns
from claims.catalog.word_lists import pattern
from claims.records import Finding, OpenCase, Verdict
from claims.rules import rule

LEAST_ROWS = 5
"""Rows that have the same figure, different from row to row, before a column is one that was copied."""
LEAST_OTHERS = 2
"""Columns of scores that differ in nearly every row, for each one that does not."""
MOST_TABLES = 30


@dataclass(frozen=True)
class Twin:
    """One heading of two tables, with the rows in which both have the same figure, and those in which not."""

    columns: tuple[int, int]
    same: tuple[tuple[int, int], ...]
    odd: int

    @property
    def copied(self) -> bool:
        """Whether all rows but one are the same."""
        return len(self.same) >= LEAST_ROWS and self.odd <= 1

    @property
    def differs(self) -> bool:
        """Whether nearly no row is the same."""
        return self.odd >= LEAST_ROWS and 4 * len(self.same) <= self.odd


@rule("copied-columns", version=1)
def copied_columns(case: OpenCase, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds a column that is the same in two tables whose other columns, of the same rows and headings, all differ."""
    tables = list(numeric_tables(case.document.tables if case.document else ()))[:MOST_TABLES]
    directions = Directions.of(tables)
    rows = [(table, _by_row(table)) for table in tables]
    for (first, names), (other, others) in combinations(rows, 2):
        shared = [(names[name], others[name]) for name in names if name in others]
        if len(shared) >= LEAST_ROWS:
            twins = list(_twins(first, other, shared, directions))
            copied = [twin for twin in twins if twin.copied]
            if copied and sum(twin.differs for twin in twins) >= LEAST_OTHERS * len(copied):
                yield _finding(first, other, copied[0])


def _by_row(table: NumericTable) -> dict[tuple[str, str], int]:
    """The rows by their whole name and setting; none that two rows share."""
    settings = row_settings(table, setting_columns(table))
    named: dict[tuple[str, str], list[int]] = {}
    for row in table.rows:
        named.setdefault((table.name(row).casefold(), settings.get(row, "")), []).append(row)
    return {name: rows[0] for name, rows in named.items() if len(rows) == 1 and name[0]}


def _twins(
    first: NumericTable, other: NumericTable, shared: list[tuple[int, int]], directions: Directions
) -> Iterator[Twin]:
    """The headings of scores that stand in both tables once."""
    theirs = _by_heading(other)
    for head, column in _by_heading(first).items():
        if head not in theirs or directions.up(first, column) is None:
            continue
        pairs = [
            (row, twin)
            for row, twin in shared
            if (row, column) in first.numbers and (twin, theirs[head]) in other.numbers
        ]
        same = [
            (row, twin)
            for row, twin in pairs
            if first.numbers[row, column].value == other.numbers[twin, theirs[head]].value
        ]
        telling = {n.value for row, _ in same if (n := first.numbers[row, column]).decimals}
        if len(telling) >= min(LEAST_ROWS, len(same)):
            yield Twin((column, theirs[head]), tuple(same), len(pairs) - len(same))


def _by_heading(table: NumericTable) -> Mapping[str, int]:
    heads = {column: table.head(column) for column in table.columns if table.head(column)}
    cost = pattern("table_words", "cost_columns")
    return {
        head: column
        for column, head in heads.items()
        if not cost.search(head) and list(heads.values()).count(head) == 1
    }


def _finding(first: NumericTable, other: NumericTable, twin: Twin) -> Finding:
    column, theirs = twin.columns
    figures = ", ".join(first.numbers[row, column].printed for row, _ in twin.same[:3])
    return Finding(
        rule="duplicate-result",
        severity="warning",
        says=f"{first.head(column)} is the same in {len(twin.same)} of {len(twin.same) + twin.odd} rows of "
        f"{first.table.label} and {other.table.label} ({figures} …), whose other columns differ.",
        places=tuple(
            place
            for row, counterpart in twin.same[:2]
            for place in (
                first.numbers[row, column].cell.place,
                other.numbers[counterpart, theirs].cell.place,
            )
        ),
        remedy="Check which of the two tables the figures belong to.",
    )
