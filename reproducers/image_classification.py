"""Accuracy and F1 of a classifier of pictures."""

from collections.abc import Iterator

from claims.records import Attempt, Model, Question, Slice
from reproducers import reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.planning import requirements
from reproducers.lab.refusal import Refusal
from reproducers.lab.scoring.score import METRICS, classified


def fits(model: Model, rows: Slice | None) -> Refusal | None:
    """The refusal for anything but a classifier of pictures, and pictures with labels."""
    return requirements.runs(model, "image-classification") or requirements.missing_column(
        rows, "image", "label"
    )


@reproducer(
    "image-classification", version=2, metrics=METRICS, fits=fits, asks=("accuracy", "f1_macro"), stops=True
)
def image_classification(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Classify each picture as the model's own settings prepare it, and compare with its label."""
    yield from classified(questions, bench)
