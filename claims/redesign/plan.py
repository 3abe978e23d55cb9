"""The plan in phases, each step with the tool that was chosen for it, and the whole redesign."""

from collections.abc import Iterator, Sequence

from claims.catalog.maturity import Stage, stages
from claims.records.maturity import Maturity, Phase, StageFound, Step
from claims.records.redesign import PlanAssumption, Redesign, ToolChoice
from claims.redesign.budget import with_budget
from claims.redesign.service_levels import service_levels
from claims.redesign.tool_choice import choose_tools

_PHASES = {1: "Make results repeatable", 2: "Keep them so", 3: "Run without hands"}


def redesigned(maturity: Maturity, assumptions: Sequence[PlanAssumption]) -> Maturity:
    """The audit with its plan, a tool for each stage, service levels and a budget."""
    tools = choose_tools(maturity.pipeline, maturity.tools)
    planned = maturity.model_copy(update={"plan": tuple(_phases(maturity.stages, tools))})
    redesign = Redesign(
        tools=tools,
        levels=service_levels(maturity, assumptions),
        assumptions=tuple(assumptions),
        months=int(next(a.low for a in assumptions if a.name == "months")),
    )
    return planned.model_copy(update={"redesign": with_budget(redesign, planned)})


def _phases(stages_found: Sequence[StageFound], tools: Sequence[ToolChoice]) -> Iterator[Phase]:
    """The missing stages, in phases, the cheapest first."""
    state = {stage.name: stage.state for stage in stages_found}
    chosen = {tool.stage: tool.tool for tool in tools}
    for number, title in _PHASES.items():
        left = [stage for stage in stages() if stage.phase == number and state[stage.name] != "found"]
        if left:
            steps = (_step(stage, chosen) for stage in sorted(left, key=lambda stage: stage.days))
            yield Phase(title=title, steps=tuple(steps))


def _step(stage: Stage, chosen: dict[str, str]) -> Step:
    tool = chosen.get(stage.name) or stage.tool.format_map(chosen)
    return Step(stage=stage.title, tool=tool, days=stage.days, pays=stage.pays, sla=stage.sla)
