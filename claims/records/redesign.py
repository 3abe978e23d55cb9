"""The redesign of a pipeline: a tool for each stage, service levels, and what the plan costs and saves."""

from decimal import Decimal
from typing import Literal

from claims.records.record import Record
from claims.records.source import Place


class ToolChoice(Record):
    """The tool for one stage, with the reason."""

    stage: str
    """The stage of maturity that it supplies."""
    title: str
    """The stage of the pipeline that it is for, as a report calls it."""
    tool: str
    """What it is called."""
    kept: bool
    """Whether the repository uses it already."""
    reason: str
    """Why it and no other, in a sentence."""
    place: Place | None = None
    """The line that the reason rests on; none where nothing of the repository decides."""
    replaces: tuple[str, ...] = ()
    """What it takes the place of, each with its line."""
    server: bool = False
    """Whether something has to run for it all the time."""
    source: str
    """Its documentation."""


class ServiceLevel(Record):
    """Something to promise once the redesign is done."""

    name: Literal["data freshness", "retraining", "monitoring", "service"]
    """What it is about."""
    promise: str
    """What is held, with its figure."""
    reason: str
    """Why this figure: what the repository says, or that it says nothing."""
    place: Place | None = None
    """The line of the repository that the reason rests on."""


class PlanAssumption(Record):
    """Something that no repository tells: a range that the reader can change."""

    name: str
    """By what it is changed: hourly, runs."""
    low: Decimal
    """The least that it may be."""
    high: Decimal
    """The most."""
    unit: str
    """What it counts."""
    about: str
    """What it is."""
    source: str
    """Where the range comes from."""
    edited: bool = False
    """Whether the reader set it."""

    @property
    def ends(self) -> str:
        """Its ends without the unit, one where they are the same: "7 to 30"."""
        low, high = f"{self.low:f}", f"{self.high:f}"
        return low if low == high else f"{low} to {high}"


class PlanFigure(Record):
    """A result: in the middle of every range, and within which 95 % of the draws lie."""

    value: Decimal
    low: Decimal
    high: Decimal


class PhaseBudget(Record):
    """What one phase of the plan takes and gives."""

    title: str
    """The phase."""
    hours: PlanFigure
    """Hours of work."""
    cost: PlanFigure
    """Work, upkeep and hosting, over the whole time."""
    saves: PlanFigure
    """What it saves over the whole time."""


class PaysFrom(Record):
    """From which value of one assumption on the plan pays, all others in the middle of their ranges."""

    name: str
    """The assumption."""
    value: Decimal
    """The least value at which savings reach the cost."""
    unit: str
    """What it counts."""


class Redesign(Record):
    """Tools, service levels and the budget of a plan."""

    tools: tuple[ToolChoice, ...]
    """A tool for each stage of the pipeline, in order, then for running it from end to end."""
    levels: tuple[ServiceLevel, ...]
    """Service levels to promise."""
    assumptions: tuple[PlanAssumption, ...]
    """What the budget rests on."""
    months: int
    """The time over which costs and savings are added up."""
    phases: tuple[PhaseBudget, ...] = ()
    """Phase by phase; none where nothing is left to do."""
    hours: PlanFigure | None = None
    """Hours of work in all."""
    cost: PlanFigure | None = None
    """Cost in all."""
    saves: PlanFigure | None = None
    """Savings in all."""
    roi: PlanFigure | None = None
    """Savings less cost, over cost: 0.5 is half as much again as was paid."""
    pays: Decimal | None = None
    """The share of the draws in which savings exceed cost."""
    pays_from: tuple[PaysFrom, ...] = ()
    """What would have to hold for savings to reach the cost; none where they do in the middle of the ranges."""
    notes: tuple[str, ...] = ()
    """What was not reckoned."""
