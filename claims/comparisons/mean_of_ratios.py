"""Means of ratios: the arithmetic mean of speed-ups is above what a user gains, who waits for the sum of the times.

Ratios are averaged by their geometric mean, or the totals are divided (Fleming and Wallace 1986, "How not to lie with
statistics: the correct way to summarize benchmark results").
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from claims.arithmetic import rounding_range as the
from claims.arithmetic.numeric_table import NumericCell, NumericTable, numeric_tables
from claims.arithmetic.rounding_range import RoundingRange, rounded
from claims.comparisons.paper_view import PaperView
from claims.comparisons.sections import blocks_in
from claims.records import Block, Finding, Place
from claims.text.sentences import sentences

_MEAN = re.compile(
    r"(?i)\b(?:average|mean|avg\.?)\b.{0,30}?\b(?:speed-?up|acceleration|improvement|reduction|gain)s?\b.{0,20}?(?<![\w.])(?P<a>\d{1,4}(?:\.\d{1,3})?)\s?(?:x\b|×|times\b)"
    r"|(?<![\w.])(?P<b>\d{1,4}(?:\.\d{1,3})?)\s?(?:x\b|×|times\b).{0,20}\b(?:on average|average)\b"
)
_RATIO = re.compile(r"(?i)\bspeed-?ups?\b|\bratio\b|\(?[x×]\)?$|\bfaster\b|\bacceleration\b")
_AVERAGE = re.compile(r"(?i)^(?:avg|ave|average|mean|overall)\.?$")
LEAST = 3
"""Ratios that make a mean."""


def means_of_ratios(paper: PaperView) -> Iterator[Finding]:
    """Finds a mean speed-up that is the arithmetic mean of the table's ratios and not their geometric mean."""
    groups = [(table, column, numbers) for table, column, numbers in _ratios(paper)]
    for table, column, numbers in groups:
        printed = [
            number for row, number in table.column(column).items() if _AVERAGE.match(table.name(row).strip())
        ]
        for claim in printed:
            arithmetic = _arithmetic(rounded(claim.value), numbers)
            if arithmetic:
                yield _finding(
                    f"{table.table.label}: the mean of {table.last(column)}, {claim.cell.text.strip()},",
                    arithmetic,
                    claim.cell.place,
                )
                return
    for block in blocks_in(paper.document, "abstract", "introduction", "results", "conclusion"):
        for sentence in sentences(block):
            for match in _MEAN.finditer(sentence):
                yield from _in_text(block, match, groups)


def _in_text(
    block: Block, match: re.Match[str], groups: list[tuple[NumericTable, int, list[NumericCell]]]
) -> Iterator[Finding]:
    value = rounded(Decimal(match["a"] or match["b"]))
    for _, _, numbers in groups:
        arithmetic = _arithmetic(value, numbers)
        if arithmetic:
            place = block.place.model_copy(update={"quote": match[0][:120]})
            yield _finding(f"“{match[0].strip()[:80]}”", arithmetic, place)
            return


def _ratios(paper: PaperView) -> Iterator[tuple[NumericTable, int, list[NumericCell]]]:
    for table in numeric_tables(paper.document.tables):
        yield from _columns(table)


def _columns(table: NumericTable) -> Iterator[tuple[NumericTable, int, list[NumericCell]]]:
    for column in table.columns:
        numbers = [
            n for row, n in table.column(column).items() if not _AVERAGE.match(table.name(row).strip())
        ]
        if len(numbers) >= LEAST and (
            _RATIO.search(table.last(column)) or all("x" in n.cell.text for n in numbers)
        ):
            yield table, column, numbers


def _arithmetic(value: RoundingRange, numbers: list[NumericCell]) -> tuple[float, float, int] | None:
    """The arithmetic and the geometric mean, where the first is what was printed and the second is not."""
    parts = [number.interval for number in numbers if number.value > 0]
    if len(parts) < LEAST:
        return None
    mean, geometric = the.mean(parts), the.geometric(parts)
    if geometric is None or not value.meets(mean) or value.meets(geometric):
        return None
    return mean.middle, geometric.middle, len(parts)


def _finding(average: str, arithmetic: tuple[float, float, int], place: Place) -> Finding:
    _, geometric, count = arithmetic
    return Finding(
        rule="hero-number",
        severity="info",
        says=f"{average} is the arithmetic mean of {count} ratios; their geometric mean is {geometric:.2f}x.",
        places=(place,),
        remedy="Average ratios by their geometric mean, or divide the total times.",
    )
