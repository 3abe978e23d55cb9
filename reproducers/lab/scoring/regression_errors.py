"""Errors and correlations of numbers beside the true ones, each with its resamples."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from claims.records import Attempt, Question
from reproducers.lab.bench import Bench
from reproducers.lab.scoring.correlation import correlations
from reproducers.lab.scoring.to_measurement import Run, rows_to_draw, skipped, to_measurement

if TYPE_CHECKING:
    from claims.statistics.arrays import Floats
    from claims.statistics.resampled import Resampled


METRICS = {"mae", "mse", "rmse", "r2", "mape", "pearson", "spearman"}
"""The catalog's ids of what is measured of numbers."""
_FEWEST = 10  # rows


def regression_measurements(
    questions: Sequence[Question], bench: Bench, run: Run, true: "Floats", predicted: "Floats"
) -> Iterator[Attempt]:
    """Answer each question from the true numbers and the called ones, both of shape (rows,)."""
    by_metric = _every(true, predicted, bench)
    for question in questions:
        resampled = by_metric.get(question.metric)
        if resampled is None or len(true) < _FEWEST:
            yield skipped(
                question, bench, "ambiguous", f"{question.metric} is undefined on these {len(true)} rows."
            )
            continue
        beside = {k: v.estimate for k, v in by_metric.items() if k != question.metric}
        yield to_measurement(question, bench, run, resampled, beside=beside)


def _every(true: "Floats", predicted: "Floats", bench: Bench) -> "dict[str, Resampled]":
    """Each metric with its resamples; one that is undefined is left out."""
    import numpy as np

    from claims.statistics.sum_scores import ratio, resample_totals, root_of_ratio

    error, one_each = predicted - true, np.ones_like(true)
    ways = {
        "mae": (ratio, np.stack([np.abs(error), one_each], axis=1)),
        "mse": (ratio, np.stack([error**2, one_each], axis=1)),
        "rmse": (root_of_ratio, np.stack([error**2, one_each], axis=1)),
        "r2": (
            _determination,
            np.stack([error**2, one_each, true - true.mean(), (true - true.mean()) ** 2], axis=1),
        ),
    }
    if (true != 0).all():
        ways["mape"] = (ratio, np.stack([np.abs(error / true), one_each], axis=1))
    by_metric = {}
    for name, (way, rows) in ways.items():
        try:
            by_metric[name] = resample_totals(
                way, rows, worth=rows_to_draw(bench), seed=bench.settings.seed, share=False
            )
        except ValueError:
            continue
    return by_metric | correlations(true, predicted, worth=rows_to_draw(bench), seed=bench.settings.seed)


def _determination(sums: "Floats") -> "Floats":
    """1 - residual over total sum of squares, of the totals of (e², 1, y, y²)."""
    import numpy as np

    residual, n, y, yy = np.moveaxis(sums, -1, 0)
    r2: Floats = 1 - residual / (yy - y * y / n)
    return r2
