"""Intervals for a share: textbook values, scipy's own, and the laws they must obey."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from claims.statistics.proportion_interval import (
    Interval,
    normal_cdf,
    normal_quantile,
    wilson,
    wilson_bounds,
)

counts = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
levels = st.floats(0.01, 0.999)


@given(counts, levels)
def test_it_agrees_with_scipy(count: tuple[int, int], level: float) -> None:
    successes, n = count
    expected = binomtest(successes, n).proportion_ci(level, "wilson")
    interval = wilson(successes, n, level)
    assert interval.low == pytest.approx(expected.low, abs=1e-9)
    assert interval.high == pytest.approx(expected.high, abs=1e-9)


def test_newcombe_1998_single_proportion_examples() -> None:
    # Newcombe, Statist. Med. 17 (1998) 857, table I: 81/263, 15/148, 0/20, 1/29
    for successes, n, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605),
                                    (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)):  # fmt: skip
        interval = wilson(successes, n)
        assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


@given(count=counts, level=levels)
def test_it_holds_the_share_and_stays_in_range(count: tuple[int, int], level: float) -> None:
    interval = wilson(*count, level)
    assert 0 <= interval.low <= interval.high <= 1
    assert interval.low - 1e-12 <= count[0] / count[1] <= interval.high + 1e-12


@given(count=counts, level=levels, more=levels)
def test_more_confidence_is_never_narrower(count: tuple[int, int], level: float, more: float) -> None:
    narrow, wide = (wilson(*count, x) for x in sorted((level, more)))
    assert wide.low <= narrow.low + 1e-12
    assert narrow.high <= wide.high + 1e-12


@given(count=counts, level=levels)
def test_swapping_right_and_wrong_mirrors_it(count: tuple[int, int], level: float) -> None:
    successes, n = count
    interval, mirrored = wilson(successes, n, level), wilson(n - successes, n, level)
    assert interval.low == pytest.approx(1 - mirrored.high, abs=1e-9)
    assert interval.high == pytest.approx(1 - mirrored.low, abs=1e-9)


@given(counts)
def test_one_sided_bounds_are_the_ninety_percent_interval(count: tuple[int, int]) -> None:
    interval = wilson_bounds(*count, 0.95)
    expected = wilson(*count, 0.9)
    assert (interval.low, interval.high) == pytest.approx((expected.low, expected.high))
    assert interval.level == pytest.approx(0.9)


@pytest.mark.parametrize(("successes", "n", "word"), [(0, 0, "row"), (3, 2, "cannot"), (-1, 2, "cannot")])
def test_what_cannot_be_is_refused_in_a_sentence(successes: int, n: int, word: str) -> None:
    with pytest.raises(ValueError, match=word):
        wilson(successes, n, 0.95)


def test_impossible_levels_are_refused() -> None:
    with pytest.raises(ValueError, match="level"):
        wilson(1, 2, 1.0)
    with pytest.raises(ValueError, match="confidence"):
        wilson_bounds(1, 2, 0.4)


def test_an_interval_says_what_it_holds() -> None:
    interval = Interval(0.2, 0.5, 0.95, "wilson")
    assert 0.2 in interval and 0.51 not in interval
    assert interval.width == pytest.approx(0.3)


def test_the_normal_keeps_its_digits_in_the_tail() -> None:
    assert normal_cdf(-20.0) == pytest.approx(2.7536e-89, rel=1e-4)
    assert normal_quantile(0.95) == pytest.approx(1.6448536)
