"""Many claims, few false alarms: adjusting p-values for how many were tried."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Holm's step-down adjusted p-values, in the order given (Holm, Scand. J. Statist. 6, 1979).

    Calling those below 0.05 refuted errs anywhere in the family with at most 5 %, whatever the dependence.
    Raises ValueError for what is not a probability.
    """
    if any(not 0 <= p <= 1 for p in p_values):
        raise ValueError("A p-value lies from 0 to 1.")
    adjusted = [0.0] * len(p_values)
    so_far = 0.0
    for rank, index in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        so_far = max(so_far, min(1.0, (len(p_values) - rank) * p_values[index]))
        adjusted[index] = so_far
    return tuple(adjusted)


def holm_nested(groups: Sequence[Sequence[float]]) -> tuple[tuple[float, ...], ...]:
    """Holm's adjusted p-values where each group's hypotheses are thresholds of one measurement, in the order given.

    "At least 90" and "at least 95" of one measurement are nested: whichever of them are true, only the highest of
    those can be refuted wrongly, and rarely. By closed testing a group therefore weighs as one hypothesis, that of its
    largest p-value (Marcus, Peritz and Gabriel, Biometrika 63, 1976). Takes time in proportion to n log n.
    """
    largest = sorted(max(group) for group in groups)
    most = list(accumulate(((len(largest) - rank) * p for rank, p in enumerate(largest)), max))
    return tuple(
        tuple(min(1.0, max(most[at - 1] if at else 0.0, (len(largest) - at) * p)) for p, at in placed)
        for placed in ([(p, bisect_left(largest, p)) for p in group] for group in groups)
    )
