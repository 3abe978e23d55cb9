"""Accuracy, F1, precision and recall of an ONNX classifier of rows of numbers."""

from collections.abc import Iterator

from claims.records import Attempt, Model, Question, Slice
from reproducers import Refusal, reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.planning import requirements
from reproducers.lab.scoring.score import METRICS, Called, raw_calls, score


def fits(model: Model, rows: Slice | None) -> Refusal | None:
    """A model that may be opened, whose inputs are columns of numbers, and rows with labels."""
    return (
        requirements.opened(model)
        or requirements.does(model, "tabular-classification")
        or requirements.labelled(rows)
    )


@reproducer(
    "tabular-classification", version=2, metrics=METRICS, fits=fits, asks=("accuracy", "f1_macro"), stops=True
)
def tabular_classification(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Classify each row of columns and compare with its label."""
    found = bench.calls
    indices = [call.output for call in found.calls]
    digest = bench.keep(
        raw_calls(bench, bench.model.name, indices, [round(call.score, 6) for call in found.calls])
    )
    yield from score(
        questions, bench, Called(bench.model.name, indices, found.settings, found.seconds, digest)
    )
