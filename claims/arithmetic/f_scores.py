"""F scores against the precision and recall beside them."""

import re
from collections.abc import Iterator

from claims.arithmetic.findings import finding, given, where
from claims.arithmetic.formula_fit import Formula, outliers
from claims.arithmetic.numeric_table import NumericTable
from claims.arithmetic.rounding_range import RoundingRange, f_score
from claims.records import Finding

_P, _R = re.compile(r"(?i)p|prec\.?|precision"), re.compile(r"(?i)r|rec\.?|recall")
_F = re.compile(r"(?i)f[- ]?(?P<beta>1|0\.5|2|β=?1)?(?:[- ]?(?:score|measure))?")
_UNIT = re.compile(r"\s*\((?:%|in %)\)$")


def f_scores(table: NumericTable) -> Iterator[Finding]:
    """Finds F scores that the precision and recall of the same row cannot give, where those of other rows do."""
    for column in table.columns:
        match = _F.fullmatch(_UNIT.sub("", table.last(column)))
        pair = _beside(table, column) if match else None
        if match is None or pair is None:
            continue
        beta = float(match["beta"]) if match["beta"] in ("0.5", "2") else 1.0
        printed = table.column(column)
        expected: dict[int, RoundingRange] = {}
        for row in printed:
            p, r = (table.numbers.get((row, column)) for column in pair)
            score = f_score(p.interval, r.interval, beta) if p and r else None
            if score is not None:
                expected[row] = score
        odd = outliers({row: number.interval for row, number in printed.items()}, [Formula("F", expected)])
        for row in odd.misses if odd else ():
            number = printed[row]
            p, r = table.numbers[row, pair[0]], table.numbers[row, pair[1]]
            yield finding(
                f"{where(table, row)}: {table.last(column)} is printed as {number.cell.text.strip()}, but precision "
                f"{p.cell.text.strip()} and recall {r.cell.text.strip()} give {given(expected[row], number)}.",
                "Check the three figures; say so where F is an average over classes.",
                (number.cell.place, p.cell.place, r.cell.place),
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
