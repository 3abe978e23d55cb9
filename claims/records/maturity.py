"""How far a repository is: each stage with its evidence, and a plan for what is missing."""

from claims.records.pipeline import PipelineStage, State, StatedFigure, ToolInUse
from claims.records.record import Record
from claims.records.redesign import Redesign
from claims.records.source import Place, Source


class StageFound(Record):
    """The evidence that was found for one stage."""

    name: str
    """The stage's name in the catalog."""
    title: str
    """What it is called."""
    state: State
    """Whether it is there."""
    counts: bool = True
    """Whether it counts for the level; else it is of the pipeline's map and the plan alone."""
    evidence: tuple[Place, ...] = ()
    """Files and lines that show it."""


class Step(Record):
    """One step that would bring a repository further."""

    stage: str
    """The stage that it supplies."""
    tool: str
    """With what."""
    days: int
    """Working days of one engineer."""
    pays: str
    """What it gives in return."""
    sla: str
    """What to hold it to afterwards."""


class Phase(Record):
    """Things to do together."""

    title: str
    """What the phase is for."""
    steps: tuple[Step, ...]
    """What to do, the cheapest first."""

    @property
    def days(self) -> int:
        """Working days of the whole phase."""
        return sum(step.days for step in self.steps)


class Maturity(Record):
    """How far a repository is, stage by stage."""

    source: Source
    """What was looked at."""
    files: int
    """How many files."""
    stages: tuple[StageFound, ...]
    """Every stage, in the order of the pipeline."""
    by_hand: tuple[Place, ...] = ()
    """Steps that the documents ask a person to do."""
    unsafe: tuple[Place, ...] = ()
    """Files that can run code when they are opened."""
    undocumented: tuple[Place, ...] = ()
    """Data that are read from a place that nothing else explains: somebody's disk, a bare bucket."""
    pipeline: tuple[PipelineStage, ...] = ()
    """The stages from data to monitoring, with what starts each."""
    tools: tuple[ToolInUse, ...] = ()
    """Tools and platforms that are used or installed."""
    figures: tuple[StatedFigure, ...] = ()
    """Scores that files of metrics hold."""
    plan: tuple[Phase, ...] = ()
    """What to do, in phases."""
    redesign: Redesign | None = None
    """Tools chosen, service levels proposed, and what the plan costs and saves."""
    notes: tuple[str, ...] = ()
    """What was not looked at."""

    @property
    def score(self) -> float:
        """Share of the counted stages that are there, parts as half; unsafe weights and work by hand take off."""
        worth = {"found": 1.0, "partial": 0.5}
        have = sum(worth.get(stage.state, 0.0) for stage in self.counted)
        have -= 0.5 * bool(self.unsafe) + 0.5 * bool(self.by_hand)
        return max(0.0, have / max(1, len(self.counted)))

    @property
    def counted(self) -> tuple[StageFound, ...]:
        """The stages that count for the level."""
        return tuple(stage for stage in self.stages if stage.counts)

    @property
    def level(self) -> int:
        """0 by hand, 1 repeatable, 2 kept by tests and records, 3 running without hands."""
        phases = ((0, 0.34), (1, 0.55), (2, 0.8))
        return next((level for level, below in phases if self.score < below), 3)
