"""Averages and totals against the columns they are made of."""

import itertools
import re
from collections.abc import Callable, Iterator, Sequence

from claims import catalog
from claims.arithmetic import rounding_range as the
from claims.arithmetic.findings import finding, given, listed, where
from claims.arithmetic.formula_fit import Formula, outliers
from claims.arithmetic.numeric_table import NumericCell, NumericTable, plain
from claims.arithmetic.rounding_range import RoundingRange, rounded
from claims.catalog.word_lists import pattern
from claims.quantities import quantity
from claims.records import Finding, Quantity

_OF_SIBLINGS = re.compile(r"(?i)(?P<stem>.{3,60}?)\s?\((?:avg|average|mean|overall)\.?\)")
"""A heading such as "Ravel (average)" beside "Ravel (easy)" and "Ravel (hard)"."""
_TOTAL = re.compile(r"(?i)(?:grand )?total|sum|overall total")
_COUNTS = re.compile(r"(?i)(?:support|counts?|samples?|n|size|#.*)")
MOST_PARTS = 60
"""Columns that an average is looked for in."""
MOST_LEFT_OUT = 30
"""Columns up to which each is left out in turn."""
FEW = 10
"""Columns up to which each two are left out in turn."""

Parts = dict[tuple[int, int], tuple[RoundingRange, ...]]


def averages(table: NumericTable) -> Iterator[Finding]:
    """Finds averages and totals that do not follow from the columns beside them, as those of the other rows do."""
    derived = [c for c in table.columns if _is_derived(table.last(c))]
    parts = _parts(table) if derived else {}
    for column in derived:
        printed = table.column(column)
        candidates = list(_candidates(table, column, derived, parts))
        odd = outliers(
            {row: number.interval for row, number in printed.items()}, candidates, one_formula=True
        )
        if odd is None:
            continue
        for row in odd.misses:
            if _COUNTS.fullmatch(table.name(row).strip()):
                continue  # what a report counts is summed where its scores are averaged
            expected = odd.formula.expected[row]
            yield _says(table, row, column, printed[row], odd.formula.says, expected, len(odd.fits))


def _is_derived(head: str) -> bool:
    average = pattern("table_words", "averages").fullmatch(head)
    return bool(average or _TOTAL.fullmatch(head) or _OF_SIBLINGS.fullmatch(head))


def _says(
    table: NumericTable,
    row: int,
    column: int,
    printed: NumericCell,
    formula: str,
    expected: RoundingRange,
    fits: int,
) -> Finding:
    other = "rows" if not table.turned else "columns"
    borne = (
        f"as it is in {fits} other {other if fits > 1 else other[:-1]}" if fits else "by any formula tried"
    )
    return finding(
        f"{where(table, row)}: {table.last(column)} is printed as {printed.cell.text.strip()}, but the {formula} is "
        f"{given(expected, printed)}, {borne}.",
        "Compute it again from its parts; where it is made otherwise, say how.",
        (printed.cell.place,),
    )


def _parts(table: NumericTable) -> Parts:
    """What each cell is made of: one number, or two with a slash between."""
    parts: Parts = {at: (place.interval,) for at, place in table.numbers.items()}
    for cell in table.table.cells:
        at = (cell.column, cell.row) if table.turned else (cell.row, cell.column)
        halves = [quantity.read(half) for half in cell.text.split("/")] if cell.text.count("/") == 1 else []
        given_halves = tuple(rounded(half.value) for half in halves if isinstance(half, Quantity))
        if at not in parts and given_halves and isinstance(halves[0], Quantity):
            parts[at] = given_halves  # "86.6/-" is one number
    return parts


