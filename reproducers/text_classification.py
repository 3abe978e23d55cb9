"""Accuracy, F1, precision and recall of a text classifier, on the team's own labelled rows."""

from collections.abc import Iterator

from claims.records import Attempt, Model, Question, Slice
from reproducers import reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.planning import requirements
from reproducers.lab.refusal import Refusal
from reproducers.lab.scoring.score import METRICS, classified


def fits(model: Model, rows: Slice | None) -> Refusal | None:
    """The refusal for anything but a model that may be opened, that classifies texts, and rows with labels."""
    return requirements.runs(model, "text-classification") or requirements.labelled(rows)


@reproducer(
    "text-classification", version=2, metrics=METRICS, fits=fits, asks=("accuracy", "f1_macro"), stops=True
)
def text_classification(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Classify each row's text and compare with its label."""
    yield from classified(questions, bench)
