"""Accuracy and F1 of a classifier of recordings."""

from collections.abc import Iterator

from claims.records import Attempt, Model, Question, Slice
from reproducers import reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.planning import requirements
from reproducers.lab.refusal import Refusal
from reproducers.lab.scoring.score import METRICS, classified


def fits(model: Model, rows: Slice | None) -> Refusal | None:
    """The refusal for anything but a classifier of recordings in safetensors, and recordings with labels."""
    refusal = requirements.runs_in_torch(model, "audio-classification")
    return refusal or requirements.missing_column(rows, "audio", "label")


@reproducer(
    "audio-classification", version=2, metrics=METRICS, fits=fits, asks=("accuracy", "f1_macro"), stops=True
)
def audio_classification(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Classify each recording as the model's own settings prepare it, and compare with its label."""
    yield from classified(questions, bench)
