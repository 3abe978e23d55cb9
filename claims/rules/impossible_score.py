"""A score outside the range that its metric can take."""

from collections.abc import Iterator

from claims import catalog
from claims.records import Case, Claim, Finding, Verdict
from claims.rules import rule
from claims.units import readings


@rule("impossible-score", version=1)
def impossible_score(case: Case, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds scores that no model could have, however the number is read."""
    for claim in case.claims:
        if claim.kind == "quality" and claim.stated.relation == "=" and _is_outside(claim):
            yield Finding(
                rule="impossible-score",
                severity="serious",
                says=f"{claim.metric_as_written} cannot be {claim.stated.as_written}.",
                claim_ids=(claim.id,),
                places=(claim.place,),
                remedy="Ask for the figure again; a digit or the unit is likely wrong.",
            )


def _is_outside(claim: Claim) -> bool:
    metric = catalog.metric(claim.metric, claim.task)
    found = readings(claim.stated, metric.scale, metric=metric) if metric else ()
    return (
        bool(found)
        and metric is not None
        and not any(
            (metric.low is None or one.value + one.half_step >= metric.low)
            and (metric.high is None or one.value - one.half_step <= metric.high)
            for one in found
        )
    )
