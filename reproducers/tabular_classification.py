"""Accuracy, F1, precision and recall of an ONNX classifier of rows of numbers."""

from collections.abc import Iterator

from claims.records import Attempt, Model, Question, Slice
from reproducers import reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.planning import requirements
from reproducers.lab.refusal import Refusal
from reproducers.lab.scoring.score import METRICS, classified


def fits(model: Model, rows: Slice | None) -> Refusal | None:
    """The refusal for anything but a model of columns of numbers that may be opened, and rows with labels."""
    return requirements.runs(model, "tabular-classification") or requirements.labelled(rows)


@reproducer(
    "tabular-classification", version=2, metrics=METRICS, fits=fits, asks=("accuracy", "f1_macro"), stops=True
)
def tabular_classification(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Classify each row of columns and compare with its label."""
    yield from classified(questions, bench)
