"""Confidence intervals for a share: so many right answers out of so many."""

import math
from dataclasses import dataclass
from statistics import NormalDist

_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Interval:
    """A range that holds the true value with a stated confidence."""

    low: float
    """Lower end, in the unit of what was measured."""
    high: float
    """Upper end."""
    level: float
    """Confidence of both ends together; two one-sided 95 % bounds have the level 0.90."""
    method: str
    """How it was made: "wilson", "clopper-pearson", "bootstrap-bca", "order-statistic"."""

    @property
    def width(self) -> float:
        """High less low."""
        return self.high - self.low

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


def normal_quantile(probability: float) -> float:
    """The z below which a standard normal lies with that probability (0.95 gives 1.645)."""
    return _NORMAL.inv_cdf(probability)


def normal_cdf(z: float) -> float:
    """The probability that a standard normal lies below z, with all digits in the far tail."""
    return 0.5 * math.erfc(-z / math.sqrt(2))


def wilson(successes: float, n: int, level: float = 0.95) -> Interval:
    """Wilson's score interval for a share (Wilson, JASA 22, 1927), two-sided."""
    share = share_of(successes, n)
    low, high = score_ends(share, n, _two_sided_z(level))
    return Interval(low, high, level, "wilson")


def wilson_bounds(successes: float, n: int, confidence: float = 0.95) -> Interval:
    """Wilson's two one-sided bounds, each at that confidence; the level of the pair is 2 * confidence - 1."""
    return wilson(successes, n, _pair_level(confidence))


def difference(first: int, n: int, second: int, m: int, level: float = 0.95) -> Interval:
    """An interval for the first share less the second, of other rows (Newcombe, Statist. Med. 17, 1998, method 10)."""
    first_interval, second_interval = wilson(first, n, level), wilson(second, m, level)
    first_share, second_share = first / n, second / m
    low = (
        first_share
        - second_share
        - math.hypot(first_share - first_interval.low, second_interval.high - second_share)
    )
    high = (
        first_share
        - second_share
        + math.hypot(first_interval.high - first_share, second_share - second_interval.low)
    )
    return Interval(max(-1.0, low), min(1.0, high), level, "newcombe")


def share_of(successes: float, n: int) -> float:
    """Successes over n; raises ValueError for no rows, or for a count that cannot be."""
    if n < 1:
        raise ValueError("An interval needs at least one row.")
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} right answers out of {n} cannot be.")
    return successes / n


def score_ends(share: float, n: float, z: float) -> tuple[float, float]:
    """Both ends of the score interval at z standard errors; n may be infinite or fractional."""
    if math.isinf(n):
        return share, share
    spread = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    centre, scale = share + z * z / (2 * n), 1 + z * z / n
    low = 0.0 if share == 0 else (centre - spread) / scale
    high = 1.0 if share == 1 else (centre + spread) / scale
    # rounding may carry an end past the share or past the edge by one unit in the last place
    return max(0.0, min(low, share)), min(1.0, max(high, share))


def _two_sided_z(level: float) -> float:
    if not 0 <= level < 1:
        raise ValueError(f"The level must be from 0 up to but not 1, not {level}.")
    return normal_quantile((1 + level) / 2)


def _pair_level(confidence: float) -> float:
    if not 0.5 <= confidence < 1:
        raise ValueError(f"A one-sided confidence must be from 0.5 up to but not 1, not {confidence}.")
    return 2 * confidence - 1
