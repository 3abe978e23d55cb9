"""Bounds of a difference where both sides were sampled: ours, and the claim's own."""

import math

from claims.statistics.proportion_interval import Interval, wilson_bounds


def mover(a: float, a_range: Interval, b: float, b_range: Interval) -> Interval:
    """The interval of a - b from one interval of each, at the same level, for independent samples.

    MOVER, the method of variance estimates recovery: each side lends the half of its interval that points the
    right way (Zou and Donner, Statist. Med. 27, 2008). With Wilson intervals it is Newcombe's hybrid score
    interval (Statist. Med. 17, 1998, method 10). Raises ValueError for two levels.
    """
    if not math.isclose(a_range.level, b_range.level):
        raise ValueError(f"Two intervals of different levels: {a_range.level} and {b_range.level}.")
    low = a - b - math.hypot(a - a_range.low, b_range.high - b)
    high = a - b + math.hypot(a_range.high - a, b - b_range.low)
    return Interval(low, high, a_range.level, f"mover-{a_range.method}")


def difference_bounds(
    successes: float, n: int, claimed: float, claim_n: int, confidence: float = 0.95
) -> Interval:
    """One-sided bounds of observed minus claimed, for shares measured on two independent samples.

    `claimed` is the printed share (0 to 1) and `claim_n` the rows it was measured on; their product need not
    be a whole number, since the print is rounded.
    """
    ours = wilson_bounds(successes, n, confidence)
    theirs = wilson_bounds(claimed * claim_n, claim_n, confidence)
    return mover(successes / n, ours, claimed, theirs)
