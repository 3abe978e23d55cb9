"""How many rows settle a claim, and what so many rows can show; said before anything is measured.

Both follow the rules of verdicts and Wilson's bounds: with the threshold t (the claim less the margin) and the truth
q, the bound falls on the right side of t with the wished power when

    |q - t| >= z_confidence * sqrt(t(1-t)/n + v) + z_power * sqrt(q(1-q)/n + v)

where v = p(1-p)/claim_n is the claim's own sampling variance (Fleiss, Levin and Paik, Statistical Methods for
Rates and Proportions, 2003, 2.5, gives the formula with v = 0). Shares run from 0 to 1.
"""

import math

from claims.statistics.proportion_interval import normal_quantile

CONFIDENCE, POWER = 0.95, 0.8
_LARGEST = 10**12  # rows; a claim that takes more is called unsettleable


def n_to_settle(
    p: float,
    margin: float,
    difference: float = 0.0,
    *,
    power: float = POWER,
    claim_n: int | None = None,
) -> int | None:
    """Rows needed to settle the claim `p` with that margin, where the truth is p + difference.

    A truth above the threshold is to be confirmed, one below it refuted. None where no number of rows would
    do: the truth sits on the threshold, or the claim's own sampling error is larger than the gap.
    """
    t, q = p - margin, min(1.0, max(0.0, p + difference))
    own = _own_variance(p, claim_n)
    if t <= 0 or t > 1:
        return 1  # nothing is below 0, nothing reaches above 1
    if not _enough(_LARGEST, t, q, own, power):
        return None
    low, high = 0, _LARGEST
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _enough(middle, t, q, own, power) else (middle, high)
    return high


def smallest_difference(n: int, p: float, *, margin: float = 0.0) -> float | None:
    """The smallest true shortfall from the claim `p` that n rows would refute with that power.

    The margin is part of it: with a margin of 0.02 the answer is above 0.02. None where even a true share of
    0 would not be told apart from the claim.
    """
    if n < 1:
        raise ValueError("A sample needs at least one row.")
    t, own = min(1.0, p - margin), _own_variance(p, None)
    if t <= 0 or not _enough(n, t, 0.0, own, POWER):
        return None
    low, high = 0.0, t  # at a truth of t - low the n rows are too few, at t - high they are enough
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if _enough(n, t, t - middle, own, POWER) else (middle, high)
    return p - t + high


def _own_variance(p: float, claim_n: int | None) -> float:
    if not 0 <= p <= 1:
        raise ValueError(f"A share lies from 0 to 1, not at {p}.")
    return 0.0 if claim_n is None else p * (1 - p) / claim_n


def _enough(n: int, t: float, q: float, own: float, power: float) -> bool:
    """Whether n rows put the bound on the right side of t with the wished power when the truth is q."""
    at_threshold = math.sqrt(t * (1 - t) / n + own)
    at_truth = math.sqrt(q * (1 - q) / n + own)
    reach = normal_quantile(CONFIDENCE) * at_threshold + normal_quantile(power) * at_truth
    return abs(q - t) >= reach and q != t
