"""A score outside the range that its metric can take, or one that no count of right answers gives."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from claims import catalog
from claims.arithmetic.grim import ungranular
from claims.arithmetic.spreads import impossible_spreads
from claims.quantities.units import readings
from claims.records import Claim, Finding, OpenCase, Verdict
from claims.rules import rule

SURE = 0.9
"""Confidence of a reading from which what follows from it is serious."""
MOST_OFTEN = 3
"""Scores in range that a table needs before one out of it is called wrong rather than misread."""


@rule("impossible-score", version=5)
def impossible_score(case: OpenCase, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds scores that no model could have, however the number is read."""
    for claim in _outside(case.claims):
        yield Finding(
            rule="impossible-score",
            severity="serious" if claim.confidence >= SURE else "warning",
            says=f"{claim.metric_as_written} cannot be {claim.stated.as_written}.",
            claim_ids=(claim.id,),
            places=(claim.place,),
            remedy="Ask for the figure again; a digit or the unit is likely wrong.",
        )
    yield from ungranular(case.claims, case.document)
    yield from impossible_spreads(case.claims, case.document)


def _outside(claims: Sequence[Claim]) -> Iterator[Claim]:
    """Scores out of range; in a table only one among others of the metric within it, or one with its own % sign.

    A column of counts, years or differences under a metric's name is a misreading, not an impossible score.
    """
    tables: dict[tuple[str, str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.kind == "quality" and claim.stated.relation == "=":
            tables[claim.place.file, claim.place.table or "", claim.metric].append(claim)
    for (_, table, _), group in tables.items():
        odd = [claim for claim in group if _is_outside(claim)]
        alone = len(odd) == 1 and (
            len(group) > MOST_OFTEN or odd[0].stated.as_written.strip(" *_`").endswith("%")
        )
        if odd and (not table or alone):
            yield from (claim for claim in odd if _is_plain(claim))


def _is_plain(claim: Claim) -> bool:
    """Whether a number is a score: a sign makes it a difference, a comma a count, one letter is no name of a metric."""
    written = claim.stated.as_written.strip(" ([*_`")
    counted = "," in written or len(claim.metric_as_written.strip()) < 2
    sure = claim.read_by.startswith("card-index") or claim.confidence >= (0.7 if claim.place.table else 0.8)
    return sure and not counted and not written.startswith(("+", "-", "−", "–"))


def _is_outside(claim: Claim) -> bool:
    metric = catalog.metric(claim.metric, claim.task)
    meanings = readings(claim.stated, metric.scale, metric=metric) if metric else ()
    return (
        bool(meanings)
        and metric is not None
        and not any(
            (metric.low is None or meaning.value + meaning.half_step >= metric.low)
            and (metric.high is None or meaning.value - meaning.half_step <= metric.high)
            for meaning in meanings
        )
    )
