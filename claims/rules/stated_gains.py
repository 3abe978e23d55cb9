"""Sentences that say by how much a system is ahead of others of a table, against the differences of their cells."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from claims.arithmetic.findings import finding
from claims.arithmetic.numeric_table import NumericCell, NumericTable, numeric_tables
from claims.arithmetic.rounding_range import RoundingRange, decimals_of, mean, rounded
from claims.comparisons.named_rows import rows_named, spoken_tables
from claims.comparisons.own_system import OwnSystem
from claims.records import Block, Finding, OpenCase, Verdict
from claims.rules import rule

_NUMBER = r"\d{1,3}\.\d{1,4}"
_UNIT = r"(?:\s?(?:%p?|points?|pp|percentage points?|absolute))?"
_BY = re.compile(
    r"(?i)\b(?:outperform\w*|surpass\w*|exceed\w*|beats?|improv\w+ (?:over|upon|on)|better than|ahead of|gains? over|higher than|above)\s"
    rf"(?P<others>[^.;:]{{3,160}}?)\sby\s(?P<least>at least )?(?P<gains>{_NUMBER}{_UNIT}(?:,\s{_NUMBER}{_UNIT})*(?:,?\sand\s{_NUMBER}{_UNIT})?)"
    r"(?![\w.]*[–-]\d)"
)
_THAN = re.compile(
    rf"(?i)(?P<least>at least )?(?<![\w.–-])(?P<gains>{_NUMBER}){_UNIT}(?: points?)? (?:higher|lower|better|above|below|more|less) than "
    r"(?P<others>[A-Z][^.;:,]{1,60}?)(?= and at least|[.;:,]| and | on | in |$)"
)
_VAGUE = re.compile(
    r"(?i)\b(?:about|around|approximately|roughly|nearly|almost|over|more than|up to|average\w*|overall|~)\s?$"
)
MOST_TOLD = 3
MOST_ROWS = 12
"""Rows that a name may stand for; with more it is a family, and a gain may be of any of them."""


@dataclass(frozen=True)
class Stated:
    """A gain that a sentence gives one system over another, with the differences that the table holds."""

    block: Block
    text: str
    gain: Decimal
    least: bool
    other: str
    table: NumericTable
    differences: tuple[tuple[str, RoundingRange], ...]


@rule("stated-gains", version=1)
def stated_gains(case: OpenCase, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds gains of one system over another that no column of the table named with them holds, as points or per cent."""
    document = case.document
    tables = list(numeric_tables(document.tables)) if document else []
    if document is None or not tables:
        return
    own = OwnSystem.of_paper(document, case.claims)
    reported = 0
    for block, sentence, table in spoken_tables(document, tables, _has_gain):
        for stated in _stated(block, sentence, table, own):
            contradiction = _wrong(stated)
            if contradiction and reported < MOST_TOLD:
                reported += 1
                yield contradiction


def _has_gain(text: str) -> bool:
    """Whether a text has a gain over others; its words are looked for first, since most texts have none."""
    return (" by " in text or " than " in text) and bool(_BY.search(text) or _THAN.search(text))


def _stated(block: Block, sentence: str, table: NumericTable, own: OwnSystem) -> Iterator[Stated]:
    for shape in (_BY, _THAN):
        for match in shape.finditer(sentence):
            gains = [Decimal(number) for number in re.findall(_NUMBER, match["gains"])]
            if _VAGUE.search(sentence[: match.start("gains") - len(match["least"] or "")]):
                continue
            for side in (table, table.transposed()):
                others = rows_named(side, match["others"])
                subjects = _subjects(
                    side, sentence[: match.start()], own, {r for _, rows in others for r in rows}
                )
                if len(others) == len(gains) and subjects:
                    for gain, (name, rows) in zip(gains, others, strict=True):
                        held = tuple(_differences(side, subjects, rows))
                        if held:
                            yield Stated(block, match[0], gain, bool(match["least"]), name, table, held)
                    break


def _subjects(table: NumericTable, before: str, own: OwnSystem, others: set[int]) -> list[int]:
    """The rows of the system that a clause begins with: by name, else the own ones where it speaks of "we" or by name."""
    named = [row for _, rows in rows_named(table, before[-120:]) for row in rows]
    first = [row for row in named if row not in others]
    spoken = re.search(r"(?i)\b(?:we|our|ours|it|proposed)\b", before[-120:])
    if not first and (spoken or any(name.casefold() in before.casefold() for name in own.names)):
        first = [row for row in table.rows if own.owns(table.name(row)) and row not in others]
    return first if len(first) <= MOST_ROWS else []


def _differences(
    table: NumericTable, subjects: Sequence[int], others: Sequence[int]
) -> Iterator[tuple[str, RoundingRange]]:
    """Every difference of two rows, column by column, in points and in per cent, and their mean."""
    if len(subjects) * len(others) > MOST_ROWS:
        return
    for row in subjects:
        for other in others:
            points = []
            for column in table.columns:
                pair = table.numbers.get((row, column)), table.numbers.get((other, column))
                if pair[0] and pair[1] and pair[0].quantity.unit == pair[1].quantity.unit:
                    points.append(_sized(pair[0].interval - pair[1].interval))
                    yield table.head(column), points[-1]
                    yield from ((table.head(column), way) for way in _relative(pair[0], pair[1]))
            if len(points) > 1:
                yield "the mean of all columns", mean(points)


def _relative(new: NumericCell, old: NumericCell) -> Iterator[RoundingRange]:
    for a, b in ((new, old), (old, new)):
        quotient = a.interval.over(b.interval)
        if quotient:
            yield _sized((quotient - RoundingRange(1, 1)).times(100))
    if 0 <= new.value <= 1 and 0 <= old.value <= 1:
        yield _sized((new.interval - old.interval).times(100))


def _sized(range_: RoundingRange) -> RoundingRange:
    if range_.high <= 0:
        return range_.times(-1)
    return (
        range_ if range_.low >= 0 else RoundingRange(0.0, max(-range_.low, range_.high), abs(range_.middle))
    )


def _wrong(stated: Stated) -> Finding | None:
    gain = rounded(stated.gain)
    slack = RoundingRange(gain.low - (gain.high - gain.low), gain.high, gain.middle)
    if any(slack.meets(held) for _, held in stated.differences):
        return None
    head, near = min(stated.differences, key=lambda held: abs(held[1].middle - gain.middle))
    digits = decimals_of(stated.gain) + 1
    return finding(
        f"“{stated.text.strip()[:140]}”: no column of {stated.table.table.label} has a difference of {stated.gain} to "
        f"{stated.other}; the nearest is {near.middle:.{digits}f} in {head[:50]}.",
        "Compute the gain again, or say what it is set against.",
        (
            stated.block.place.model_copy(update={"quote": stated.text.strip()[:200]}),
            stated.table.table.place,
        ),
    )
