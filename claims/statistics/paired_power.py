"""How many rows show that one of two systems is no worse by more than a margin, where both answer the same rows.

The difference of the shares of right answers has the variance (d - delta^2) / n, where d is the share of rows that only
one of the two has right and delta the true difference (Nam, Biometrics 53, 1997; Lachenbruch and Lynch, Statist. Med.
17, 1998).
"""

import math

from claims.statistics.proportion_interval import normal_cdf, normal_quantile

CONFIDENCE, POWER = 0.95, 0.8
_FEWEST = 30
"""Rows below which the normal approximation is not to be trusted."""


def rows_for_no_worse(
    discordant: float, margin: float, *, difference: float = 0.0, power: float = POWER
) -> int | None:
    """Rows after which the one-sided 95 % bound lies above -margin with that power; None where none would do."""
    gap = margin + difference
    if gap <= 0:
        return None
    spread = max(discordant, abs(difference)) - difference**2
    z = normal_quantile(CONFIDENCE) + normal_quantile(power)
    return max(_FEWEST, math.ceil(spread * (z / gap) ** 2))


def power_of_no_worse(n: int, discordant: float, margin: float, *, difference: float = 0.0) -> float:
    """The probability that n rows show it, where the true difference is that."""
    spread = max(discordant, abs(difference)) - difference**2
    if spread <= 0:
        return 1.0 if margin + difference > 0 else 0.0
    return normal_cdf((margin + difference) * math.sqrt(n / spread) - normal_quantile(CONFIDENCE))
