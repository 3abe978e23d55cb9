"""Stopping early: which claims may be settled before all rows are measured, and when they are.

The bounds come from a confidence sequence
(`claims.statistics.confidence_sequence`), whose error holds at whatever row one stops; bounds,
refutation and both guards all come from it.
"""

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from claims import catalog
from claims.quantities.units import readings
from claims.records import Claim, Slice, Stake
from claims.statistics.confidence_sequence import p_above, p_below, sequence_bounds
from claims.statistics.p_values import p_from_interval
from claims.statistics.proportion_interval import Interval
from claims.verdicts.bounds import DifferenceBounds, claim_noise
from claims.verdicts.matched import SCORE_SCALES, comparison_basis, slack_to_confirm


class Slacks(NamedTuple):
    """By how much a score may be short: more than the first refutes, no more than the second confirms."""

    to_refute: float
    to_confirm: float


def stake_of(claim: Claim, used: Slice, points: Decimal, tests: int) -> Stake | None:
    """What settles a claim of a share of right answers, or None where only all rows will do.

    `points` is the margin, `tests` how many claims may be refuted in the whole case. A claim whose number can be read
    in two ways, and one that is judged on its complete split, take all rows.
    """
    metric = catalog.metric(claim.metric, claim.task)
    meanings = readings(claim.stated, metric.scale, metric=metric) if metric else ()
    if metric is None or len(meanings) != 1 or metric.scale not in SCORE_SCALES or not metric.counted:
        return None
    comparison = comparison_basis(claim, metric, used)
    if comparison.complete or not 0 < meanings[0].value < 1:
        return None
    return Stake(
        claim_id=claim.id,
        claimed=1 - meanings[0].value if metric.higher_is_better is False else meanings[0].value,
        slack=points / 100 + meanings[0].half_step + (claim.stated.spread or 0) * meanings[0].factor,
        slack_to_confirm=slack_to_confirm(points / 100, meanings[0].half_step, score=True),
        claim_n=comparison.claim_n,
        tests=max(1, tests),
    )


def is_settled(stakes: Sequence[Stake], right: int, n: int) -> bool:
    """Whether every claim would be judged one way or the other if the measuring stopped here."""
    return all(_is_settled(stake, right, n) for stake in stakes)


def _is_settled(stake: Stake, right: int, n: int) -> bool:
    slacks = Slacks(float(stake.slack), float(stake.slack_to_confirm))
    bounds = sequential_bounds(right, n, float(stake.claimed), slacks, stake.claim_n)
    # Holm never asks for more than Bonferroni: what is settled here stays so beside whatever else is tested
    return bounds.holds(slacks.to_confirm) or bounds.is_worse(
        slacks.to_refute, min(1.0, bounds.p * stake.tests)
    )


def sequential_bounds(
    right: int, n: int, claimed: float, slacks: Slacks, claim_n: int | None = None
) -> DifferenceBounds:
    """Bounds for so many right answers out of n, at whatever n the measuring was stopped."""
    bounds, share = sequence_bounds(right, n), right / n
    noise, d = claim_noise(claimed, claim_n), share - claimed
    low, high = d - math.hypot(share - bounds.low, noise), d + math.hypot(bounds.high - share, noise)
    if claim_n is None:
        tails = (claimed - slacks.to_refute, claimed, claimed - 2 * slacks.to_confirm)
        p, p_true, p_inflated = (
            p_below(right, n, tails[0]),
            p_below(right, n, tails[1]),
            p_above(right, n, tails[2]),
        )
        return DifferenceBounds(low, high, p, p_true, p_inflated)
    wide = Interval(low, high, bounds.level, bounds.method)
    p, p_true = p_from_interval(d, wide, -slacks.to_refute), p_from_interval(d, wide, 0.0)
    return DifferenceBounds(low, high, p, p_true, 1 - p_from_interval(d, wide, -2 * slacks.to_confirm))
