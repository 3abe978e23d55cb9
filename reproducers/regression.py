"""Errors and correlations of a model that gives each row a number."""

from collections.abc import Iterator

from claims.records import Attempt, Model, Question, Slice
from reproducers import reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.models.regressor import numbers_of, true_numbers
from reproducers.lab.planning import requirements
from reproducers.lab.refusal import Refusal
from reproducers.lab.scoring.regression_errors import METRICS, regression_measurements
from reproducers.lab.scoring.to_measurement import Run


def fits(model: Model, rows: Slice | None) -> Refusal | None:
    """The refusal for anything but a model with one output, and rows with true numbers."""
    refusal = requirements.runs(model, "text-regression", "tabular-regression")
    return refusal or requirements.missing_column(rows, "label")


@reproducer(
    "regression",
    version=1,
    metrics=METRICS,
    fits=fits,
    asks=("mae", "r2"),
)
def regression(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Compare the model's number of each row with the true one."""
    started = bench.clock()
    true = true_numbers(bench)
    predicted, settings = numbers_of(bench)
    digest = bench.keep_raw(
        {"row": n, "true": float(t), "called": round(float(c), 9)}
        for n, t, c in zip(bench.rows.numbers, true, predicted, strict=True)
    )
    run = Run(settings, bench.clock() - started, digest)
    yield from regression_measurements(questions, bench, run, true, predicted)
