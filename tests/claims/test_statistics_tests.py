"""p-values and their bounds: duality above all, for the law speaks in bounds and Holm in p-values."""

import random
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from claims.statistics.multiplicity import holm
from claims.statistics.p_values import p_from_interval
from claims.statistics.proportion_interval import Interval, wilson_bounds

counts = st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
shares = st.floats(0.01, 0.99)


@given(counts, shares)
def test_stored_interval_p_is_dual_at_its_own_level(count: tuple[int, int], t: float) -> None:
    bounds = wilson_bounds(*count)
    assume(abs(bounds.high - t) > 1e-9)
    assert (p_from_interval(count[0] / count[1], bounds, t) < 0.05) == (bounds.high < t)


def test_an_interval_without_width_is_exact() -> None:
    assert p_from_interval(0.9, Interval(0.9, 0.9, 0.9, "exact"), 0.91) == 0.0
    assert p_from_interval(0.9, Interval(0.9, 0.9, 0.9, "exact"), 0.89) == 1.0
    assert p_from_interval(0.9, Interval(0.9, 0.9, 0.9, "exact"), 0.9) == 0.5


probabilities = st.lists(st.floats(0, 1), max_size=30)


@given(probabilities)
def test_holm_never_lowers_and_keeps_the_order(ps: list[float]) -> None:
    adjusted = holm(ps)
    assert all(p <= a <= 1 for p, a in zip(ps, adjusted, strict=True))
    pairs = sorted(zip(ps, adjusted, strict=True))
    assert all(a[1] <= b[1] for a, b in pairwise(pairs))


@given(probabilities, st.randoms(use_true_random=False))
def test_holm_does_not_mind_the_order(ps: list[float], rng: random.Random) -> None:
    order = list(range(len(ps)))
    rng.shuffle(order)
    shuffled = holm([ps[i] for i in order])
    assert shuffled == tuple(holm(ps)[i] for i in order)


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))
    assert holm([]) == ()
    with pytest.raises(ValueError, match="p-value"):
        holm([0.1, 1.2])
