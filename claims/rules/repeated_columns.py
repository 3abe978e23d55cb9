"""Figures that two tables share but for one: the same systems, the same column, another number."""

import re
from collections.abc import Iterator
from decimal import Decimal

from claims.arithmetic.findings import finding
from claims.arithmetic.numeric_table import NumericCell, NumericTable, numeric_tables, plain
from claims.arithmetic.rounding_range import significant_digits
from claims.catalog.word_lists import pattern
from claims.comparisons.named_rows import other_setting
from claims.records import Finding, OpenCase, Verdict
from claims.rules import rule

LEAST = 3
"""Figures of three digits that must be the same before one that differs is told."""
ENOUGH = 5
"""Figures that must be the same under the same headings before two in a column are enough."""
MOST_TABLES = 30
MOST_TOLD = 3
_SIZE = re.compile(r"\d{1,4}(?:\.\d{1,2})?[BM]")
CLOSE = Decimal("0.05")
"""How far the odd figure may be off, relative to it: a slip is small, another setting is not."""


@rule("repeated-columns", version=1)
def repeated_columns(case: OpenCase, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds a figure that two tables of one document print differently, where they agree on the rest of the column."""
    tables = list(numeric_tables(case.document.tables if case.document else ()))[:MOST_TABLES]
    rows = [(table, _by_name(table)) for table in tables]
    count = 0
    for index, (first, names) in enumerate(rows):
        for other, others in rows[index + 1 :]:
            shared = [(names[name], others[name]) for name in names if name in others]
            if len(shared) >= LEAST and not other_setting(first, other):
                for finding in _odd(first, other, shared):
                    count += 1
                    if count <= MOST_TOLD:
                        yield finding


def _by_name(table: NumericTable) -> dict[frozenset[str], int]:
    """Rows by the words of their names, with sizes; a first name that is left out below is carried down."""
    names: dict[frozenset[str], list[int]] = {}
    firsts = {cell.row: plain(cell.text) for cell in table.table.cells if cell.column == 0}
    sizes = {
        cell.row: cell.text
        for cell in table.table.cells
        if cell.column < 3 and _SIZE.fullmatch(cell.text.strip())
    }
    last = ""
    for row in table.rows:
        own = f"{table.name(row)} {sizes.get(row, '')}"
        if re.search(r"[A-Za-z]{3}", firsts.get(row, "")):
            last = firsts[row]
        elif row in firsts or row in sizes:
            own = f"{last} {own}" if re.search(r"\w", own) else ""
        else:
            continue  # what tells it from the row above is a mark
        words = frozenset(re.findall(r"[a-z]+|\d+(?:\.\d+)?", own.casefold()))
        if any(len(word) > 2 for word in words) and not pattern("table_words", "aggregate_rows").search(own):
            names.setdefault(words, []).append(row)
    return {words: rows[0] for words, rows in names.items() if len(rows) == 1}


def _odd(first: NumericTable, other: NumericTable, shared: list[tuple[int, int]]) -> Iterator[Finding]:
    alike = {(a, b): _compared(first, other, shared, a, b) for a in first.columns for b in other.columns}
    by_head = {pair: cells for pair, cells in alike.items() if first.head(pair[0]) == other.head(pair[1])}
    whole = sum(len(same) for same, odd in by_head.values() if len(odd) <= max(1, len(same) // 2))
    for pair, (same, odd) in alike.items():
        enough = LEAST if pair not in by_head or whole < ENOUGH else LEAST - 1
        if 1 <= len(odd) <= max(1, len(same) // 2) and len({number.value for number in same}) >= enough:
            for differing in odd:
                yield from _told(
                    first, other, pair[0], differing, max(whole if pair in by_head else 0, len(same))
                )


Differing = tuple[int, NumericCell, NumericCell]
"""A row and its two figures."""


def _compared(
    first: NumericTable, other: NumericTable, shared: list[tuple[int, int]], a: int, b: int
) -> tuple[list[NumericCell], list[Differing]]:
    """The figures of two columns that are the same, and those that are not."""
    same, odd = [], []
    for row, twin in shared:
        here, there = first.numbers.get((row, a)), other.numbers.get((twin, b))
        if here and there and here.value != there.value:
            odd.append((row, here, there))
        elif here and there and _telling(here):
            same.append(here)
    return same, odd


def _told(
    first: NumericTable,
    other: NumericTable,
    column: int,
    odd: tuple[int, NumericCell, NumericCell],
    same: int,
) -> Iterator[Finding]:
    row, here, there = odd
    rounding = here.decimals != there.decimals and here.interval.meets(there.interval)
    if not _telling(here) or rounding or abs(here.value - there.value) > CLOSE * abs(here.value):
        return
    yield finding(
        f"{first.name(row)[:60]} has {here.printed} in {first.head(column)[:40]} of {first.table.label}, {there.printed} in "
        f"{other.table.label}; the {same} other figures that the two share are the same.",
        "Say which of the two holds.",
        (here.cell.place, there.cell.place),
    )


def _telling(number: NumericCell) -> bool:
    return (
        bool(number.decimals)
        and significant_digits(number.value) >= 2
        and abs(number.value) >= Decimal("0.01")
    )
