"""Errors and correlations of numbers beside the true ones, each with its resamples."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from claims.records import Attempt, Question
from reproducers.lab.bench import Bench
from reproducers.lab.scoring.correlation import correlations
from reproducers.lab.scoring.to_measurement import Run, left, measured, worth_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from claims.statistics.resampled import Resampled

    Floats = NDArray[np.float64]

NUMBERS = {"mae", "mse", "rmse", "r2", "mape", "pearson", "spearman"}
"""The catalog's ids of what is measured of numbers."""
_FEWEST = 10  # rows


def compared(
    questions: Sequence[Question], bench: Bench, run: Run, true: "Floats", called: "Floats"
) -> Iterator[Attempt]:
    """Answer each question from the true numbers and the called ones, both of shape (rows,)."""
    every = _every(true, called, bench)
    for question in questions:
        one = every.get(question.metric)
        if one is None or len(true) < _FEWEST:
            yield left(
                question, bench, "ambiguous", f"{question.metric} is undefined on these {len(true)} rows."
            )
            continue
        beside = {k: v.estimate for k, v in every.items() if k != question.metric}
        yield measured(question, bench, run, one, beside=beside)


def _every(true: "Floats", called: "Floats", bench: Bench) -> "dict[str, Resampled]":
    """Each metric with its resamples; one that is undefined is left out."""
    import numpy as np

    from claims.statistics.sum_scores import ratio, resample_totals, root_of_ratio

    error, ones = called - true, np.ones_like(true)
    ways = {
        "mae": (ratio, np.stack([np.abs(error), ones], axis=1)),
        "mse": (ratio, np.stack([error**2, ones], axis=1)),
        "rmse": (root_of_ratio, np.stack([error**2, ones], axis=1)),
        "r2": (
            _determination,
            np.stack([error**2, ones, true - true.mean(), (true - true.mean()) ** 2], axis=1),
        ),
    }
    if (true != 0).all():
        ways["mape"] = (ratio, np.stack([np.abs(error / true), ones], axis=1))
    found = {}
    for name, (way, rows) in ways.items():
        try:
            found[name] = resample_totals(
                way, rows, worth=worth_of(bench), seed=bench.settings.seed, share=False
            )
        except ValueError:
            continue
    return found | correlations(true, called, worth=worth_of(bench), seed=bench.settings.seed)


def _determination(sums: "Floats") -> "Floats":
    """1 - residual over total sum of squares, of the totals of (e², 1, y, y²)."""
    import numpy as np

    residual, n, y, yy = np.moveaxis(sums, -1, 0)
    found: Floats = 1 - residual / (yy - y * y / n)
    return found
