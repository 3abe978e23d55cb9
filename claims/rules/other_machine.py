"""A speed on a device that is not this machine's, and what it would become here."""

from collections.abc import Iterator
from decimal import Decimal

from claims.physics.carry_over import Carried, carried
from claims.records import Case, Claim, Finding, Verdict
from claims.rules import rule

MOST = 3
"""Speeds that are carried over; the rest follows the same ratio."""


@rule("other-machine", version=1)
def other_machine(case: Case, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds speeds of other devices than this machine's, with the range that the two rooflines allow here."""
    able = [claim for claim in case.claims if claim.own and claim.kind == "speed"]
    carried_over = [
        (claim, scaled) for claim in able if (scaled := carried(claim, case.machine)) and not scaled.alike
    ]
    for claim, scaled in carried_over[:MOST]:
        yield _finding(claim, scaled)


def _finding(claim: Claim, carried: Carried) -> Finding:
    low, high = (_short(value) for value in (carried.low, carried.high))
    unit = f" {claim.stated.unit}" if claim.stated.unit else ""
    span = low if low == high else f"{low} to {high}"
    return Finding(
        rule="missing-hardware",
        severity="info",
        says=f"{claim.metric_as_written} {claim.stated.as_written.strip()} was measured on {carried.claimed.name}; on one "
        f"{carried.here.name}, as here, it would be about {span}{unit}, by the ratio of peak arithmetic and of bandwidth.",
        claim_ids=(claim.id,),
        places=(claim.place,),
        remedy="Measure it here before a decision rests on it.",
    )


def _short(value: Decimal) -> str:
    return f"{float(value):,.3g}" if value < 1000 else f"{float(value):,.0f}"
