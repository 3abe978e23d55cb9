"""What a profile is asked of, and its answer with the files beside it."""

from claims.records import Model, Record, Slice, Source
from reproducers.lab.orders import Settings


class ProfileOrder(Record):
    """A model that the survey looked at, and the rows to run it on."""

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
    batch: int = 1
    """Rows in a pass."""
    passes: int = 20
    """Passes under the profiler, at most."""
    settings: Settings = Settings()
    """How to run it."""
    notes: tuple[str, ...] = ()
    """What the caller wants told."""
