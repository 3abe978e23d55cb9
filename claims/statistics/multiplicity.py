"""Many claims, few false alarms: adjusting p-values for how many were tried."""

from collections.abc import Sequence


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
