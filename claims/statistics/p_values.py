"""The p-value that belongs to each bound: how surely the truth lies below a threshold.

Each is one-sided, for H0 "the truth is at least the threshold", and dual to its bound: p < 0.05 exactly where
the one-sided 95 % upper bound lies below the threshold. The law's threshold is the claim less the margin; for
a metric where less is better, hand over the mirror image (wrong answers as successes).
"""

import math
from collections.abc import Callable

from claims.statistics.difference import difference_bounds
from claims.statistics.proportion_interval import Interval, effective_n, normal_cdf, normal_quantile, share_of

_STEPS = 50  # halvings of [0, 1]: p down to 1e-15, and 1 - p is still a float below 1


def p_shortfall(
    successes: float,
    n: int,
    threshold: float,
    *,
    claimed: float | None = None,
    claim_n: int | None = None,
    population: int | None = None,
) -> float:
    """How likely so few right answers would be if the true share were at least `threshold` (0 to 1).

    The score test, dual to Wilson's bound. With `claim_n` (and `claimed`) the claim was itself measured on
    another sample of that many rows: then the dual of `difference_bounds`. With `population` the rows were
    drawn from the very split of that many rows that the claim speaks of. The two exclude each other: raises
    ValueError.
    """
    if claim_n is None:
        return _score_p(share_of(successes, n), threshold, effective_n(n, population))
    if claimed is None or population is not None:
        raise ValueError(
            "The claim's own n needs the claimed value, and a sample that is not of the same rows."
        )
    return _difference_p(successes, n, threshold, claimed, claim_n)


def p_shortfall_exact(successes: int, n: int, threshold: float) -> float:
    """The same by the exact binomial, dual to the upper bound of Clopper and Pearson.

    Its false alarms never exceed alpha. The score test's do on few rows near a share of 1: 18 % instead of
    5 % for 20 rows of a true 0.99 without a margin. The price is power.
    """
    from scipy.stats import binom

    share = share_of(successes, n)
    if threshold >= 1:  # no share exceeds 1: a single wrong answer settles it
        return 0.0 if share < threshold else 1.0
    return float(binom.cdf(successes, n, max(0.0, threshold)))


def p_from_interval(estimate: float, interval: Interval, threshold: float) -> float:
    """The p-value that goes with a stored estimate and interval, where nothing else is known of them.

    Each half of the interval is read as so many normal standard errors, so a skewed interval stays skewed; it
    is exactly dual at the interval's own level and approximate elsewhere. An interval with no width is exact.
    """
    side = interval.high - estimate if estimate < threshold else estimate - interval.low
    if estimate == threshold:
        return 0.5
    if side <= 0:
        return 0.0 if estimate < threshold else 1.0
    return normal_cdf((estimate - threshold) / side * normal_quantile((1 + interval.level) / 2))


def dual_p(bound_at: Callable[[float], float], threshold: float, *, floor: float = 0.0) -> float:
    """The smallest alpha at which the upper bound still lies below the threshold, found by halving.

    `bound_at(confidence)` is the one-sided upper bound, rising with confidence over (0, 1); below 0.5 it is
    the lower bound at 1 - confidence. `floor` is the smallest p that the method can tell apart from 0 (one
    part in resamples + 1 for a bootstrap).
    """
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if bound_at(middle) < threshold else (low, middle)
    return min(1.0, max(floor, 1 - low))


def _score_p(share: float, threshold: float, n: float) -> float:
    if threshold <= 0:  # no share is below nothing
        return 1.0
    if threshold >= 1 or math.isinf(n):  # without a spread the share itself decides
        return 0.0 if share < threshold else 1.0
    return normal_cdf((share - threshold) / math.sqrt(threshold * (1 - threshold) / n))


def _difference_p(successes: float, n: int, threshold: float, claimed: float, claim_n: int) -> float:
    def upper(confidence: float) -> float:
        if confidence >= 0.5:
            return difference_bounds(successes, n, claimed, claim_n, confidence).high
        return difference_bounds(successes, n, claimed, claim_n, 1 - confidence).low

    return dual_p(upper, threshold - claimed)
