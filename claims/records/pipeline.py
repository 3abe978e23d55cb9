"""The pipeline that a repository shows: its stages in order, what starts each, and the tools in use."""

from typing import Literal

from claims.records.record import Record
from claims.records.source import Place

State = Literal["found", "partial", "not shown", "missing"]
"""Whether a stage is there: "not shown" where it is spoken of or installed but nothing that runs shows it."""
Starter = Literal["schedule", "push", "pipeline", "workflow", "script", "image", "hand"]
"""What starts a stage, the most automatic first: a schedule, a change of the code, a step of a pipeline, a workflow
that a person or another workflow starts, a script or Makefile, a container that starts, or a person who types a
command or runs a notebook's cells."""


class StageStart(Record):
    """Something that starts a stage."""

    by: Starter
    """What starts it."""
    place: Place
    """The line that says so."""
    every: str = ""
    """The schedule as it is written, where there is one."""


class PipelineStage(Record):
    """One stage of the way from data to a model that is watched."""

    name: str
    """Its name in the catalog."""
    title: str
    """What it is called."""
    state: State
    """Whether it is there."""
    evidence: tuple[Place, ...] = ()
    """Files and lines that show it."""
    starts: tuple[StageStart, ...] = ()
    """What starts it, the most automatic first."""
    by_hand: tuple[Place, ...] = ()
    """Steps of it that a person does: lines of documents, typed commands, notebooks."""
    undocumented: tuple[Place, ...] = ()
    """Data in it that nothing explains."""

    @property
    def is_manual(self) -> bool:
        """Whether nothing but a person is seen to start it."""
        return bool(self.starts) and all(start.by == "hand" for start in self.starts)


class ToolInUse(Record):
    """A tool or platform that the repository uses, or has installed."""

    name: str
    """Its name in the catalog."""
    state: State
    """Found where code or settings use it, partial where examples do, not shown where it is only installed."""
    places: tuple[Place, ...]
    """Where it is used."""


class StatedFigure(Record):
    """A score that a file of the repository holds."""

    metric: str
    """The metric's id in the catalog."""
    value: float
    """The score as written."""
    place: Place
    """Where it stands."""
