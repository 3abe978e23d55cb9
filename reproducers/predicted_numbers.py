"""Errors and correlations of a closed model that gives each row a number, from a file of its answers."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from claims.errors import DataError
from claims.records import Attempt, Model, Pair, Question, Slice
from reproducers import reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.models.prediction_file import read_prediction_file
from reproducers.lab.models.regressor import true_numbers
from reproducers.lab.planning import requirements
from reproducers.lab.refusal import Refusal
from reproducers.lab.scoring.answer_doubts import supplier_settings
from reproducers.lab.scoring.regression_errors import METRICS, regression_measurements
from reproducers.lab.scoring.to_measurement import Run

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def fits(model: Model, rows: Slice | None) -> Refusal | None:
    """The refusal for anything but a file of numbers, and rows with true ones."""
    if model.format != "predictions" or model.task != "text-regression":
        return Refusal("no_reproducer", "The answers are no numbers: bring them by --predictions FILE.")
    return requirements.labelled(rows)


@reproducer("predicted-numbers", version=2, metrics=METRICS, fits=fits, asks=("pearson", "spearman"))
def predicted_numbers(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Compare each answered number with the true one; errors suppose that both are on the same scale."""
    started = bench.clock()
    answers, true = read_prediction_file(bench), true_numbers(bench)
    called = _numbers(answers.outputs)
    answered = [i for i, output in enumerate(answers.outputs) if output is not None]
    digest = bench.keep_raw(
        {"row": bench.rows.numbers[i], "true": float(true[i]), "called": float(called[i])} for i in answered
    )
    settings = (
        *supplier_settings(bench, answers.outputs, (called == true).tolist()),
        *answers.settings,
        Pair(name="rows compared", value=str(len(answered))),
    )
    run = Run(settings, bench.clock() - started, digest, n=len(answered))
    yield from regression_measurements(questions, bench, run, true[answered], called[answered])


def _numbers(outputs: tuple[str | None, ...]) -> "NDArray[np.float64]":
    """The answers of shape (rows,), NaN where a row has none; raises DataError where more than one in ten has none."""
    import numpy as np

    absent = sum(output is None for output in outputs)
    if 10 * absent > len(outputs):
        raise DataError(
            f"{absent} of {len(outputs)} rows have no answer: what is left may be the easy ones.",
            "Bring an answer for every row.",
        )
    return np.array([float(output) if output is not None else float("nan") for output in outputs])
