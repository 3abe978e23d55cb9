"""Which reproducers may stop before all rows are measured, and what settles their claims; part of the sealed plan."""

from collections.abc import Sequence
from decimal import Decimal

from claims import catalog
from claims.records import Claim, PlanStep, Slice, Stake
from claims.verdicts.sequential import stake_of
from reproducers import registry
from reproducers.lab.scoring.score import CONFUSION_METRICS


def with_stakes(
    steps: Sequence[PlanStep], claims: Sequence[Claim], rows: Slice, margin: Decimal
) -> list[PlanStep]:
    """The steps with their stakes, for each reproducer all of whose claims can be settled early.

    A single claim that takes all rows keeps all rows: a macro average has no confidence sequence here.
    """
    known = {claim.id: claim for claim in claims}
    tested = [step for step in steps if step.reproducer and _may_be_refuted(step)]
    stakes: dict[str, Stake] = {}
    for name in {step.reproducer for step in tested if step.reproducer}:
        own_claims = [known[step.question.claim_id or ""] for step in tested if step.reproducer == name]
        own_stakes = [_stake(claim, rows, margin, len(tested)) for claim in own_claims]
        if registry[name.partition("@")[0]].call.stops and all(own_stakes):
            stakes |= {stake.claim_id: stake for stake in own_stakes if stake is not None}
    return [
        step.model_copy(update={"stake": stakes.get(step.question.claim_id or "")}) if stakes else step
        for step in steps
    ]


def _stake(claim: Claim, rows: Slice, margin: Decimal, tests: int) -> Stake | None:
    return stake_of(claim, rows, margin, tests) if CONFUSION_METRICS.get(claim.metric) == "accuracy" else None


def _may_be_refuted(step: PlanStep) -> bool:
    """Whether a step's claim is tested with a sample; sizes are exact."""
    metric = catalog.metrics().get(step.question.metric)
    return step.question.claim_id is not None and (metric is None or metric.kind != "size")
