"""Two systems on the same rows, and rows in clusters."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import binomtest

from claims.statistics.paired import Table, discordant_difference, mcnemar, table_of
from claims.statistics.paired_bootstrap import (
    paired_difference,
    paired_interval,
    resample_paired_metric,
    resample_pairs,
)

counts = st.integers(0, 60)
Labels = NDArray[np.int64]


@given(counts, counts)
def test_mcnemar_is_the_binomial_test_of_the_rows_that_differ(first: int, second: int) -> None:
    want = binomtest(first, first + second, 0.5).pvalue if first + second else 1.0
    assert mcnemar(first, second) == pytest.approx(want)
    assert mcnemar(first, second) == mcnemar(second, first)


def test_mcnemar_refuses_fewer_than_no_rows() -> None:
    with pytest.raises(ValueError, match="from 0"):
        mcnemar(-1, 3)


@given(counts, counts, counts, counts)
def test_the_paired_interval_holds_the_difference_and_turns_with_it(a: int, b: int, c: int, d: int) -> None:
    if a + b + c + d == 0:
        return
    interval, turned = discordant_difference(Table(a, b, c, d)), discordant_difference(Table(a, c, b, d))
    assert interval.low - 1e-9 <= Table(a, b, c, d).difference <= interval.high + 1e-9
    assert interval.low == pytest.approx(-turned.high) and interval.high == pytest.approx(-turned.low)


def test_pairs_are_drawn_together() -> None:
    rng = np.random.default_rng(3)
    shared = rng.normal(size=400) * 10
    first, second = shared + rng.normal(size=400), shared + rng.normal(size=400) - 0.5
    resampled = resample_pairs(first, second, seed=1)
    assert resampled.estimate == pytest.approx((first - second).mean())
    assert resampled.standard_error == pytest.approx((first - second).std() / 20, rel=0.1)
    assert resampled.interval() == resample_pairs(first, second, seed=1).interval()


def test_bca_is_scipys() -> None:
    from scipy.stats import bootstrap

    skewed = np.random.default_rng(5).exponential(size=80)
    ours = resample_pairs(skewed, np.zeros(80), resamples=20_000, seed=2).interval()
    theirs = bootstrap(
        (skewed,), np.mean, n_resamples=20_000, rng=np.random.default_rng(2)
    ).confidence_interval
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=0.012)


@pytest.mark.parametrize("pair", [([1.0], [1.0]), ([1.0, 2.0], [1.0]), ([1.0, float("nan")], [0.0, 0.0])])
def test_what_does_not_pair_is_refused(pair: tuple[list[float], list[float]]) -> None:
    with pytest.raises(ValueError, match="Pairs"):
        resample_pairs(*pair)


def test_a_metric_of_pairs_agrees_with_drawing_the_rows() -> None:
    from sklearn.metrics import f1_score

    def macro_f1(labels: Labels, calls: Labels) -> float:
        counts = np.bincount(3 * labels + calls, minlength=9).reshape(3, 3)
        return float(np.mean(2 * counts.diagonal() / (counts.sum(axis=0) + counts.sum(axis=1))))

    rng = np.random.default_rng(7)
    true = rng.integers(0, 3, 150)
    first = np.where(rng.random(150) < 0.8, true, rng.integers(0, 3, 150))
    second = np.where(rng.random(150) < 0.6, true, rng.integers(0, 3, 150))
    found = resample_paired_metric("f1_macro", true, first, second, seed=1)
    drawn = []
    for _ in range(300):
        rows = rng.integers(0, 150, 150)
        one, other = (macro_f1(true[rows], calls[rows]) for calls in (first, second))
        drawn.append(one - other)
    assert macro_f1(true, first) == pytest.approx(f1_score(true, first, average="macro"))
    assert found.estimate == pytest.approx(
        f1_score(true, first, average="macro") - f1_score(true, second, average="macro")
    )
    assert found.standard_error == pytest.approx(np.std(drawn), rel=0.12)


def test_the_accuracy_of_pairs_is_the_mean_of_right_answers() -> None:
    rng = np.random.default_rng(8)
    true, first, second = (rng.integers(0, 2, 300) for _ in range(3))
    a = resample_paired_metric("accuracy", true, first, second, seed=4)
    b = resample_pairs((true == first).astype(float), (true == second).astype(float), seed=4)
    assert a.estimate == pytest.approx(b.estimate)
    assert a.standard_error == pytest.approx(b.standard_error, rel=0.06)


def test_few_rows_that_differ_take_the_interval_of_the_rows_that_only_one_has_right() -> None:
    true = np.zeros(200, dtype=np.int64)
    second = true.copy()
    second[:4] = 1
    assert paired_interval("accuracy", true, true, second) == discordant_difference(
        table_of(true == 0, second == 0)
    )
    assert paired_interval("accuracy", true, true, second).method == "mover-wilson-paired"


def test_where_no_row_tells_two_apart_the_difference_is_as_open_as_the_rows_allow() -> None:
    same = discordant_difference(Table(30, 0, 0, 30))
    assert same.high == -same.low == pytest.approx(3.841 / (60 + 3.841), abs=1e-3)
    assert discordant_difference(Table(300, 0, 0, 300)).high < 0.007


@pytest.mark.parametrize(
    ("share", "first", "second"), [(0.5, 0.02, 0.05), (0.9, 0.01, 0.01), (0.5, 0.0, 0.03)]
)
def test_the_interval_of_discordant_rows_holds_the_difference_as_often_as_it_says(
    share: float, first: float, second: float
) -> None:
    rng, held, n = np.random.default_rng(0), 0, 150
    for _ in range(600):
        both, a, b, none = rng.multinomial(n, [share - first, first, second, 1 - share - second])
        held += first - second in discordant_difference(Table(int(both), int(a), int(b), int(none)))
    assert held / 600 >= 0.93


@pytest.mark.parametrize("metric", ["accuracy", "f1_macro", "balanced_accuracy"])
def test_two_systems_that_answer_alike_are_not_held_for_equal_on_few_rows(metric: str) -> None:
    true = np.arange(60) % 2
    calls = np.where(np.arange(60) % 4 < 2, true, 1 - true)  # half of them right
    interval = paired_interval(metric, true, calls, calls)
    assert interval.low < -0.05 and interval.high > 0.05
    assert (interval.low, interval.high) == pytest.approx((-interval.high, -interval.low))
    assert paired_interval(metric, *(np.tile(array, 50) for array in (true, calls, calls))).width < 0.004


def test_a_metric_that_leans_on_rare_classes_is_less_sure_where_no_row_differs() -> None:
    even, rare = np.arange(100) % 2, (np.arange(100) < 5).astype(np.int64)
    assert (
        paired_interval("f1_macro", rare, rare, rare).width
        > 2 * paired_interval("f1_macro", even, even, even).width
    )


@pytest.mark.parametrize("metric", ["accuracy", "f1_macro"])
@pytest.mark.parametrize(("right", "changed"), [(0.5, 0.02), (0.9, 0.02), (0.5, 0.06)])
def test_the_paired_interval_holds_the_difference_as_often_as_it_says_where_few_rows_differ(
    metric: str, right: float, changed: float
) -> None:
    rng = np.random.default_rng(11)
    true, first, second = _two_systems(rng, 200_000, right, changed)
    difference, held = paired_difference(metric, true, first, second), 0
    for _ in range(60):
        held += difference in paired_interval(metric, *_two_systems(rng, 80, right, changed))
    assert held >= 55  # of 60; 57 are expected of 95 %


def _two_systems(
    rng: np.random.Generator, n: int, right: float, changed: float
) -> tuple[Labels, Labels, Labels]:
    """Truth and calls of two systems over three uneven classes, the second answering some rows anew and better."""
    true = rng.choice(3, n, p=[0.6, 0.25, 0.15])
    first = np.where(rng.random(n) < right, true, (true + rng.integers(1, 3, n)) % 3)
    anew = np.where(rng.random(n) < 0.8, true, (true + 1) % 3)
    return true, first, np.where(rng.random(n) < changed, anew, first)
