"""The probability that a system gives each class of each row: from the opened model, or from a file of answers."""

from typing import TYPE_CHECKING, NamedTuple

from claims.errors import DataError
from claims.records import Pair
from reproducers.lab.bench import Bench
from reproducers.lab.data.probability_columns import numbers_of, probability_columns
from reproducers.lab.models.open_classifier import predictions_of
from reproducers.lab.models.prediction_file import read_prediction_file

if TYPE_CHECKING:
    from claims.statistics.arrays import Floats


_SUM = 0.02  # by which probabilities of a row may miss 1, as they are printed


class ClassProbabilities(NamedTuple):
    """Probabilities of shape (rows, classes), the called classes, and how they came about."""

    values: "Floats | None"
    """None where the system gives labels alone."""
    called: tuple[int, ...]
    settings: tuple[Pair, ...]
    seconds: float
    why: str = ""
    """Why there are none."""


def probabilities_of(bench: Bench) -> ClassProbabilities:
    """What the bench's model or file of answers gives."""
    return _of_file(bench) if bench.model.format == "predictions" else _of_model(bench)


def _of_model(bench: Bench) -> ClassProbabilities:
    import numpy as np

    made = predictions_of(bench)
    called = tuple(row.output for row in made.rows)
    rows = [row.probabilities for row in made.rows if row.probabilities is not None]
    if len(rows) < len(called) or len({len(row) for row in rows}) != 1:
        return ClassProbabilities(
            None, called, made.settings, made.seconds, "The model gives labels without probabilities."
        )
    return ClassProbabilities(np.stack(rows).astype(np.float64), called, made.settings, made.seconds)


def _of_file(bench: Bench) -> ClassProbabilities:
    import numpy as np

    answers, names, started = read_prediction_file(bench), bench.truth.names, bench.clock()
    places = {name: i for i, name in reversed(list(enumerate(names)))}
    called = tuple(places.get((output or "").strip(), len(names)) for output in answers.outputs)
    columns = probability_columns(answers.columns, names)
    why = "The file of answers has no column of probabilities for each class, such as prob_" + names[-1] + "."
    if not columns:
        return ClassProbabilities(None, called, answers.settings, 0.0, why)
    numbers = [numbers_of(answers.columns[name]) for name in columns]
    if any(column is None for column in numbers):
        raise DataError(
            "A row of the answers has no probability, or one outside 0 to 1.", "Give one for every row."
        )
    values = np.array(numbers, dtype=np.float64).T
    if values.shape[1] == 1:
        values = _of_second(values[:, 0], called)
    elif (np.abs(values.sum(axis=1) - 1) > _SUM).any():
        raise DataError("The probabilities of a row do not sum to 1.", "Give the probability of each class.")
    settings = (*answers.settings, Pair(name="probabilities", value=", ".join(columns)[:200]))
    return ClassProbabilities(values, called, settings, bench.clock() - started)


def _of_second(column: "Floats", called: tuple[int, ...]) -> "Floats":
    """Both probabilities from one column; raises DataError where the answers show that it is not the second class's."""
    import numpy as np

    second = np.array(called) == 1
    if ((column > 0.5) == second).mean() < 0.95 and second.any() and not second.all():
        least, most = column[second].min(), column[~second].max()
        if least < most:  # no threshold parts the answers either: perhaps the confidence in each answer
            raise DataError(
                "Whose probability the column holds cannot be told from the answers.",
                "Call it prob_ and the name of the class.",
            )
    return np.stack([1 - column, column], axis=1)
