"""Figures of a row that do not go together as those of all other rows do.

Accuracy, sensitivity, specificity, F1 and the like of one test hang together: over the rows of a table one of them is
nearly a linear function of one or two others. Where that holds for a dozen rows to a few steps of the last digit, a
row that is off by many times as much holds a slip of the pen.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from claims.arithmetic.findings import finding, listed, where
from claims.arithmetic.numeric_table import NumericTable
from claims.catalog.word_lists import pattern
from claims.records import Finding

LEAST_ROWS = 12
"""Rows that a relation must hold for."""
MOST_ROWS = 120
MOST_COLUMNS = 8
"""Columns of one group that are compared with each other."""
TIMES = 10.0
"""How many times further off than the worst other row an odd row is."""
STEPS = 6.0
"""Steps of the last digit that an odd row is off by at least."""
MOST_ODD = 2
"""Rows of one relation, and of one table, that may be odd; with more, there is no relation."""


@dataclass(frozen=True)
class Break:
    """One row that a relation does not hold in."""

    row: int
    columns: tuple[int, ...]
    target: int
    expected: float
    rest: int


def related_columns(table: NumericTable) -> Iterator[Finding]:
    """Finds the row whose figures break a relation that all other rows of the table keep."""
    if not LEAST_ROWS <= len(table.rows) <= MOST_ROWS:
        return
    breaks: dict[int, list[Break]] = {}
    for group in _groups(table):
        for broken in _breaks(table, group):
            breaks.setdefault(broken.row, []).append(broken)
    if len(breaks) <= 2 * MOST_ODD:
        for row, broken_here in sorted(breaks.items()):
            yield _finding(table, row, broken_here)


def _groups(table: NumericTable) -> Iterator[list[int]]:
    """Columns of metrics under one heading that one table of right and wrong answers gives."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for column in table.columns:
        values = [number.value for number in table.column(column).values()]
        decimals = [number.decimals for number in table.column(column).values()]
        if not pattern("metric_words", "of_one_confusion_table").fullmatch(table.last(column)):
            continue
        if len(values) >= LEAST_ROWS and min(decimals) >= 1 and len(set(values)) > 3:
            groups.setdefault(table.heads.get(column, ())[:-1], []).append(column)
    yield from (group for group in groups.values() if 2 <= len(group) <= MOST_COLUMNS)


def _breaks(table: NumericTable, group: Sequence[int]) -> Iterator[Break]:
    for target in group:
        others = [column for column in group if column != target]
        for size in (1, 2):
            for chosen in combinations(others, size):
                yield from _of_relation(table, target, chosen)


def _of_relation(table: NumericTable, target: int, chosen: tuple[int, ...]) -> Iterator[Break]:
    rows = [row for row in table.rows if all((row, column) in table.numbers for column in (target, *chosen))]
    points = {
        row: (*(float(table.numbers[row, c].value) for c in chosen), float(table.numbers[row, target].value))
        for row in rows
    }
    removed: list[int] = []
    while len(removed) <= MOST_ODD:
        kept = {row: point for row, point in points.items() if row not in removed}
        fit = _fitted(list(kept.values())) if len(kept) >= LEAST_ROWS else None
        if fit is None:
            return
        off = {row: abs(_at(fit, point[:-1]) - point[-1]) for row, point in points.items()}
        step = 10.0 ** -max(table.numbers[row, target].decimals for row in rows)
        worst = max(off[row] for row in kept)
        spread = max(p[-1] for p in kept.values()) - min(p[-1] for p in kept.values())
        limit = max(TIMES * worst, STEPS * step)
        if removed and all(off[row] > limit for row in removed) and spread > 4 * worst and spread > 10 * step:
            for row in removed:
                yield Break(row, (target, *chosen), target, _at(fit, points[row][:-1]), len(kept))
            return
        removed.append(max(kept, key=lambda row: off[row]))


def _fitted(points: Sequence[tuple[float, ...]]) -> list[float] | None:
    """Least squares: the constant and the factors; None where the columns depend on each other."""
    size = len(points[0])
    sums = [[0.0] * (size + 1) for _ in range(size)]
    for *known, value in points:
        vector = (1.0, *known)
        for i, left in enumerate(vector):
            for j, right in enumerate((*vector, value)):
                sums[i][j] += left * right
    return _solved(sums)


def _solved(rows: list[list[float]]) -> list[float] | None:
    """Gauss-Jordan elimination with pivots."""
    size = len(rows)
    for i in range(size):
        pivot = max(range(i, size), key=lambda row: abs(rows[row][i]))
        if abs(rows[pivot][i]) < 1e-9:
            return None
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for row in range(size):
            if row != i:
                factor = rows[row][i]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[i], strict=True)]
    return [row[-1] for row in rows]


def _at(fit: Sequence[float], known: Sequence[float]) -> float:
    return fit[0] + sum(factor * value for factor, value in zip(fit[1:], known, strict=True))


def _finding(table: NumericTable, row: int, breaks: Sequence[Break]) -> Finding:
    """What a row breaks; where one figure is in every broken relation, it is the wrong one."""
    votes = Counter(column for broken in breaks for column in broken.columns)
    common = [column for column, count in votes.items() if count == len(breaks)]
    plain = min(breaks, key=lambda broken: (broken.target not in common, len(broken.columns)))
    columns = sorted({*plain.columns})
    shown = ", ".join(f"{table.last(column)} {table.numbers[row, column].printed}" for column in columns)
    number = table.numbers[row, plain.target]
    return finding(
        f"{where(table, row)}: {shown} do not go together: from "
        f"{listed(tuple(table.last(c) for c in plain.columns[1:]))}, {table.head(plain.target)} would be about "
        f"{plain.expected:.{number.decimals}f}, as it is in {plain.rest} other rows.",
        "Look the figures up again: one of them is likely mistyped.",
        tuple(table.numbers[row, column].cell.place for column in columns),
    )
