"""What a plan costs and saves, phase by phase: added up for each draw of the assumptions.

A phase takes the hours of its steps; from the day on which it is done its steps cost upkeep and save what they save.
Phases follow each other, and one person does them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from claims.catalog.maturity import Saving, Stage, stages
from claims.costs.simulation import DRAWS, between, central
from claims.records.maturity import Maturity, Phase
from claims.records.redesign import PaysFrom, PhaseBudget, PlanAssumption, PlanFigure, Redesign, ToolChoice

if TYPE_CHECKING:
    from claims.statistics.arrays import Floats

_WORKING_DAYS = 21
"""Of a month."""
_MISSING = {"missing": 1.0, "not shown": 1.0, "partial": 0.5}
"""How much of a stage is still to be gained."""
_NOT_RECKONED = (
    "Not reckoned: the worth of a licence, of safe weights and of a first service, and lost business."
)


@dataclass(frozen=True, eq=False)
class _Drawn:
    """One phase: hours, cost and savings, the middle first, then draw by draw."""

    title: str
    hours: "Floats"
    cost: "Floats"
    saved: Mapping[str, "Floats"]
    """Money saved, by the assumption that it rests on."""

    @property
    def saves(self) -> "Floats":
        """All that it saves."""
        return sum(self.saved.values(), start=0.0 * self.cost)


def with_budget(redesign: Redesign, maturity: Maturity) -> Redesign:
    """The redesign with what its plan costs and saves; as it is where nothing is left to do."""
    import numpy as np

    rng = np.random.default_rng(0)
    ranges = {a.name: between(float(a.low), float(a.high), rng.random(DRAWS)) for a in redesign.assumptions}
    drawn: list[_Drawn] = []
    for phase in maturity.plan:
        before = sum((earlier.hours for earlier in drawn), start=np.zeros(DRAWS + 1))
        drawn.append(_phase(phase, maturity, redesign.tools, ranges, before))
    if not drawn:
        return redesign
    hours, cost, saves = (sum(getattr(p, name) for p in drawn) for name in ("hours", "cost", "saves"))
    paid = cost > 0
    return redesign.model_copy(
        update={
            "phases": tuple(_budget(phase) for phase in drawn),
            "hours": _figure(hours, 0),
            "cost": _figure(cost, 0),
            "saves": _figure(saves, 0),
            "roi": _figure((saves - cost) / cost, 2) if paid.all() else None,
            "pays": Decimal(str(round(float((saves > cost)[1:].mean()), 3))),
            "pays_from": tuple(_pays_from(drawn, redesign.assumptions)),
            "notes": (*redesign.notes, _NOT_RECKONED),
        }
    )


def _phase(
    phase: Phase,
    maturity: Maturity,
    tools: Sequence[ToolChoice],
    ranges: Mapping[str, "Floats"],
    before: "Floats",
) -> _Drawn:
    import numpy as np

    titles = {step.stage for step in phase.steps}
    of_phase = [stage for stage in stages() if stage.title in titles]
    hours = phase.days * ranges["effort"] * ranges["day"]
    a_month = _WORKING_DAYS * ranges["day"]
    months = np.maximum(0.0, ranges["months"] - (before + hours) / a_month)
    servers = sum(
        tool.server and not tool.kept and tool.stage in {s.name for s in of_phase} for tool in tools
    )
    upkeep = (
        sum(stage.phase > 1 for stage in of_phase) * ranges["upkeep"] * ranges["hourly"]
        + servers * ranges["hosting"]
    )
    saved = {
        name: months * each * ranges["hourly"]
        for name, each in _saved_hours(of_phase, maturity, ranges).items()
    }
    return _Drawn(phase.title, hours, hours * ranges["hourly"] + months * upkeep, saved)


def _saved_hours(
    of_phase: Sequence[Stage], maturity: Maturity, ranges: Mapping[str, "Floats"]
) -> dict[str, "Floats"]:
    """Hours that the steps of a phase save each month, by the assumption that they rest on."""
    state = {stage.name: stage.state for stage in maturity.stages}

    def gained(saving: Saving) -> float:
        return sum(_MISSING.get(state[stage.name], 0.0) for stage in of_phase if stage.saves == saving)

    preventing = sum(stage.saves == "failures" for stage in stages())
    manual = gained("manual") * (1 + sum(stage.is_manual for stage in maturity.pipeline)) / 2
    failures = ranges["failures"] * ranges["failure-hours"] * ranges["prevented"]
    return {
        "search": gained("search") * ranges["search"],
        "runs": manual * ranges["manual"] * ranges["runs"],
        "failures": gained("failures") / preventing * failures,
    }


def _pays_from(drawn: Sequence[_Drawn], assumptions: Sequence[PlanAssumption]) -> Iterator[PaysFrom]:
    """How large each of what savings rest on must be for them to reach the cost: they grow in step with it."""
    lacking = float(sum(phase.cost[0] - phase.saves[0] for phase in drawn))
    for assumption in assumptions:
        part = float(
            sum(phase.saved[assumption.name][0] for phase in drawn if assumption.name in phase.saved)
        )
        if lacking > 0 and part > 0:
            value = float(assumption.low + assumption.high) / 2 * (1 + lacking / part)
            yield PaysFrom(name=assumption.name, value=Decimal(f"{value:.2g}"), unit=assumption.unit)


def _budget(phase: _Drawn) -> PhaseBudget:
    return PhaseBudget(
        title=phase.title,
        hours=_figure(phase.hours, 0),
        cost=_figure(phase.cost, 0),
        saves=_figure(phase.saves, 0),
    )


def _figure(values: "Floats", places: int) -> PlanFigure:
    value, low, high = (Decimal(f"{end:.{places}f}") for end in central(values))
    return PlanFigure(value=value, low=low, high=high)
