"""Errors and correlations of a model that gives each row a number."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from claims.records import Attempt, Model, Question, Slice
from reproducers import Refusal, reproducer
from reproducers.lab import needs
from reproducers.lab.bench import Bench
from reproducers.lab.correlation import correlations
from reproducers.lab.measured import Run, left, measured, worth_of
from reproducers.lab.texts_to_numbers import numbers_of, true_numbers

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from claims.statistics.resampled import Resampled

    Floats = NDArray[np.float64]

_FEWEST = 10  # rows


def fits(model: Model, rows: Slice | None) -> Refusal | None:
    """A model with one output, and rows with true numbers."""
    refusal = needs.opened(model) or needs.does(model, "text-regression", "tabular-regression")
    return refusal or needs.has(rows, "label")


@reproducer(
    "regression",
    version=1,
    metrics={"mae", "mse", "rmse", "r2", "mape", "pearson", "spearman"},
    fits=fits,
    asks=("mae", "r2"),
)
def regression(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Compare the model's number of each row with the true one."""
    started = bench.clock()
    true = true_numbers(bench)
    found, settings = numbers_of(bench)
    digest = bench.keep(
        {"row": n, "true": float(t), "called": round(float(c), 9)}
        for n, t, c in zip(bench.rows.numbers, true, found, strict=True)
    )
    run, every = Run(settings, bench.clock() - started, digest), _every(true, found, bench)
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

    from claims.statistics.totals import ratio, resample_totals, root_of_ratio

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
