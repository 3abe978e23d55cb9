"""Resampling: deterministic, fast, equal to scikit-learn's metrics and, where there are any, closed forms."""

import time
import warnings
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray
from scipy import stats
from sklearn import metrics as sk

from claims.statistics.bootstrap import (
    resample_confusion,
    resample_mean,
    resample_percentile,
)
from claims.statistics.confusion import METRICS, confusion_matrix, metric_of
from claims.statistics.confusion_cells import Cells
from claims.statistics.proportion_interval import wilson

Counts = NDArray[np.int64]
matrices = st.integers(2, 6).flatmap(
    lambda k: hnp.arrays(np.int64, (k, k), elements=st.integers(0, 30)).filter(lambda m: m.sum() > 1)
)


def labels_of(matrix: Counts) -> tuple[Counts, Counts]:
    true, called = (np.repeat(side.ravel(), matrix.ravel()) for side in np.indices(matrix.shape))
    return true, called


def sklearn_metric(name: str, true: Counts, called: Counts) -> float:
    score, _, average = name.partition("_")
    if score in ("f1", "precision", "recall"):
        return float(getattr(sk, f"{score}_score")(true, called, average=average, zero_division=0))
    by_name = {
        "accuracy": sk.accuracy_score,
        "balanced_accuracy": sk.balanced_accuracy_score,
        "cohen_kappa": sk.cohen_kappa_score,
        "mcc": sk.matthews_corrcoef,
    }
    return float(by_name[name](true, called))


@settings(max_examples=60, deadline=None)
@given(matrices)
def test_every_metric_is_scikit_learns(matrix: Counts) -> None:
    true, called = labels_of(matrix)
    for name in METRICS:
        if name.endswith("binary") and (len(matrix) != 2 or len({*true, *called}) != 2):
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            expected = sklearn_metric(name, true, called)
        assert metric_of(name, matrix) == pytest.approx(expected, abs=1e-12, nan_ok=True), name


def a_matrix(k: int, n: int, right: float, seed: int = 0) -> Counts:
    rng = np.random.default_rng(seed)
    true = rng.integers(0, k, n)
    called = np.where(rng.random(n) < right, true, rng.integers(0, k, n))
    return confusion_matrix(true, called, k)


def test_the_confusion_matrix_is_scikit_learns() -> None:
    rng = np.random.default_rng(1)
    true, called = rng.integers(0, 7, 500), rng.integers(0, 7, 500)
    assert (confusion_matrix(true, called, 7) == sk.confusion_matrix(true, called, labels=range(7))).all()
    with pytest.raises(ValueError, match="0 to 5"):
        confusion_matrix(true, called, 6)
    with pytest.raises(ValueError, match="pair"):
        confusion_matrix(true, called[1:], 7)


def test_the_same_seed_gives_the_same_interval_and_another_seed_another() -> None:
    matrix = a_matrix(5, 300, 0.7)
    first, again, other = (resample_confusion("f1_macro", matrix, seed=s).interval() for s in (3, 3, 4))
    assert first == again != other


def test_drawing_cells_is_drawing_rows() -> None:
    matrix = a_matrix(4, 250, 0.7)
    true, called = labels_of(matrix)
    resampled = resample_confusion("f1_macro", matrix, resamples=4000)
    rng = np.random.default_rng(9)
    rows = [rng.integers(0, 250, 250) for _ in range(4000)]
    by_hand = [metric_of("f1_macro", confusion_matrix(true[i], called[i], 4)) for i in rows]
    assert resampled.draws.mean() == pytest.approx(np.mean(by_hand), abs=0.002)
    assert resampled.standard_error == pytest.approx(np.std(by_hand), rel=0.06)


def test_leaving_one_row_out_of_each_cell_is_the_jackknife() -> None:
    matrix = a_matrix(3, 60, 0.6)
    values, weights = Cells(matrix).leave_one_out("f1_weighted")
    for value, true, called in zip(values, *matrix.nonzero(), strict=True):
        less = matrix.copy()
        less[true, called] -= 1
        assert value == pytest.approx(metric_of("f1_weighted", less))
    assert weights.sum() == 60


