"""What a search for a cheaper variant is asked."""

from claims.catalog.hub_tasks import same_models
from claims.errors import ModelUnavailable
from claims.records import Model, Record, Slice, Source
from claims.records.optimization import DropLimit
from reproducers.lab.orders import Settings

OPTIMIZED = (
    "text-classification",
    "tabular-classification",
    "image-classification",
    "object-detection",
    "sentence-similarity",
)
"""Tasks whose models can be made cheaper here."""
CHOSEN = "model.onnx"
"""The recommended variant's file, as the child leaves it."""


class GivenVariant(Record):
    """A variant that somebody made elsewhere."""

    name: str
    """The file's name."""
    path: str
    """Where it lies."""


class OptimizeOrder(Record):
    """A model that the survey looked at, the rows to judge it on, and what may be given up."""

    source: Source
    """The model, pinned."""
    model_root: str
    """Its folder."""
    model: Model
    """What the survey found of it."""
    slice: Slice
    """What the survey found of the rows."""
    data: str
    """The file that the slice is of."""
    limit: DropLimit
    """What may be given up."""
    metric: str | None = None
    """By which quality is judged; none: the task's own."""
    candidates: tuple[GivenVariant, ...] = ()
    """Variants made elsewhere, that are judged as ours are."""
    only_candidates: bool = False
    """Whether no variants of our own are made."""
    seconds: float = 180.0
    """How long the search may take, once the model is opened."""
    settings: Settings = Settings()
    """How to run it."""
    notes: tuple[str, ...] = ()
    """What the caller wants told."""


def check_task(task: str | None) -> None:
    """Raise ModelUnavailable for a task whose models are not made cheaper here."""
    if task is not None and same_models(task, "text2text-generation"):
        raise ModelUnavailable(
            f"The model's task is {task}; models that write text are not made cheaper here, encoder-decoders included.",
            "verify profile shows where its time goes, and verify compare weighs a smaller model against it.",
        )
    if task not in OPTIMIZED:
        named = f"The model's task is {task}" if task else "The model's files do not say its task"
        raise ModelUnavailable(
            f"{named}, which is not made cheaper here.", f"Give --task with one of {', '.join(OPTIMIZED)}."
        )
