"""What is kept of each sample, as far as reports show it."""

from pydantic import Field

from claims.records.record import Record


class TimedRun(Record):
    """How long one run of a model took."""

    batch: int = Field(1, ge=1)
    """Rows that went in at once."""
    run: int = Field(ge=0)
    """Its number, from 0."""
    seconds: float = Field(ge=0)
    """Wall-clock seconds."""
