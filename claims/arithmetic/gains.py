"""Gains: a bracket behind a number, or a column of differences, relative changes or ratios, against its two numbers."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from claims.arithmetic.findings import finding, given, where
from claims.arithmetic.formula_fit import Formula, Outliers, outliers
from claims.arithmetic.numeric_table import NumericCell, NumericTable
from claims.arithmetic.rounding_range import RoundingRange, rounded
from claims.records import Finding

_BRACKET = re.compile(
    r"\((?P<sign>[+\-−–↑↓△▲▼Δ]?)\s?(?P<value>\d{1,6}(?:\.\d{1,6})?)\s?(?P<unit>%|x|×|times)?\s?(?P<arrow>[↑↓▲▼]?)\)\s*$"
)
_GAIN = re.compile(
    r"(?i)(?:abs(?:olute)?\.? |rel(?:ative)?\.? |avg\.? )?(?:Δ|delta|diff(?:erence)?\.?|gain|impr(?:ov(?:ement)?)?\.?"
    r"|change|drop|gap|reduction)s?"
    r"(?: \(?(?:%|abs\.?|rel\.?|pts|points)\)?)?|Δ.{0,20}|(?:%|rel\.?) ?(?:gain|change|impr\w*)"
)
_RATIO = re.compile(
    r"(?i)(?:relative )?(?:speed[- ]?up|acceleration|compression(?: ratio)?|ratio|factor)s?(?: \(?[x×]\)?)?"
)

Between = Callable[[RoundingRange, RoundingRange], RoundingRange | None]
"""What a gain is, of the new number and the one it is set against."""


def difference(new: RoundingRange, old: RoundingRange) -> RoundingRange | None:
    """Points: new minus old."""
    return new - old


def relative(new: RoundingRange, old: RoundingRange) -> RoundingRange | None:
    """Per cent of the old."""
    quotient = new.over(old)
    return (quotient - RoundingRange(1.0, 1.0)).times(100.0) if quotient else None


def error_reduction(new: RoundingRange, old: RoundingRange) -> RoundingRange | None:
    """Per cent of the old error, of scores out of 100 that are better the higher."""
    hundred = RoundingRange(100.0, 100.0)
    quotient = (new - old).over(hundred - old)
    return quotient.times(100.0) if quotient else None


def ratio(new: RoundingRange, old: RoundingRange) -> RoundingRange | None:
    """How many times the old."""
    return new.over(old)


def inverse(new: RoundingRange, old: RoundingRange) -> RoundingRange | None:
    """How many times smaller than the old."""
    return old.over(new)


FORMS: tuple[tuple[str, Between], ...] = (
    ("difference", difference),
    ("relative change in per cent", relative),
    ("ratio", ratio),
    ("inverse ratio", inverse),
    ("reduction of the error in per cent", error_reduction),
)


@dataclass(frozen=True)
class Gain:
    """A printed gain beside the number that it is of."""

    row: int
    column: int
    size: RoundingRange
    signed: bool
    form: str
    number: NumericCell
    text: str

    @property
    def is_base(self) -> bool:
        """Whether it says that it is set against itself: 1.00x."""
        return self.form == "times" and self.size.low < 1.0 < self.size.high


def brackets(table: NumericTable) -> Iterator[Finding]:
    """Finds gains in brackets that do not follow from the cells that the other brackets of the table set against."""
    every = list(_bracketed(table))
    for form in ("points", "percent", "times"):
        same = [row for row in every if row.form == form]
        gains = [row for row in same if not row.is_base]
        printed = {i: gain.size for i, gain in enumerate(gains)}
        candidates = [g for g in _candidates(table, gains, same, form) if g.expected]
        odd = outliers(printed, candidates)
        if odd and len(odd.fits) >= 2:
            yield from _findings(table, gains, odd)


def _findings(table: NumericTable, gains: list[Gain], odd: Outliers) -> Iterator[Finding]:
    for index in odd.misses:
        gain, expected = gains[index], odd.formula.expected[index]
        yield finding(
            f"{where(table, gain.row)}, {table.head(gain.column)}: the gain in “{gain.text}” should be "
            f"{given(expected, gain.number)}, if it is the {odd.formula.says}, "
            f"as {len(odd.fits)} others of the table are.",
            "Compute the gain again, or say what it is set against.",
            (gain.number.cell.place,),
        )


def _bracketed(table: NumericTable) -> Iterator[Gain]:
    for (row, column), number in sorted(table.numbers.items()):
        match = _BRACKET.search(number.cell.text[:80])
        if not match or match.start() == 0:
            continue
        unit, sign = match["unit"] or "", match["sign"] + match["arrow"]
        if not unit and not sign:
            continue  # (0.3) may be a spread
        form = "times" if unit in ("x", "×", "times") else "percent" if unit == "%" else "points"
        size = rounded(Decimal(match["value"]))
        yield Gain(row, column, size, bool(sign), form, number, number.cell.text.strip())


def _candidates(table: NumericTable, gains: list[Gain], same: list[Gain], form: str) -> Iterator[Formula]:
    """Against one row, the row above, the first of the block; one column, the column to the left."""
    forms = {"points": FORMS[:1], "percent": (FORMS[0], FORMS[1], FORMS[4]), "times": FORMS[2:4]}[form]
    for says, between in forms:
        for words, at in _references(table, gains, same):
            expected: dict[int, RoundingRange] = {}
            for index, gain in enumerate(gains):
                old = table.numbers.get(at(gain))
                result = (
                    between(gain.number.interval, old.interval) if old and old is not gain.number else None
                )
                if result is not None:
                    expected[index] = _sized(result, form)
            yield Formula(f"{says} to {words}", expected)


def _sized(result: RoundingRange, form: str) -> RoundingRange:
    """The gain without its sign, since arrows and colours stand for it as well."""
    if form == "times" or result.low >= 0:
        return result
    if result.high <= 0:
        return RoundingRange(-result.high, -result.low, -result.middle)
    return RoundingRange(0.0, max(-result.low, result.high), abs(result.middle))


def _references(
    table: NumericTable, gains: list[Gain], same: list[Gain]
) -> Iterator[tuple[str, Callable[[Gain], tuple[int, int]]]]:
    held = {gain.row for gain in gains}
    rows, columns = table.rows, table.columns
    heads: dict[int | None, int] = {}
    firsts = {row: heads.setdefault(table.blocks.get(row), row) for row in rows}
    yield "the row above", lambda gain: (max((r for r in rows if r < gain.row), default=-1), gain.column)
    yield (
        "the last row without a gain",
        lambda gain: (
            max((r for r in rows if r < gain.row and r not in held), default=-1),
            gain.column,
        ),
    )
    yield "the first row of its block", lambda gain: (firsts[gain.row], gain.column)
    yield (
        "the number to its left",
        lambda gain: (gain.row, max((c for c in columns if c < gain.column), default=-1)),
    )
    yield "the first number of its row", lambda gain: (gain.row, columns[0])
    unit = {gain.row for gain in same if gain.is_base}
    yield (
        "the last row of 1x",
        lambda gain: (
            max((r for r in unit if r < gain.row), default=-1),
            gain.column,
        ),
    )
    for row in rows[:40]:
        yield f"“{table.name(row)[:60]}”", lambda gain, row=row: (row, gain.column)  # type: ignore[misc]
    for column in columns[:20]:
        yield f"“{table.head(column)[:60]}”", lambda gain, column=column: (gain.row, column)  # type: ignore[misc]


def gain_columns(table: NumericTable) -> Iterator[Finding]:
    """Finds entries of a column of gains or ratios that do not follow from what the others follow from."""
    for column in table.columns:
        head = table.last(column)
        is_gain, is_ratio = _GAIN.fullmatch(head), _RATIO.fullmatch(head)
        if not is_gain and not is_ratio:
            continue
        printed = table.column(column)
        forms = FORMS[2:4] if is_ratio else (*FORMS[:2], FORMS[4])
        candidates = [*_column_pairs(table, column, forms)]
        if is_ratio:
            candidates += _to_a_row(table, column, forms)
        sizes = {row: rounded(abs(number.value)) for row, number in printed.items()}
        odd = outliers(sizes, [g for g in candidates if g.expected])
        if odd is None or len(odd.fits) < 2:
            continue
        for row in odd.misses:
            number = printed[row]
            yield finding(
                f"{where(table, row)}: {head} is printed as {number.cell.text.strip()}, but the {odd.formula.says} is "
                f"{given(odd.formula.expected[row], number)}; {len(odd.fits)} others of the table follow that.",
                "Compute it again, or say what it is set against.",
                (number.cell.place,),
            )


def _column_pairs(
    table: NumericTable, column: int, forms: tuple[tuple[str, Between], ...]
) -> Iterator[Formula]:
    others = [c for c in table.columns if c != column and not _GAIN.fullmatch(table.last(c))][:14]
    for new in others:
        for old in others:
            if new == old:
                continue
            for says, between in forms:
                expected: dict[int, RoundingRange] = {}
                for row in table.rows:
                    a, b = table.numbers.get((row, new)), table.numbers.get((row, old))
                    result = between(a.interval, b.interval) if a and b else None
                    if result is not None:
                        expected[row] = _sized(result, "points")
                yield Formula(f"{says} of {table.last(new)} to {table.last(old)}", expected)


def _to_a_row(table: NumericTable, column: int, forms: tuple[tuple[str, Between], ...]) -> Iterator[Formula]:
    """A ratio of each row's number in one column to that of a fixed row."""
    for source in [c for c in table.columns if c != column][:14]:
        for base in table.rows[:40]:
            fixed = table.numbers.get((base, source))
            if fixed is None:
                continue
            for says, between in forms:
                expected = {
                    row: result
                    for row, number in table.column(source).items()
                    if row != base and (result := between(number.interval, fixed.interval)) is not None
                }
                yield Formula(
                    f"{says} of {table.last(source)} to that of “{table.name(base)[:60]}”", expected
                )
