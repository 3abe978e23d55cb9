"""Accuracy and F1 of a classifier of recordings."""

from collections.abc import Iterator

from claims.records import Attempt, Model, Question, Slice
from reproducers import Refusal, reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.planning import requirements
from reproducers.lab.scoring.score import METRICS, Called, raw_calls, score


def fits(model: Model, rows: Slice | None) -> Refusal | None:
    """A classifier of recordings in safetensors, and recordings with labels."""
    refusal = (
        requirements.opened(model)
        or requirements.does(model, "audio-classification")
        or requirements.in_torch(model)
    )
    return refusal or requirements.has(rows, "audio", "label")


@reproducer(
    "audio-classification", version=2, metrics=METRICS, fits=fits, asks=("accuracy", "f1_macro"), stops=True
)
def audio_classification(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Classify each recording as the model's own settings prepare it, and compare with its label."""
    found = bench.calls
    indices = [call.output for call in found.calls]
    digest = bench.keep(
        raw_calls(bench, bench.model.name, indices, [round(call.score, 6) for call in found.calls])
    )
    yield from score(
        questions, bench, Called(bench.model.name, indices, found.settings, found.seconds, digest)
    )
