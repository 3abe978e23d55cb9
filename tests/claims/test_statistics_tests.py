"""p-values and their bounds: duality above all, for the law speaks in bounds and Holm in p-values."""

import random
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from claims.statistics.difference import difference_bounds, mover
from claims.statistics.multiplicity import holm
from claims.statistics.p_values import dual_p, p_from_interval, p_shortfall, p_shortfall_exact
from claims.statistics.proportion_interval import Interval, clopper_pearson_bounds, wilson, wilson_bounds

counts = st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
shares = st.floats(0.01, 0.99)


@given(counts, shares, st.none() | st.integers(0, 3000))
def test_score_p_is_dual_to_the_wilson_bound(count: tuple[int, int], t: float, rest: int | None) -> None:
    population = None if rest is None else count[1] + rest
    high = wilson_bounds(*count, population=population).high
    assume(abs(high - t) > 1e-9)
    assert (p_shortfall(*count, t, population=population) < 0.05) == (high < t)


@given(counts, shares)
def test_exact_p_is_dual_to_the_clopper_pearson_bound(count: tuple[int, int], t: float) -> None:
    high = clopper_pearson_bounds(*count).high
    assume(abs(high - t) > 1e-9)
    assert (p_shortfall_exact(*count, t) < 0.05) == (high < t)


@given(counts, shares, shares, st.integers(1, 3000))
def test_difference_p_is_dual_to_its_bound(
    count: tuple[int, int], t: float, claimed: float, own: int
) -> None:
    high = difference_bounds(*count, claimed, own).high
    assume(abs(high - (t - claimed)) > 1e-9)
    assert (p_shortfall(*count, t, claimed=claimed, claim_n=own) < 0.05) == (high < t - claimed)


@given(counts, shares)
def test_stored_interval_p_is_dual_at_its_own_level(count: tuple[int, int], t: float) -> None:
    bounds = wilson_bounds(*count)
    assume(abs(bounds.high - t) > 1e-9)
    assert (p_from_interval(count[0] / count[1], bounds, t) < 0.05) == (bounds.high < t)


@given(counts, shares)
def test_halving_finds_the_score_p(count: tuple[int, int], t: float) -> None:
    def upper(confidence: float) -> float:
        found = wilson(*count, abs(2 * confidence - 1))
        return found.high if confidence >= 0.5 else found.low

    assume(0 < count[0] < count[1])
    assert dual_p(upper, t) == pytest.approx(p_shortfall(*count, t), abs=1e-6)


def test_a_textbook_score_test() -> None:
    # 430 of 500 against 0.9: z = -0.04 / sqrt(0.09 / 500) = -2.9814
    assert p_shortfall(430, 500, 0.9) == pytest.approx(0.001435, abs=1e-6)


def test_edges_of_the_threshold() -> None:
    assert p_shortfall(0, 10, 0.0) == 1.0
    assert p_shortfall(9, 10, 1.0) == p_shortfall_exact(9, 10, 1.0) == 0.0
    assert p_shortfall_exact(10, 10, 1.0) == p_shortfall_exact(0, 10, 0.0) == 1.0
    assert p_shortfall(10, 10, 1.0) == 1.0
    assert p_shortfall(899, 1000, 0.9, population=1000) == 0.0
    assert p_shortfall(900, 1000, 0.9, population=1000) == 1.0
    assert p_from_interval(0.9, Interval(0.9, 0.9, 0.9, "exact"), 0.91) == 0.0
    assert dual_p(lambda _: 0.0, 1.0, floor=1 / 2001) == 1 / 2001


def test_what_excludes_each_other_is_refused() -> None:
    with pytest.raises(ValueError, match="own n"):
        p_shortfall(9, 10, 0.9, claim_n=100)
    with pytest.raises(ValueError, match="own n"):
        p_shortfall(9, 10, 0.9, claimed=0.9, claim_n=100, population=1000)
    with pytest.raises(ValueError, match="cannot"):
        p_shortfall(11, 10, 0.9)
    with pytest.raises(ValueError, match="cannot"):
        p_shortfall_exact(11, 10, 0.9)


def test_newcombe_1998_difference_example() -> None:
    # Newcombe, Statist. Med. 17 (1998) 873, table II, method 10: 56/70 - 48/80 is 0.0524 to 0.3339
    ours, theirs = wilson(56, 70), wilson(48, 80)
    found = mover(56 / 70, ours, 48 / 80, theirs)
    assert (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)


@given(counts, shares, st.integers(1, 3000))
def test_the_claims_own_error_widens(count: tuple[int, int], claimed: float, own: int) -> None:
    alone, together = wilson_bounds(*count), difference_bounds(*count, claimed, own)
    assert together.low <= alone.low - claimed + 1e-12
    assert together.high >= alone.high - claimed - 1e-12


def test_two_levels_do_not_mix() -> None:
    with pytest.raises(ValueError, match="levels"):
        mover(0.5, wilson(5, 10, 0.9), 0.5, wilson(5, 10, 0.95))


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
