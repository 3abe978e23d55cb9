"""A headline that is better than what stands behind it."""

import re
from collections.abc import Iterator
from decimal import Decimal

from claims import catalog
from claims.arithmetic.numeric_table import plain
from claims.catalog.word_lists import pattern
from claims.comparisons.behind_everywhere import behind_everywhere
from claims.comparisons.margins import Margin
from claims.comparisons.mean_of_ratios import means_of_ratios
from claims.comparisons.paper_view import PaperView, paper_view
from claims.comparisons.peak_claims import peaks
from claims.comparisons.sections import blocks_in
from claims.comparisons.unequal_settings import unequal
from claims.records import Finding, OpenCase, Place, Verdict
from claims.rules import rule
from claims.text.sentences import sentences

THIN = Decimal("0.6")
"""Points of a score out of 100 within which one run says little."""
SHARE_DIGITS = 3
"""Digits behind the point of a share in which a thin lead shows."""
LEAST_SHARE = Decimal("0.3")
"""Shares below it may be errors, of which half a point is much."""
MOST_TOLD = 3
_HELPED = re.compile(
    r"(?i)\bens(?:emble|\.)|\+ ?(?:extra|aug)|\bTTA\b|\btest-time aug|\bTriviaQA\b|\bmulti-scale\b"
)


@rule("hero-number", version=4)
def hero_number(case: OpenCase, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds peaks presented as results, margins within the noise, defeats in the same table, and headlines on one data set."""
    paper = paper_view(case)
    if paper is None or not paper.own.names:
        return
    yield from peaks(paper)
    yield from unequal(paper)
    yield from means_of_ratios(paper)
    yield from behind_everywhere(paper)
    if _boasts(paper):
        yield from _within_noise(paper)
        yield from _behind(paper)
        yield from _helped(paper)
        yield from _one_data_set(paper)


def _boasts(paper: PaperView) -> bool:
    return any(
        pattern("sentence_words", "best_claims").search(s)
        for block in blocks_in(paper.document, "abstract", "introduction", "conclusion")
        for s in sentences(block)
    )


def _within_noise(paper: PaperView) -> Iterator[Finding]:
    """Leads that the printed spreads, or one run, cannot carry."""
    ahead = [margin for margin in paper.margins if margin.ahead > 0]
    covered = [margin for margin in ahead if margin.spread is not None and margin.ahead <= margin.spread]
    bare = [margin for margin in ahead if margin.spread is None and margin.ahead <= _thin_by(margin)]
    if paper.check("variance_reported") == "yes" and not covered:
        return
    thin = sorted(covered or bare, key=lambda margin: margin.ahead)[:MOST_TOLD]
    if thin:
        why = "no more than the printed spread" if covered else "with no spread reported"
        others = [margin for margin in ahead if margin not in thin]
        yield _finding(
            f"The lead is thin, {why}: {'; '.join(f'{margin.says}, {margin.ahead} ahead' for margin in thin)}."
            + (f" The largest lead is {max(others, key=lambda m: m.ahead).says}." if others else ""),
            "Report the spread over several seeds and test the difference.",
            thin,
        )


def _thin_by(margin: Margin) -> Decimal:
    """A lead that says little, in points, or as a share where the scores are shares of three digits or more."""
    if margin.own_number.value > 2:
        return THIN
    share = margin.own_number.decimals >= SHARE_DIGITS and margin.own_number.value >= LEAST_SHARE
    return THIN / 100 if share else Decimal(0)


def _behind(paper: PaperView) -> Iterator[Finding]:
    """Columns in which another system is better, in a document that claims to be good all round.

    Where it is behind in most columns, it makes no such claim of them, or the table is read wrongly.
    """
    behind = sorted((margin for margin in paper.margins if margin.ahead < 0), key=lambda margin: margin.ahead)
    lead = len([margin for margin in paper.margins if margin.ahead >= 0])
    if behind and len(behind) <= lead:
        counted = "comparisons" if any(margin.setting for margin in paper.margins) else "columns"
        yield _finding(
            f"Another system is better in {len(behind)} of {len(behind) + lead} {counted}: "
            f"{'; '.join(margin.says for margin in behind[:MOST_TOLD])}.",
            "Say in the headline where the system is not ahead.",
            behind[:MOST_TOLD],
        )


def _helped(paper: PaperView) -> Iterator[Finding]:
    """Headlines that are an ensemble's or took extra data, beside what the plain model has."""
    best_first = sorted(paper.margins, key=lambda margin: -margin.own_number.value)
    for margin in (margin for margin in best_first if _HELPED.search(margin.own.name)):
        plain = [
            own.numbers[margin.column]
            for comparison in paper.compared
            if comparison.table is margin.table
            for own in comparison.own
            if margin.column in own.numbers and not _HELPED.search(own.name)
        ]
        best = max(plain, key=lambda number: number.value, default=None)
        if best is not None and best.value != margin.own_number.value:
            yield _finding(
                f"The best figure is of {margin.own.name}: {margin.says}; without ensemble or extra data it is "
                f"{best.cell.text.strip()}.",
                "Put the single model, trained on the same data, beside the others.",
                [margin],
            )
            return


def _one_data_set(paper: PaperView) -> Iterator[Finding]:
    if paper.check("two_or_more_datasets") != "no" or not paper.margins or _several_data_sets(paper):
        return
    best = max(paper.margins, key=lambda margin: margin.ahead)
    yield _finding(
        f"The headline rests on one data set: {best.says}.", "Show the result on a second data set.", [best]
    )


def _several_data_sets(paper: PaperView) -> bool:
    """Whether the claims name several data sets, or columns are headed by names that are no metrics."""
    named = {
        claim.dataset.casefold() for claim in paper.case.claims if claim.dataset and claim.kind == "quality"
    }
    heads = {
        word
        for margin in paper.margins
        for word in margin.table.heads.get(margin.column, ())
        if re.match(r"[A-Z]", word) and catalog.metric(plain(word)) is None and not re.search(r"[%@]", word)
    }
    return len(named) > 1 or len(heads) > 2


def _finding(says: str, remedy: str, margins: list[Margin]) -> Finding:
    places: tuple[Place, ...] = tuple(
        p for margin in margins for p in (margin.own_number.cell.place, margin.other_number.cell.place)
    )
    return Finding(rule="hero-number", severity="warning", says=says, places=places, remedy=remedy)
