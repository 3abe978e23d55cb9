"""A printed score that another protocol's score equals."""

from collections.abc import Iterator
from decimal import Decimal

from claims.records import Case, Finding, Measurement, Verdict
from claims.rules import rule
from claims.verdicts.exact import agreeing_neighbour
from claims.verdicts.matched import match_measurement

CLEAR = Decimal("0.01")
"""On a sample a neighbour is only worth mentioning where the claimed metric itself is a point away."""


@rule("protocol-mismatch", version=1)
def protocol_mismatch(case: Case, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds a claim that is not what it says but is, to the printed precision, a neighbouring metric."""
    measured = {attempt.claim_id: attempt for attempt in case.attempts if isinstance(attempt, Measurement)}
    for claim in case.claims:
        attempt = measured.get(claim.id)
        matched = match_measurement(claim, attempt, case) if attempt else None
        if matched is None or matched.basis != "same_data" or abs(matched.difference) <= CLEAR:
            continue
        neighbour = agreeing_neighbour(matched)
        if neighbour:
            yield Finding(
                rule="protocol-mismatch",
                severity="warning" if matched.complete else "info",
                says=f"The printed {claim.metric_as_written} of {claim.stated.as_written} is the "
                f"{neighbour.replace('_', ' ')} that was measured here.",
                claim_ids=(claim.id,),
                places=(claim.place,),
                remedy=f"Ask whether {claim.metric_as_written} means {neighbour.replace('_', ' ')}.",
            )