def test_bca_agrees_with_scipy_on_a_mean() -> None:
    values = np.random.default_rng(2).lognormal(size=80)
    ours = resample_mean(values, resamples=20_000).interval(0.9)
    theirs = stats.bootstrap((values,), np.mean, n_resamples=20_000, confidence_level=0.9, method="BCa",
                             rng=np.random.default_rng(5)).confidence_interval  # fmt: skip
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), rel=0.02)


def test_accuracy_comes_out_near_wilson() -> None:
    matrix = a_matrix(2, 2000, 0.8)
    found, closed = resample_confusion("accuracy", matrix).interval(), wilson(int(matrix.trace()), 2000)
    assert (found.low, found.high) == pytest.approx((closed.low, closed.high), abs=0.004)


@pytest.mark.parametrize("metric", METRICS)
def test_a_perfect_score_on_few_rows_is_not_certain(metric: str) -> None:
    matrix = np.diag([6, 4])
    resampled = resample_confusion(metric, matrix)
    assert resampled.estimate == 1.0
    assert resampled.interval().low < wilson(10, 10).low + 1e-9
    assert resampled.interval().high == 1.0
    assert resampled.method == "bootstrap-bca+wilson"


@settings(max_examples=40, deadline=None)
@given(matrices, st.sampled_from(["f1_macro", "precision_weighted", "recall_macro", "accuracy"]))
def test_the_interval_holds_the_estimate_and_grows_with_the_level(matrix: Counts, metric: str) -> None:
    resampled = resample_confusion(metric, matrix, resamples=200)
    narrow, wide = resampled.interval(0.8), resampled.interval(0.99)
    assert -1e-9 <= wide.low <= narrow.low <= resampled.estimate <= narrow.high <= wide.high <= 1 + 1e-9


def test_one_sided_bounds_are_the_ends_of_the_resamples() -> None:
    resampled = resample_confusion("f1_macro", a_matrix(4, 300, 0.5))
    bounds = resampled.bounds(0.95)
    assert (bounds.low, bounds.high) == pytest.approx((resampled.end(0.05), resampled.end(0.95)))
    assert bounds.level == pytest.approx(0.9)


def test_equal_values_have_no_spread() -> None:
    resampled = resample_mean([2.0] * 9)
    assert resampled.standard_error == 0
    assert (resampled.interval().low, resampled.interval().high) == (2.0, 2.0)


def test_sixty_classes_take_less_than_a_second() -> None:
    matrix = a_matrix(60, 2400, 0.8)
    started = time.process_time()
    resample_confusion("f1_macro", matrix, resamples=2000)
    assert time.process_time() - started < 3  # 0.3 s on an idle core


@given(hnp.arrays(np.float64, st.integers(2, 60), elements=st.floats(0, 100)), st.floats(0, 1))
@settings(deadline=None)
def test_a_percentile_stays_among_the_values(values: NDArray[np.float64], q: float) -> None:
    found = resample_percentile(values, q, resamples=200).interval()
    assert values.min() <= found.low <= np.quantile(values, q) <= found.high <= values.max()


def test_order_statistics_by_beta_are_those_of_resampled_rows() -> None:
    values = np.random.default_rng(3).gamma(2, size=200)
    resampled = resample_percentile(values, 0.9, resamples=8000)
    picks = np.random.default_rng(4).integers(0, 200, (8000, 200))
    by_hand = np.quantile(values[picks], 0.9, axis=1)
    assert stats.ks_2samp(resampled.draws, by_hand).pvalue > 0.001


def test_what_cannot_be_resampled_is_refused_in_a_sentence() -> None:
    refused: tuple[tuple[Callable[[], object], str], ...] = (
        (lambda: resample_confusion("f1_macro", np.zeros((2, 2), int)), "at least one row"),
        (lambda: resample_confusion("f1_macro", np.ones((2, 3), int)), "square"),
        (lambda: resample_confusion("f2_macro", np.ones((2, 2), int)), "f1_macro"),
        (lambda: resample_confusion("f1_binary", np.ones((3, 3), int)), "two classes"),
        (lambda: resample_confusion("cohen_kappa", np.diag([9, 0])), "undefined"),
        (lambda: resample_mean([1.0]), "two values"),
        (lambda: resample_mean([1.0, float("nan")]), "finite"),
        (lambda: resample_percentile([1.0, 2.0], 1.2), "0 to 1"),
    )
    for call, word in refused:
        with pytest.raises(ValueError, match=word):
            call()
