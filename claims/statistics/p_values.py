"""The p-value that goes with an interval: how surely the truth lies below a threshold."""

from claims.statistics.proportion_interval import Interval, normal_cdf, normal_quantile


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
