"""Stopping early: which claims may be settled before all rows are measured, and when they are.

The bounds come from a confidence sequence
(`claims.statistics.confidence_sequence`), whose error holds at whatever row one stops; bounds,
refutation and both guards all come from it.
"""

import math
from collections.abc import Sequence
from decimal import Decimal

from claims import catalog
from claims.quantities.units import readings
from claims.records import Claim, Slice, Stake
from claims.statistics.confidence_sequence import p_above, p_below, sequence_bounds
from claims.statistics.p_values import p_from_interval
from claims.statistics.proportion_interval import Interval
from claims.verdicts.bounds import DifferenceBounds, claim_noise
from claims.verdicts.matched import SCORE_SCALES, comparison_basis


def stake_of(claim: Claim, used: Slice, points: Decimal, tests: int) -> Stake | None:
    """What settles a claim of a share of right answers, or None where only all rows will do.

    `points` is the margin, `tests` how many claims may be refuted in the whole case. A claim whose number can be read
    in two ways, and one that is judged on its complete split, take all rows.
    """
    metric = catalog.metric(claim.metric, claim.task)
    found = readings(claim.stated, metric.scale, metric=metric) if metric else ()
    if metric is None or len(found) != 1 or metric.scale not in SCORE_SCALES or not metric.counted:
        return None
    comparison = comparison_basis(claim, metric, used)
    if comparison.complete or not 0 < found[0].value < 1:
        return None
    return Stake(
        claim_id=claim.id,
        claimed=1 - found[0].value if metric.higher_is_better is False else found[0].value,
        slack=points / 100 + found[0].half_step,
        claim_n=comparison.claim_n,
        tests=max(1, tests),
    )


def is_settled(stakes: Sequence[Stake], right: int, n: int) -> bool:
    """Whether every claim would be judged one way or the other if the measuring stopped here."""
    return all(_is_settled(stake, right, n) for stake in stakes)


def _is_settled(stake: Stake, right: int, n: int) -> bool:
    slack = float(stake.slack)
    found = sequential_bounds(right, n, float(stake.claimed), slack, stake.claim_n)
    # Holm never asks for more than Bonferroni: what is settled here stays so beside whatever else is tested
    return found.holds(slack) or found.is_worse(slack, min(1.0, found.p * stake.tests))


def sequential_bounds(
    right: int, n: int, claimed: float, slack: float, claim_n: int | None = None
) -> DifferenceBounds:
    """Bounds for so many right answers out of n, at whatever n the measuring was stopped."""
    bounds, share = sequence_bounds(right, n), right / n
    noise, d = claim_noise(claimed, claim_n), share - claimed
    low, high = d - math.hypot(share - bounds.low, noise), d + math.hypot(bounds.high - share, noise)
    if claim_n is None:
        tails = (claimed - slack, claimed, claimed - 2 * slack)
        p, p_true, p_inflated = (
            p_below(right, n, tails[0]),
            p_below(right, n, tails[1]),
            p_above(right, n, tails[2]),
        )
        return DifferenceBounds(low, high, p, p_true, p_inflated)
    wide = Interval(low, high, bounds.level, bounds.method)
    p, p_true = p_from_interval(d, wide, -slack), p_from_interval(d, wide, 0.0)
    return DifferenceBounds(low, high, p, p_true, 1 - p_from_interval(d, wide, -2 * slack))
