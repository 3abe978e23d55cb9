"""Bounds of a share that may be looked at after every row: they hold at all times at once.

The evidence against "the share is at most t" is the likelihood of what was seen, averaged over shares above t, over
its likelihood at t (Robbins, Ann. Math. Statist. 41, 1970; Jeffreys' prior, cut off at t). Its expected value is at
most 1 whatever share up to t is true, since each row's likelihood ratio of a larger share falls with the true one. So
by Ville's inequality it ever exceeds 1/alpha with probability alpha at most, and one over it is a p-value at whatever
moment one stops. Wilson's interval, looked at again and again, is left by the truth sooner or later.
"""

import math
from collections.abc import Callable

from claims.statistics.proportion_interval import Interval, share_of

METHOD = "beta-binomial-sequence"
"""How records name bounds that hold at whatever row the measuring stops."""
_PRIOR = 0.5
_STEPS = 60  # halvings of [0, 1]


def log_evidence_above(successes: int, n: int, threshold: float) -> float:
    """The natural logarithm of the evidence against "the share is at most the threshold"; infinite for proof."""
    share_of(successes, n)
    if threshold >= 1:
        return -math.inf
    if threshold <= 0:
        return math.inf if successes else -math.inf
    from scipy.special import betaln

    wrong = n - successes
    after = _log_tail(_PRIOR + successes, _PRIOR + wrong, threshold)
    before = _log_tail(_PRIOR, _PRIOR, threshold)
    drawn = float(betaln(_PRIOR + successes, _PRIOR + wrong) - betaln(_PRIOR, _PRIOR)) + after - before
    return drawn - successes * math.log(threshold) - wrong * math.log1p(-threshold)


def p_above(successes: int, n: int, threshold: float) -> float:
    """The p-value of "the share is at most the threshold", valid at whatever row one stops."""
    return _p(log_evidence_above(successes, n, threshold))


def p_below(successes: int, n: int, threshold: float) -> float:
    """The p-value of "the share is at least the threshold", valid at whatever row one stops."""
    return _p(log_evidence_above(n - successes, n, 1 - threshold))


def sequence_bounds(successes: int, n: int, confidence: float = 0.95) -> Interval:
    """Two one-sided bounds, each of which holds at all times at once with that confidence."""
    alpha = 1 - confidence
    if not 0 < alpha <= 0.5:
        raise ValueError(f"A one-sided confidence must be from 0.5 up to but not 1, not {confidence}.")
    low = _last(lambda t: p_above(successes, n, t) <= alpha, share_of(successes, n))
    high = 1 - _last(lambda t: p_above(n - successes, n, t) <= alpha, share_of(n - successes, n))
    return Interval(low, high, 2 * confidence - 1, METHOD)


def confidence_sequence(successes: int, n: int) -> Interval:
    """The two-sided 95 % interval of the share; all of them, over all n, hold the truth with that confidence."""
    return sequence_bounds(successes, n, 0.975)


def _last(is_ruled_out: Callable[[float], bool], share: float) -> float:
    """The largest threshold up to the share that is still ruled out; 0 where none is."""
    low, high = 0.0, share
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if is_ruled_out(middle) else (low, middle)
    return low


def _p(log_evidence: float) -> float:
    return 1.0 if log_evidence <= 0 else math.exp(-log_evidence)


def _log_tail(a: float, b: float, threshold: float) -> float:
    """The logarithm of a beta variate's probability above the threshold."""
    from scipy.special import betaincc

    tail = float(betaincc(a, b, threshold))
    return math.log(tail) if tail > 0 else -math.inf
