"""The order-statistic interval: never less sure than it says, and silent where it cannot know."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from claims.statistics.quantile import quantile_interval, rows_for_quantile


def coverage(n: int, q: float, level: float) -> float:
    """The exact chance to hold the q-quantile, from the ranks that values 0 to n - 1 show."""
    interval = quantile_interval(np.arange(n), q, level)
    assert interval is not None
    return float(binom.cdf(int(interval.high), n, q) - binom.cdf(int(interval.low), n, q))


@settings(deadline=None)
@given(st.integers(10, 3000), st.floats(0.05, 0.99), st.floats(0.5, 0.99))
def test_it_covers_at_least_as_often_as_it_says(n: int, q: float, level: float) -> None:
    if n >= rows_for_quantile(q, level):
        assert coverage(n, q, level) >= level - 1e-9


def test_it_is_not_wider_than_it_must_be() -> None:
    assert coverage(1000, 0.5, 0.95) < 0.96


def test_the_textbook_median_of_ten() -> None:
    # David and Nagaraja: for n = 10 the 2nd and the 9th value enclose the median with 97.9 %
    interval = quantile_interval(np.arange(1, 11), 0.5)
    assert interval is not None and (interval.low, interval.high) == (2.0, 9.0)
    assert coverage(10, 0.5, 0.95) == pytest.approx(0.9785, abs=1e-4)


@pytest.mark.parametrize(("q", "rows"), [(0.5, 6), (0.9, 36), (0.95, 72), (0.99, 368)])
def test_too_few_values_say_nothing(q: float, rows: int) -> None:
    assert rows_for_quantile(q) == rows
    assert quantile_interval(np.arange(rows - 1), q) is None
    assert quantile_interval(np.arange(rows), q) is not None


@given(st.floats(0.05, 0.95), st.floats(0.5, 0.99))
def test_the_fewest_rows_are_the_fewest(q: float, level: float) -> None:
    n, tail = rows_for_quantile(q, level), (1 - level) / 2
    edge = max(q, 1 - q)
    assert edge**n <= tail * (1 + 1e-6)
    assert n == 1 or edge ** (n - 1) > tail


def test_order_of_the_values_does_not_matter() -> None:
    values = np.random.default_rng(0).random(100)
    assert quantile_interval(values, 0.9) == quantile_interval(np.sort(values), 0.9)


@pytest.mark.parametrize(("values", "q"), [([1.0], 1.0), ([float("nan")] * 9, 0.5), ([[1.0] * 9], 0.5)])
def test_what_cannot_be_is_refused(values: list[float], q: float) -> None:
    with pytest.raises(ValueError, match="quantile"):
        quantile_interval(values, q)
