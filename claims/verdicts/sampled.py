"""Claims that were met with a sample: bounds of the difference, and two guards for few rows.

The bounds are the one-sided 95 % ones of the design. By themselves they would let a claim that is inflated by
two margins pass 3 % of the time on 100 rows, and refute an exactly true one 2 % of the time. Hence the guards:
nothing is confirmed that a claim inflated by two margins would show more than once in a hundred times, and
nothing refuted that an exactly true one would.
"""

import math
from decimal import Decimal

from claims.statistics.confidence_sequence import METHOD
from claims.statistics.p_values import p_from_interval
from claims.statistics.power import n_to_settle
from claims.statistics.proportion_interval import Interval, normal_cdf
from claims.verdicts.bounds import DifferenceBounds, claim_noise
from claims.verdicts.matched import MatchedClaim
from claims.verdicts.sequential import Slacks, sequential_bounds

FAR = Decimal("0.25")
"""Of a share: 25 points."""


def difference_bounds(matched: MatchedClaim) -> DifferenceBounds | None:
    """The bounds of a sampled measurement's difference from its claim; None where it came without bounds."""
    measurement = matched.measured
    if measurement.lower95 is None or measurement.upper95 is None:
        return None
    if measurement.method == METHOD and measurement.successes is not None:
        return _sequential(matched, measurement.successes, measurement.n)
    observed, claimed = float(measurement.observed.value), float(matched.reading.value)
    below, above = observed - float(measurement.lower95), float(measurement.upper95) - observed
    if matched.sign < 0:
        below, above = above, below
    noise = claim_noise(claimed, matched.claim_n if matched.metric.scale == "share" else None)
    d = float(matched.difference)
    low, high = d - math.hypot(below, noise), d + math.hypot(above, noise)
    slack = float(matched.slack)
    bounds = Interval(low, high, 0.90, measurement.method)
    return DifferenceBounds(
        low=low,
        high=high,
        p=p_from_interval(d, bounds, -slack),
        p_true=_tails(matched, bounds, 0.0)[0],
        p_inflated=_tails(matched, bounds, -2 * float(matched.slack_to_confirm))[1],
    )


def is_far_above(matched: MatchedClaim) -> bool:
    """Whether a score lies so far above the printed one that the print must mean something else.

    "4.6 points above the baseline" is no claim of 4.6, and nobody understates a model by 25 points.
    """
    bound = matched.claim.stated.relation == ">"
    return not bound and matched.metric.scale == "share" and matched.difference > FAR


def settled_by(matched: MatchedClaim) -> int | None:
    """Rows that would settle an inconclusive score if what was seen is the truth; None where none would."""
    if matched.metric.scale != "share":
        return None
    p = min(max(float(matched.measured.observed.value), 0.0), 1.0)
    rows = n_to_settle(
        p, float(matched.slack_to_confirm), min(float(matched.difference), 0.0), claim_n=matched.claim_n
    )
    return rows if rows is None or rows > matched.measured.n else None


def _sequential(matched: MatchedClaim, successes: int, n: int) -> DifferenceBounds:
    """The same where measuring may have stopped early; errors are turned into right answers."""
    claimed, right = float(matched.reading.value), successes
    if matched.sign < 0:
        claimed, right = 1 - claimed, n - successes
    slacks = Slacks(float(matched.slack), float(matched.slack_to_confirm))
    return sequential_bounds(right, n, claimed, slacks, matched.claim_n)


def _tails(matched: MatchedClaim, bounds: Interval, truth: float) -> tuple[float, float]:
    """P(d as small as seen) and P(d as large as seen) if the true difference were `truth`."""
    if exact := _exact(matched, truth):
        return exact
    below = p_from_interval(float(matched.difference), bounds, truth)
    return below, 1 - below


def _exact(matched: MatchedClaim, truth: float) -> tuple[float, float] | None:
    """Both tails by the exact binomial, for a count of right answers judged against a fixed share."""
    measurement = matched.measured
    if measurement.successes is None or matched.claim_n is not None or matched.sign < 0:
        return None
    share = float(matched.reading.value) + truth
    if not 0 < share < 1:
        return (0.0, 1.0) if share >= 1 and measurement.successes < measurement.n else None
    return binomial_tails(measurement.successes, measurement.n, share)


def binomial_tails(successes: int, n: int, share: float) -> tuple[float, float]:
    """P(X <= successes) and P(X >= successes) for n draws; the normal approximation from 5,000 rows on."""
    if n >= 5_000:
        spread = math.sqrt(n * share * (1 - share))
        middle = n * share
        return normal_cdf((successes + 0.5 - middle) / spread), 1 - normal_cdf(
            (successes - 0.5 - middle) / spread
        )
    from scipy.special import (
        bdtr,
        bdtrc,
    )  # the tails themselves: scipy.stats checks arguments a hundred times as long

    above = float(bdtrc(successes - 1, n, share)) if successes else 1.0
    return float(bdtr(successes, n, share)), above
