"""Sample sizes: the formula against the exact binomial, and what it promises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from claims.statistics.power import n_to_settle, smallest_difference
from claims.statistics.proportion_interval import wilson_bounds


def chance_to_confirm(n: int, truth: float, threshold: float) -> float:
    """The exact chance that Wilson's lower bound reaches the threshold."""
    low, high = -1, n
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if wilson_bounds(middle, n).low >= threshold else (middle, high)
    return float(binom.sf(high - 1, n, truth))


@pytest.mark.parametrize("p", [0.5, 0.7, 0.9, 0.95])
@pytest.mark.parametrize("margin", [0.01, 0.02, 0.05])
@pytest.mark.parametrize("power", [0.5, 0.8, 0.9])
def test_that_many_rows_confirm_as_often_as_promised(p: float, margin: float, power: float) -> None:
    n = n_to_settle(p, margin, power=power)
    assert n is not None
    assert chance_to_confirm(n, p, p - margin) == pytest.approx(
        power, abs=0.06
    )  # counts are whole: a step is up to 0.05


def test_the_sizes_told_to_the_user() -> None:
    # Wald's variance at p would say 609, 1,391 and 5,565; Wilson's bound, which the law uses, asks for more
    found = [n_to_settle(0.9, m, power=w) for m, w in ((0.02, 0.5), (0.02, 0.8), (0.01, 0.8))]
    assert found == [715, 1549, 5886]


@given(st.floats(0.05, 0.95), st.integers(30, 20_000))
def test_the_smallest_shortfall_is_what_settling_it_takes(p: float, n: int) -> None:
    gap = smallest_difference(n, p)
    if gap is not None:
        needed = n_to_settle(p, 0.0, -gap)
        assert needed == pytest.approx(n, rel=1e-3, abs=1)


def test_the_smallest_shortfall_is_refuted_as_often_as_promised() -> None:
    gap = smallest_difference(1000, 0.9, margin=0.02)
    assert gap is not None and gap > 0.02
    worst = next(k for k in range(1000, 0, -1) if wilson_bounds(k, 1000).high < 0.88)
    assert binom.cdf(worst, 1000, 0.9 - gap) == pytest.approx(0.8, abs=0.03)


@given(st.floats(0.1, 0.95), st.integers(20, 5000), st.integers(1, 5000))
def test_more_rows_show_less(p: float, n: int, more: int) -> None:
    few, many = smallest_difference(n, p), smallest_difference(n + more, p)
    assert few is None or (many is not None and many <= few + 1e-12)


def test_three_rows_show_nothing() -> None:
    assert smallest_difference(3, 0.3) is None
    with pytest.raises(ValueError, match="one row"):
        smallest_difference(0, 0.3)


def test_what_no_number_of_rows_settles() -> None:
    assert n_to_settle(0.9, 0.02, -0.02) is None  # the truth sits on the threshold
    assert n_to_settle(0.9, 0.02, claim_n=300) is None  # the claim itself is too uncertain


def test_the_claims_own_rows_cost_us_rows() -> None:
    alone, uncertain = n_to_settle(0.9, 0.02), n_to_settle(0.9, 0.02, claim_n=5000)
    assert alone is not None and uncertain is not None and uncertain > alone


def test_odd_claims() -> None:
    assert n_to_settle(0.01, 0.02) == 1
    with pytest.raises(ValueError, match="0 to 1"):
        n_to_settle(1.2, 0.02)
