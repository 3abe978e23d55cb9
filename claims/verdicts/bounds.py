"""Bounds of the difference between measured and claimed, and the two guards for few rows."""

import math
from dataclasses import dataclass

GUARD = 0.01
"""How often a true claim may show as little as refutes it, and an inflated one as much as confirms it."""
ALPHA = 0.05


@dataclass(frozen=True)
class DifferenceBounds:
    """Bounds of the oriented difference in base units, and how surprising it would be."""

    low: float
    high: float
    p: float
    """Of "not worse than the margin", before Holm."""
    p_true: float
    """How often an exactly true claim would show as little."""
    p_inflated: float
    """How often a claim inflated by two margins would show as much."""

    def is_worse(self, slack: float, adjusted: float) -> bool:
        """Whether it is short by more than the slack beyond chance; `adjusted` is p over all that was tested."""
        return self.high < -slack and adjusted < ALPHA and self.p_true <= GUARD

    def holds(self, slack: float) -> bool:
        """Whether it is short by no more than the slack beyond chance."""
        return self.low >= -slack and self.p_inflated <= GUARD


def claim_noise(claimed: float, claim_n: int | None) -> float:
    """Half of a share's own one-sided 95 % interval, where it was measured on another sample of known size."""
    if claim_n is None or not 0 <= claimed <= 1:
        return 0.0
    return 1.6448536269514722 * math.sqrt(claimed * (1 - claimed) / claim_n)
