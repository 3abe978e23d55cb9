"""Another system's answers to the same rows, so that the two can be compared row by row."""

from collections.abc import Iterator

from claims.records import Attempt, Model, Pair, Question, Slice
from reproducers import reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.models.prediction_file import read_prediction_file
from reproducers.lab.planning import requirements
from reproducers.lab.refusal import Refusal
from reproducers.lab.scoring.score import METRICS, SystemPredictions, raw_predictions, score

OTHER_SYSTEM = "the other system"


def fits(_model: Model, rows: Slice | None) -> Refusal | None:
    """The refusal for anything but rows with labels, and a file of another system's answers."""
    if rows is None or not any(pair.name == "against.output" for pair in rows.columns):
        return Refusal("no_data", "There is no other system to compare with: give --against FILE.")
    return requirements.labelled(rows)


def subjects(_model: Model) -> tuple[str, ...]:
    """The other system, whatever its name."""
    return (OTHER_SYSTEM,)


@reproducer("rival", version=1, metrics=METRICS, fits=fits, asks=("accuracy", "f1_macro"), subjects=subjects)
def other_system(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Compare each answer of the other system with the row's label; its labels may be the data's or the model's."""
    answers, truth = read_prediction_file(bench, "against"), bench.truth
    places = {name: i for i, name in reversed(list(enumerate(truth.names)))}
    if bench.slice is not None:
        places |= {pair.name: places[pair.value] for pair in bench.slice.labels if pair.value in places}
    calls = [places.get((output or "").strip(), len(truth.names)) for output in answers.outputs]
    settings = answers.settings
    if bench.against is not None:
        settings = (Pair(name="file", value=bench.against.name), *settings)
    digest = bench.keep_raw(raw_predictions(bench, OTHER_SYSTEM, calls))
    yield from score(questions, bench, SystemPredictions(OTHER_SYSTEM, calls, settings, 0.0, digest))