def _candidates(table: NumericTable, column: int, derived: Sequence[int], parts: Parts) -> Iterator[Formula]:
    made: set[tuple[int, ...]] = set()
    head = table.last(column)
    for index, columns in enumerate(_sets(table, column, derived, parts)):
        key = tuple(sorted(columns))
        if key in made or not 2 <= len(key) <= MOST_PARTS:
            continue
        made.add(key)
        named = listed(tuple(table.last(place) for place in key))
        for says, formula in _formulas(head):
            for take in ("each", "mean", "first"):
                expected = _applied(table, parts, key, formula, take)
                if expected:
                    yield Formula(
                        f"{says} of {named}", expected, plain=index < 3 and take == "each" and says == "mean"
                    )
        if not _TOTAL.fullmatch(head):
            yield from _weighted(table, parts, key)


def _weighted(table: NumericTable, parts: Parts, columns: tuple[int, ...]) -> Iterator[Formula]:
    """The mean of a set of columns weighted by the sizes of their test sets, where the catalog knows them all."""
    known = [_size(table.head(column)) for column in columns]
    sizes = [size for size in known if size]
    if len(sizes) < len(columns):
        return
    expected = {}
    for row in table.rows:
        cells = [parts[row, c] for c in columns if (row, c) in parts]
        if len(cells) == len(columns) and all(len(cell) == 1 for cell in cells):
            weighed = [cell[0].times(size / sum(sizes)) for cell, size in zip(cells, sizes, strict=True)]
            expected[row] = the.total(weighed)
    if expected:
        yield Formula(
            f"mean weighted by test-set size of {listed(tuple(table.last(c) for c in columns))}", expected
        )


def _size(head: str) -> int | None:
    known = catalog.benchmark(plain(head))
    return known.n_test or known.n_validation if known else None


def _formulas(head: str) -> tuple[tuple[str, Callable[[Sequence[RoundingRange]], RoundingRange | None]], ...]:
    if _TOTAL.fullmatch(head):
        return (("sum", the.total),)
    return (("mean", the.mean), ("geometric mean", the.geometric), ("harmonic mean", the.harmonic))


def _sets(table: NumericTable, column: int, derived: Sequence[int], parts: Parts) -> Iterator[list[int]]:
    """Columns that an average may be of: its group's, those to the left, all, those to the right; then fewer by one."""
    if siblings := _OF_SIBLINGS.fullmatch(table.last(column)):
        yield sorted(
            {c for _, c in parts if c != column and table.last(c).startswith(f"{siblings['stem']} (")}
        )
        return
    every = sorted({c for _, c in parts} - {column})
    others = [c for c in every if c not in derived]
    scores = [c for c in others if not pattern("table_words", "no_score_columns").search(table.head(c))]
    before = max((c for c in derived if c < column), default=-1)
    after = min((c for c in derived if c > column), default=10_000)
    group = table.heads.get(column, ())[:-1]
    wide: list[list[int]] = [
        [c for c in scores if group and table.heads.get(c, ())[:-1] == group],
        [c for c in scores if before < c < column],
        scores,
        [c for c in scores if column < c < after],
        [c for c in scores if c < column],
        others,
        [c for c in others if before < c < column],
        [c for c in derived if c != column],
    ]
    yield from wide
    for columns in (row for row in wide[:3] if len(row) <= MOST_LEFT_OUT):
        yield from ([c for c in columns if c != left] for left in columns)
    for columns in (row for row in wide[:3] if 4 <= len(row) <= FEW):
        yield from ([c for c in columns if c not in pair] for pair in itertools.combinations(columns, 2))


def _applied(
    table: NumericTable,
    parts: Parts,
    columns: tuple[int, ...],
    formula: Callable[[Sequence[RoundingRange]], RoundingRange | None],
    take: str,
) -> dict[int, RoundingRange]:
    expected: dict[int, RoundingRange] = {}
    if take != "each" and all(len(parts.get((row, c), (0,))) == 1 for row in table.rows for c in columns):
        return expected
    for row in table.rows:
        cells = [parts[row, c] for c in columns if (row, c) in parts]
        if len(cells) < len(columns):
            continue
        flat = [
            part
            for cell in cells
            for part in (cell if take == "each" else (the.mean(cell),) if take == "mean" else cell[:1])
        ]
        result = formula(flat)
        if result is not None:
            expected[row] = result
    return expected
