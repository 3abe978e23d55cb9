"""What a search for a cheaper variant is asked."""

from claims.records import Model, Record, Slice, Source
from claims.records.optimization import DropLimit
from reproducers.lab.orders import Settings

CHOSEN = "model.onnx"
"""The recommended variant's file, as the child leaves it."""
CHOSEN_DATA = "model.onnx.data"


class Candidate(Record):
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
    candidates: tuple[Candidate, ...] = ()
    """Variants made elsewhere, that are judged as ours are."""
    only_candidates: bool = False
    """Whether no variants of our own are made."""
    seconds: float = 180.0
    """How long the search may take."""
    settings: Settings = Settings()
    """How to run it."""
    notes: tuple[str, ...] = ()
    """What the caller wants told."""
