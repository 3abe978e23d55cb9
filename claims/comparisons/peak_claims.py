"""Best cases reported as the result: "up to 10 times faster" beside the ratios that the tables show."""

import re
import statistics
from collections.abc import Iterator
from itertools import chain

from claims.arithmetic.numeric_table import NumericTable
from claims.arithmetic.rounding_range import rounded
from claims.catalog.word_lists import pattern
from claims.comparisons.compared_systems import Compared
from claims.comparisons.paper_view import PaperView
from claims.comparisons.sections import blocks_in
from claims.records import Block, Finding
from claims.text.sentences import sentences

_PEAK = re.compile(
    r"(?i)(?P<upto>\bup to |\bas much as |\bmore than |\bover )?(?<![\w.])(?P<times>\d{1,4}(?:\.\d{1,3})?)\s?(?P<unit>x\b|×|times\b|-?fold\b)(?!\s?\d)(?P<after>[^.;]{0,60})"
)
_RATIO = re.compile(r"\(?(?<![\w.])(\d{1,4}(?:\.\d{1,3})?)\s?[x×]\)?(?!\s?\d)")
_TIME = re.compile(r"(?i)\bfast\w*|\bspeed\w*|\bthroughput\b|\blatency\b|\btime\b|\bquick\w*|\bms\b")
_SIZE = re.compile(r"(?i)\bcompress\w*|\bsmaller\b|\bmemory\b|\bsizes?\b|\bparam\w*|\bstorage\b|\b[MG]i?B\b")
_BOUND = re.compile(r"(?i)\btheoretic\w*|\bideal(?:ly)?\b")
"""Words of what could be reached at most, which nobody measured."""
ENOUGH = 5
"""Printed ratios that make a distribution by themselves."""
NOTABLE = 1.5
"""A peak that is this many times the median is worth telling."""

Ratio = tuple[str, float]
"""What a ratio is of, time or size, empty where nothing tells; and the ratio."""


def peaks(paper: PaperView) -> Iterator[Finding]:
    """Finds a peak of speed or size in the abstract, the introduction or the conclusion, with the whole distribution."""
    every = list(_ratios(paper))
    derived = list(chain.from_iterable(map(_of_table, paper.compared)))
    if len(every) + len(derived) < 3:
        return
    for block in blocks_in(paper.document, "abstract", "introduction", "conclusion", "results"):
        for sentence in sentences(block):
            for match in _PEAK.finditer(sentence):
                kind = _kind_of_cost(match["after"]) or _kind_of_cost(sentence)
                finding = _finding(block, sentence, match, _of_kind(kind, every, derived))
                if finding:
                    yield finding
                    return


def _kind_of_cost(text: str) -> str:
    """Whether a text speaks of time or of size; empty where it speaks of both or neither."""
    time, size = _TIME.search(text), _SIZE.search(text)
    return "" if bool(time) == bool(size) else "time" if time else "size"


def _of_kind(kind: str, printed: list[Ratio], derived: list[Ratio]) -> list[float]:
    """The ratios that a peak of time or of size can be the peak of; those that follow from cells where few are printed."""
    fitting = [ratio for of, ratio in printed if not kind or of in ("", kind)]
    if len(fitting) < ENOUGH:
        fitting += [ratio for of, ratio in derived if not kind or of in ("", kind)]
    return sorted(fitting)


def _finding(block: Block, sentence: str, match: re.Match[str], ratios: list[float]) -> Finding | None:
    if len(ratios) < 3 or _BOUND.search(f"{sentence[: match.start()][-30:]}{match[0]}"):
        return None
    claimed = float(match["times"])
    middle = statistics.median(ratios)
    if (
        claimed < 1.2
        or not pattern("sentence_words", "cost_claims").search(sentence)
        or middle <= 0
        or claimed < NOTABLE * middle
    ):
        return None
    below = sum(1 for ratio in ratios if ratio <= claimed * 1.01) / len(ratios)
    return Finding(
        rule="hero-number",
        severity="warning",
        says=f"“{match[0].strip()[:80]}” is the peak of a range: the {len(ratios)} ratios of the tables run from "
        f"{ratios[0]:.1f}x to {ratios[-1]:.1f}x with a median of {middle:.1f}x, and {below:.0%} of them are no higher.",
        places=(block.place.model_copy(update={"quote": match[0].strip()[:120]}),),
        remedy="Print the whole distribution, and the setting that the peak was measured in.",
    )


def _ratios(paper: PaperView) -> Iterator[Ratio]:
    """Every ratio of cost that the tables print, above one."""
    for table in paper.document.tables:
        first = max(1, table.header_rows)
        heads = {cell.column: cell.text for cell in table.cells if cell.row < first}
        for cell in table.cells:
            if cell.row >= first:
                kind = _kind_of_cost(heads.get(cell.column, "")) or _kind_of_cost(table.caption or "")
                yield from (
                    (kind, float(ratio))
                    for ratio in _RATIO.findall(cell.text[:60])
                    if 1.05 < float(ratio) < 10_000
                )


def _of_table(comparison: Compared) -> Iterator[Ratio]:
    """The ratios of cost of the own system and the others, as at least one."""
    table: NumericTable = comparison.table
    for column in table.columns:
        unit = (
            f"{table.head(column)} {table.table.caption or ''}"
            if len(table.columns) < 3
            else table.head(column)
        )
        if not pattern("table_words", "cost_columns").search(unit) or any(
            "(" in n.cell.text for n in table.column(column).values()
        ):
            continue
        for own in comparison.own:
            for other in comparison.others:
                pair = own.numbers.get(column), other.numbers.get(column)
                if pair[0] and pair[1]:
                    quotient = rounded(pair[1].value).over(rounded(pair[0].value))
                    if quotient and quotient.middle > 0:
                        yield _kind_of_cost(unit), max(quotient.middle, 1 / quotient.middle)
