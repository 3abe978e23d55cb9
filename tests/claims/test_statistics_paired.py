"""Two systems on the same rows, and rows in clusters."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import binomtest

from claims.statistics.paired import Table, discordant_difference, mcnemar, score_difference, table_of
from claims.statistics.paired_bootstrap import (
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


def test_newcombes_paired_interval_as_he_prints_it() -> None:
    # Statist. Med. 17 (1998) 2635, Table II, method 10: 36 + 12 against 2 + 0 of 50
    found = score_difference(Table(36, 12, 2, 0))
    assert (round(found.low, 4), round(found.high, 4)) == (0.0569, 0.3404)


@given(counts, counts, counts, counts)
def test_the_paired_interval_holds_the_difference_and_turns_with_it(a: int, b: int, c: int, d: int) -> None:
    if a + b + c + d == 0:
        return
    found, turned = score_difference(Table(a, b, c, d)), score_difference(Table(a, c, b, d))
    assert found.low - 1e-9 <= Table(a, b, c, d).difference <= found.high + 1e-9
    assert found.low == pytest.approx(-turned.high) and found.high == pytest.approx(-turned.low)


def test_pairs_are_drawn_together() -> None:
    rng = np.random.default_rng(3)
    shared = rng.normal(size=400) * 10
    first, second = shared + rng.normal(size=400), shared + rng.normal(size=400) - 0.5
    found = resample_pairs(first, second, seed=1)
    assert found.estimate == pytest.approx((first - second).mean())
    assert found.standard_error == pytest.approx((first - second).std() / 20, rel=0.1)
    assert found.interval() == resample_pairs(first, second, seed=1).interval()


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


def test_few_rows_that_differ_take_the_score_interval() -> None:
    true = np.zeros(200, dtype=np.int64)
    second = true.copy()
    second[:4] = 1
    assert paired_interval("accuracy", true, true, second) == score_difference(
        table_of(true == 0, second == 0)
    )
    assert paired_interval("accuracy", true, true, second).method == "newcombe-paired"


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
