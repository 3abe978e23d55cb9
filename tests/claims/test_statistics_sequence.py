"""Bounds that may be looked at after every row."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from claims.statistics.confidence_sequence import (
    confidence_sequence,
    log_evidence_above,
    p_above,
    p_below,
    sequence_bounds,
)
from claims.statistics.proportion_interval import wilson_bounds


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.floats(0.02, 0.98))
def test_p_values_are_dual_to_the_bounds(counts: tuple[int, int], threshold: float) -> None:
    right, n = counts
    bounds = sequence_bounds(right, n)
    assert 0 <= bounds.low <= right / n <= bounds.high <= 1
    if abs(threshold - bounds.low) > 1e-6:
        assert (p_above(right, n, threshold) <= 0.05) == (threshold < bounds.low)
    if abs(threshold - bounds.high) > 1e-6:
        assert (p_below(right, n, threshold) <= 0.05) == (threshold > bounds.high)


@given(st.integers(0, 60))
def test_right_and_wrong_are_mirror_images(right: int) -> None:
    here, there = sequence_bounds(right, 60), sequence_bounds(60 - right, 60)
    assert here.low == pytest.approx(1 - there.high)
    assert p_above(right, 60, 0.7) == pytest.approx(p_below(60 - right, 60, 0.3))


def test_the_evidence_is_the_average_likelihood_over_the_likelihood() -> None:
    t, right, n = 0.8, 45, 50

    def prior(q: float) -> float:
        return 1 / math.sqrt(q * (1 - q))

    above = quad(lambda q: prior(q) * q**right * (1 - q) ** (n - right), t, 1)[0] / quad(prior, t, 1)[0]
    assert log_evidence_above(right, n, t) == pytest.approx(
        math.log(above / (t**right * (1 - t) ** (n - right)))
    )


def test_the_evidence_is_fair_at_the_threshold() -> None:
    from scipy.stats import binom

    rows = np.arange(41)
    at = sum(binom.pmf(k, 40, 0.7) * math.exp(log_evidence_above(int(k), 40, 0.7)) for k in rows)
    below = sum(binom.pmf(k, 40, 0.6) * math.exp(log_evidence_above(int(k), 40, 0.7)) for k in rows)
    assert at == pytest.approx(1.0)
    assert below < 1


def test_it_is_wider_than_wilson_and_closes_in() -> None:
    wide, close = sequence_bounds(90, 100), sequence_bounds(9_000, 10_000)
    assert wide.low < wilson_bounds(90, 100).low and wide.high > wilson_bounds(90, 100).high
    assert close.width < 0.025
    two = confidence_sequence(90, 100)
    assert two.low < wide.low and two.high > wide.high and two.level == 0.95


def test_peeking_at_wilson_fails_and_peeking_at_this_does_not() -> None:
    rng, missed, fooled, runs = np.random.default_rng(1), 0, 0, 300
    for _ in range(runs):
        right = np.cumsum(rng.random(1_500) < 0.9)
        looks = range(20, 1_500, 20)
        missed += any(p_above(int(right[n - 1]), n, 0.9) <= 0.05 for n in looks)
        fooled += any(wilson_bounds(int(right[n - 1]), n).low > 0.9 for n in looks)
    assert missed / runs <= 0.05
    assert fooled / runs > 0.12


def test_the_ends_of_the_scale() -> None:
    assert p_above(3, 5, 1.0) == 1.0
    assert p_above(3, 5, 0.0) == 0.0 and p_above(0, 5, 0.0) == 1.0
    assert p_above(0, 5_000, 0.999) == 1.0
    with pytest.raises(ValueError, match="confidence"):
        sequence_bounds(3, 5, 0.2)
