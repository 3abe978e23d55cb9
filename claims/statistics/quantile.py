"""Intervals for a quantile that assume nothing of the distribution: made for latencies."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from claims.statistics.proportion_interval import Interval

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def quantile_interval(values: ArrayLike, q: float, level: float = 0.95) -> Interval | None:
    """The order-statistic interval of the q-quantile of values of shape (n,); None for too few.

    How many of n values lie below the quantile is binomial, so two of the sorted values enclose it with at
    least that confidence (David and Nagaraja, Order Statistics, 2003, 7.1). `rows_for_quantile` says how many
    it takes. Raises ValueError for a q that is not strictly between 0 and 1, or values not finite.
    """
    import numpy as np
    from scipy.special import betaincc  # binom.cdf of scipy.stats, which takes half a second to import

    _check(q, level)
    x = np.sort(np.asarray(values, dtype=np.float64))
    if x.ndim != 1 or not np.isfinite(x).all():
        raise ValueError("A quantile needs a list of finite values.")
    if len(x) < rows_for_quantile(q, level):
        return None
    tail = (1 - level) / 2
    lower = np.arange(len(x))
    at_most = betaincc(lower + 1, len(x) - lower, q)  # [j] = P(at most j values below the quantile)
    low = int(np.searchsorted(at_most, tail, side="right")) - 1  # the last j with P(<= j) <= tail
    high = int(np.searchsorted(at_most, 1 - tail, side="left"))  # the first j with P(> j) <= tail
    return Interval(float(x[low]), float(x[high]), level, "order-statistic")


def rows_for_quantile(q: float, level: float = 0.95) -> int:
    """The fewest values that can enclose the q-quantile at all: 368 for the 99th percentile at 95 %."""
    _check(q, level)
    # both the smallest and the largest value must fall on their side of the quantile often enough
    return math.ceil(math.log((1 - level) / 2) / math.log(max(q, 1 - q)) - 1e-9)


def _check(q: float, level: float) -> None:
    if not 0 < q < 1 or not 0 < level < 1:
        raise ValueError(f"A quantile and its level lie between 0 and 1: not {q} and {level}.")
