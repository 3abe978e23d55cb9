"""The tool for each stage: the one in use, else the one that goes with what is in use, else the smallest."""

from collections.abc import Sequence

from claims.catalog.pipeline import PipelineTool, pipeline_stages, pipeline_tools
from claims.records.pipeline import PipelineStage, ToolInUse
from claims.records.redesign import ToolChoice
from claims.records.source import Place

_RANKS = {"found": 3, "partial": 2, "not shown": 1}
_ONE_IS_ENOUGH = "tracking"
"""The stage that two tools of a repository should not both supply."""
END_TO_END = "From end to end"


def choose_tools(pipeline: Sequence[PipelineStage], tools: Sequence[ToolInUse]) -> tuple[ToolChoice, ...]:
    """A tool for each stage in order, then one that runs them from end to end."""
    in_use = {tool.name: tool for tool in tools}
    by_name = {stage.name: stage for stage in pipeline}
    choices = [
        _choice(kind.decides, kind.title, in_use, _replaced_in(by_name[kind.name]))
        for kind in pipeline_stages()
    ]
    by_hand = [stage for stage in pipeline if stage.is_manual]
    hands = tuple(
        f"{stage.title.lower()} started by hand ({stage.starts[0].place.file_and_line})" for stage in by_hand
    )
    return (*choices, _choice("orchestration", END_TO_END, in_use, hands))


def _replaced_in(stage: PipelineStage) -> tuple[str, ...]:
    """What a tool for this stage takes the place of: data that nothing explains, what documents ask a person to do."""
    typed = {start.place for start in stage.starts}
    unexplained = (f"data that nothing explains ({place.file_and_line})" for place in stage.undocumented)
    by_hand = (f"work by hand ({place.file_and_line})" for place in stage.by_hand if place not in typed)
    return (*unexplained, *by_hand)[:3]


def _choice(serves: str, title: str, in_use: dict[str, ToolInUse], replaced: tuple[str, ...]) -> ToolChoice:
    candidates = [tool for tool in pipeline_tools() if tool.serves == serves]
    used = sorted(
        (t for t in candidates if t.name in in_use), key=lambda t: _rank(in_use[t.name]), reverse=True
    )
    if used:
        return _kept(used, title, in_use, replaced)
    platforms = {name for name, tool in in_use.items() if tool.state != "not shown"}
    tool = max(candidates, key=lambda tool: _fit(tool, platforms))
    neighbour = next((name for name in tool.beside if name in platforms), None)
    if neighbour is None:
        return _made(
            tool, title, f"nothing that is in use here decides it, and {tool.because}", None, replaced
        )
    place = in_use[neighbour].places[0]
    return _made(
        tool, title, f"{neighbour} is in use ({place.file_and_line}), and {tool.because}", place, replaced
    )


def _kept(
    used: Sequence[PipelineTool], title: str, in_use: dict[str, ToolInUse], replaced: tuple[str, ...]
) -> ToolChoice:
    first = in_use[used[0].name]
    place = first.places[0]
    others = [
        tool for tool in used[1:]
        if tool.serves == _ONE_IS_ENOUGH and in_use[tool.name].state == "found" and not tool.companion
    ]  # fmt: skip
    how = "it is installed already" if first.state == "not shown" else "it is in use already"
    beside = tuple(f"{tool.name} beside it ({in_use[tool.name].places[0].file_and_line})" for tool in others)
    choice = _made(used[0], title, f"{how} ({place.file_and_line})", place, (*beside, *replaced))
    return choice.model_copy(update={"kept": True})


def _rank(tool: ToolInUse) -> tuple[int, int]:
    return _RANKS[tool.state], len(tool.places)


def _fit(tool: PipelineTool, platforms: set[str]) -> tuple[int, bool]:
    """How well a tool goes with what is in use: its first neighbours count most."""
    near = [number for number, name in enumerate(tool.beside) if name in platforms]
    return (len(tool.beside) - near[0] if near else 0, "anything" in tool.beside)


def _made(
    tool: PipelineTool, title: str, reason: str, place: Place | None, replaced: tuple[str, ...]
) -> ToolChoice:
    return ToolChoice(
        stage=tool.serves,
        title=title,
        tool=tool.name,
        kept=False,
        reason=reason,
        place=place,
        replaces=replaced,
        server=tool.server,
        source=tool.source,
    )
