"""F scores against the precision and recall beside them.

F of one class is the weighted harmonic mean of precision and recall. Averaged over classes it may lie above the
harmonic mean of the averages, but never above their arithmetic mean: each class's F is at most that of its own two.
"""

import re
from collections.abc import Iterator

from claims.arithmetic.findings import finding, given, where
from claims.arithmetic.formula_fit import Formula, outliers
from claims.arithmetic.numeric_table import NumericTable
from claims.arithmetic.rounding_range import RoundingRange, f_score, largest_f_score
from claims.records import Finding

_P, _R = re.compile(r"(?i)p|prec\.?|precision"), re.compile(r"(?i)r|rec\.?|recall")
_F = re.compile(r"(?i)f[- ]?(?P<beta>1|0\.5|2|β=?1)?(?:[- ]?(?:score|measure))?")
_OVER_CLASSES = re.compile(r"(?i)\b(?:macro|weighted|samples|mean|(?<!micro )(?<!micro-)(?:avg|average))\b")
"""Names of rows that average over classes, whose F does not follow from the two beside it."""
_UNIT = re.compile(r"\s*\((?:%|in %)\)$")


def f_scores(table: NumericTable) -> Iterator[Finding]:
    """Finds F scores above what precision and recall of their row allow, or give where those of other rows follow."""
    for column in table.columns:
        match = _F.fullmatch(_UNIT.sub("", table.last(column)))
        pair = _beside(table, column) if match else None
        if match is None or pair is None:
            continue
        beta = float(match["beta"]) if match["beta"] in ("0.5", "2") else 1.0
        printed = table.column(column)
        expected: dict[int, RoundingRange] = {}
        too_high: dict[int, float] = {}
        for row, number in printed.items():
            p, r = (table.numbers.get((row, column)) for column in pair)
            score = f_score(p.interval, r.interval, beta) if p and r else None
            if p and r and score is not None:
                if not _OVER_CLASSES.search(table.name(row)):
                    expected[row] = score
                most = largest_f_score(p.interval, r.interval, beta)
                if is_above(number.interval, most):
                    too_high[row] = most.middle
        odd = outliers({row: number.interval for row, number in printed.items()}, [Formula("F", expected)])
        misses = odd.misses if odd else ()
        for row in sorted({*misses, *too_high}):
            p, r = table.numbers[row, pair[0]], table.numbers[row, pair[1]]
            allowed = (
                f"give {given(expected[row], printed[row])}"
                if row in misses
                else at_most(too_high[row], printed[row].decimals)
            )
            yield finding(
                f"{where(table, row)}: {table.last(column)} is printed as {printed[row].cell.text.strip()}, but "
                f"precision {p.cell.text.strip()} and recall {r.cell.text.strip()} {allowed}.",
                "Check the three figures; say so where F is an average over classes.",
                (printed[row].cell.place, p.cell.place, r.cell.place),
            )


def _beside(table: NumericTable, column: int) -> tuple[int, int] | None:
    """The nearest columns of precision and recall under the same heading."""
    group = table.heads.get(column, ())[:-1]
    columns: list[int] = []
    for shape in (_P, _R):
        fitting = [
            c
            for c in table.columns
            if c != column
            and abs(c - column) <= 4
            and table.heads.get(c, ())[:-1] == group
            and shape.fullmatch(_UNIT.sub("", table.last(c)))
        ]
        if not fitting:
            return None
        columns.append(min(fitting, key=lambda c: abs(c - column)))
    return columns[0], columns[1]


def at_most(most: float, decimals: int) -> str:
    """How the bound of an F score is told, with one more digit than the printed score has."""
    return f"allow at most {most:.{decimals + 1}f}, however classes are averaged"


def is_above(score: RoundingRange, most: RoundingRange) -> bool:
    """Whether an F score is above its bound for certain; a share beside points out of 100 is not compared."""
    return score.low > most.high and (score.middle <= 1 or most.middle > 1)
