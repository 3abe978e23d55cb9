"""The same figures under two names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from claims.arithmetic.findings import where
from claims.arithmetic.numeric_table import NumericCell, NumericTable, numeric_tables
from claims.arithmetic.rounding_range import significant_digits
from claims.catalog.word_lists import pattern
from claims.comparisons.own_system import bare_name
from claims.records import Finding, OpenCase, Verdict
from claims.rules import rule
from claims.text.own_marks import OWN_ROW_MARK

LEAST_WHOLE = 8
"""Different figures with decimals of a row from which on it is nobody else's."""
LEAST, LEAST_HERE = 3, 5
"""Figures that must be the same, each of three digits: between tables of statistics, and within a table of results."""


@dataclass(frozen=True)
class Run:
    """A run of figures of one row."""

    table: NumericTable
    row: int
    first: NumericCell

    @property
    def name(self) -> str:
        """The row's name."""
        return self.table.name(self.row)

    @property
    def counts(self) -> bool:
        """Whether the table describes data sets."""
        return bool(
            re.search(
                r"(?i)\bstatistics\b|\bdetails of (?:the )?data ?sets?\b", self.table.table.caption or ""
            )
        )


@rule("duplicate-result", version=2)
def duplicate_result(case: OpenCase, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds two data sets with the same statistics, and two systems of one table with the same run of figures.

    That a result stands again in a table of ablations is usual, so results are compared within one table only.
    """
    whole = [
        finding
        for table in numeric_tables(case.document.tables if case.document else ())
        for finding in _whole_rows(table)
    ]
    yield from whole
    seen: dict[tuple[str, ...], Run] = {}
    for table in numeric_tables(case.document.tables if case.document and not whole else ()):
        for row in table.rows:
            for key, run in _runs(table, row):
                other = seen.setdefault(key, run)
                if other is not run and _suspicious(run, other):
                    yield _finding(key, other, run)
                    return


def _whole_rows(table: NumericTable) -> Iterator[Finding]:
    """Rows of different systems that are the same in every figure of a wide table."""
    if pattern("table_words", "ablation_captions").search((table.table.caption or "")[:200]):
        return
    seen: dict[tuple[tuple[int, str], ...], int] = {}
    alike: list[tuple[int, int]] = []
    for row in table.rows:
        numbers = table.row(row)
        telling = {number.value for number in numbers.values() if number.decimals}
        key = tuple((column, number.cell.text.strip(" *")) for column, number in numbers.items())
        metric = pattern("table_words", "result_metrics").search(table.name(row))
        if len(telling) >= LEAST_WHOLE and not metric and not OWN_ROW_MARK.search(table.name(row)):
            first = seen.setdefault(key, row)
            alike += [(first, row)] if first != row else []
    if alike and 4 * len(alike) <= len(table.rows):
        first, row = alike[0]
        more = f" ({len(alike) - 1} more such pairs)" if len(alike) > 1 else ""
        figures = ", ".join(number.printed for number in list(table.row(row).values())[:4])
        yield Finding(
            rule="duplicate-result",
            severity="warning",
            says=f"{where(table, first)} and row {row + 1} “{table.name(row)[:60]}” are the same in all {len(table.row(row))} "
            f"figures ({figures} …){more}.",
            places=(
                next(iter(table.row(first).values())).cell.place,
                next(iter(table.row(row).values())).cell.place,
            ),
            remedy="Check which row the figures belong to.",
        )


def _runs(table: NumericTable, row: int) -> Iterator[tuple[tuple[str, ...], Run]]:
    """Every run of figures of a row that is long and varied enough to be nobody else's."""
    numbers = list(table.row(row).values())
    plain = Run(table, row, numbers[0])
    length = LEAST if plain.counts else LEAST_HERE
    for start in range(len(numbers) - length + 1):
        run = numbers[start : start + length]
        written = tuple(number.cell.text.strip(" *") for number in run)
        telling = all(number.decimals and significant_digits(number.value) >= LEAST for number in run)
        if telling and len(set(written)) >= length - 1:
            # results of one test hang together, so that the same run under other headings may be chance
            where = () if plain.counts else (table.table.label, str(list(table.row(row))[start]))
            yield (*where, *written), Run(table, row, run[0])


def _suspicious(first: Run, other: Run) -> bool:
    """Whether two rows are of different things: both have a name in letters, and neither name holds the other."""
    a, b = (bare_name(run.name) for run in (first, other))
    named = all(re.search(r"[a-z]{2}", name) for name in (a, b))
    return named and a not in b and b not in a and first.counts == other.counts


def _finding(key: tuple[str, ...], first: Run, two: Run) -> Finding:
    names = [f"“{run.name[:60]}” in {run.table.table.label}" for run in (first, two)]
    figures = key if first.counts else key[2:]
    return Finding(
        rule="duplicate-result",
        severity="warning" if first.counts else "info",
        says=f"{names[0]} and {names[1]} have the same figures {', '.join(figures)}.",
        places=(first.first.cell.place, two.first.cell.place),
        remedy="Check which row the figures belong to.",
    )
