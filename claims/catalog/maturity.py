"""What a repository of a model should have: how each stage is recognised, and what to do where it is missing."""

import functools

from pydantic import TypeAdapter

from claims.catalog.name_index import rows
from claims.records.record import Record


class Stage(Record):
    """One stage of the way from data to a served model."""

    name: str
    """Its short name."""
    title: str
    """What it is called in a report."""
    phase: int
    """In which phase of a plan it belongs: 1 makes results repeatable, 2 keeps them so, 3 runs without hands."""
    files: str = ""
    """Paths that show it, as a pattern."""
    holds: str = ""
    """Lines that show it, as a pattern."""
    part: str = ""
    """Paths or lines that show a part of it, as a pattern."""
    tool: str
    """What would supply it."""
    days: int
    """Working days of one engineer."""
    pays: str
    """What it gives in return."""
    sla: str
    """What to hold it to afterwards."""


@functools.cache
def stages() -> tuple[Stage, ...]:
    """Every stage, in the order of the pipeline."""
    return TypeAdapter(tuple[Stage, ...]).validate_python(rows("maturity.toml", "stage"))
