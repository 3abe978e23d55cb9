"""Whether one of two systems is no worse by a margin where both answer the same rows, and how many rows show it.

The score test of Nam (Biometrics 53, 1997) and Tango (Statist. Med. 17, 1998): the variance is that of a difference of
exactly the margin, so that it errs as rarely as it says even where few rows tell the two apart. Shares run from 0 to 1.
"""

import math

from claims.statistics.proportion_interval import normal_cdf, normal_quantile

CONFIDENCE, POWER = 0.95, 0.8
_FEWEST, _MOST = 30, 10**9
"""Rows below which the normal approximation is not to be trusted, and above which nobody labels any."""


def p_of_no_worse(only_first: int, only_second: int, n: int, margin: float) -> float:
    """The one-sided p-value of "the first is worse than the second by the margin or more".

    The counts are of rows that only one of the two has right. Raises ValueError for what counts no rows.
    """
    if n < 1 or min(only_first, only_second) < 0 or only_first + only_second > n or not 0 < margin < 1:
        raise ValueError("Rows are counted from 0, and a margin lies between 0 and 1.")
    gap = (only_first - only_second) / n + margin
    spread = _spread_at_margin(only_first / n, only_second / n, margin)
    return 1 - normal_cdf(gap * math.sqrt(n / spread))


def rows_for_no_worse(discordant: float, margin: float, *, difference: float = 0.0) -> int | None:
    """Rows with which the test shows it with a power of POWER; None where no number would do.

    `discordant` is the share of rows that only one of the two has right, `difference` the true difference.
    """
    if power_of_no_worse(_MOST, discordant, margin, difference=difference) < POWER:
        return None
    low, high = _FEWEST - 1, _MOST
    while high - low > 1:
        middle = (low + high) // 2
        enough = power_of_no_worse(middle, discordant, margin, difference=difference) >= POWER
        low, high = (low, middle) if enough else (middle, high)
    return high


def power_of_no_worse(n: int, discordant: float, margin: float, *, difference: float = 0.0) -> float:
    """The probability that n rows show it, where the true difference is that."""
    d = max(discordant, abs(difference), 1e-9)
    at_margin = _spread_at_margin((d + difference) / 2, (d - difference) / 2, margin)
    at_truth = max(d - difference**2, 1e-12)
    reach = (margin + difference) * math.sqrt(n) - normal_quantile(CONFIDENCE) * math.sqrt(at_margin)
    return normal_cdf(reach / math.sqrt(at_truth))


def _spread_at_margin(first: float, second: float, margin: float) -> float:
    """The variance of one row's difference under a true difference of -margin, by its maximum likelihood."""
    b = -first - second - (2 - first + second) * margin
    c = second * margin * (1 + margin)
    share = (math.sqrt(max(b * b - 8 * c, 0.0)) - b) / 4
    return max(2 * share - margin * (1 + margin), 1e-12)
