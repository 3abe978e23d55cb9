"""Areas under curves and calibration of resampled rows, against scikit-learn and drawn rows."""

from functools import partial

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from claims.statistics.class_scores import (
    average_precision,
    calibration_error,
    less_its_bias,
    resample_rows,
    roc_auc,
)


def rows(n: int = 200, ties: bool = True) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(4)
    true = (draw.random(n) < 0.3).astype(float)
    scores = draw.random(n) * 0.7 + true * 0.3
    return true, np.round(scores, 1) if ties else scores


@pytest.mark.parametrize("ties", [True, False])
def test_both_areas_are_scikit_learns(ties: bool) -> None:
    true, scores = rows(ties=ties)
    ones = np.ones((1, len(true)))
    assert roc_auc(true, scores, ones)[0] == pytest.approx(roc_auc_score(true, scores))
    assert average_precision(true, scores, ones)[0] == pytest.approx(average_precision_score(true, scores))


def test_a_weighted_row_counts_as_often_as_it_was_drawn() -> None:
    true, scores = rows()
    weights = np.random.default_rng(1).multinomial(200, np.full(200, 1 / 200), size=3).astype(float)
    for drawn, area, precision in zip(
        weights.astype(int),
        roc_auc(true, scores, weights),
        average_precision(true, scores, weights),
        strict=True,
    ):
        again = np.repeat(np.arange(200), drawn)
        assert area == pytest.approx(roc_auc_score(true[again], scores[again]))
        assert precision == pytest.approx(average_precision_score(true[again], scores[again]))


def test_a_class_that_is_missing_leaves_the_area_undefined() -> None:
    with pytest.raises(ValueError, match="undefined"):
        resample_rows(lambda w: roc_auc(np.ones(9), np.linspace(0, 1, 9), w), 9)


def test_the_interval_of_an_area_covers_it_as_often_as_it_says() -> None:
    draw, inside = np.random.default_rng(2), 0
    for _ in range(60):
        true = (draw.random(150) < 0.5).astype(float)
        scores = draw.normal(size=150) + true  # an area of 0.7602: the normal distribution at 1 / sqrt(2)
        found = resample_rows(partial(roc_auc, true, scores), 150, resamples=300).interval()
        inside += found.low <= 0.7602 <= found.high
    assert inside >= 52


def test_a_calibrated_model_is_not_called_uncalibrated_on_few_rows() -> None:
    draw = np.random.default_rng(3)
    confidence = 0.5 + draw.random(300) / 2
    right = (draw.random(300) < confidence).astype(float)
    found = resample_rows(lambda w: calibration_error(right, confidence, w), 300)
    moved, less = less_its_bias(found)
    assert found.estimate > 0.02 and less < found.estimate
    assert moved.bounds().low < 0.01


def test_the_calibration_error_is_the_mean_gap_of_the_bins() -> None:
    confidence = np.array([0.9] * 10 + [0.6] * 10)
    right = np.array([1.0] * 8 + [0.0] * 2 + [1.0] * 6 + [0.0] * 4)
    assert calibration_error(right, confidence, np.ones((1, 20)))[0] == pytest.approx(0.05)
