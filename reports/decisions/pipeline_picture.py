"""The pipeline of a repository as SVG: a box a stage, with what shows it, what starts it and what a person does."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from claims.records.maturity import Maturity
from claims.records.pipeline import PipelineStage, Starter, State
from claims.redesign.schedules import days_between, in_words
from reports.views.svg import label, opening

STATES: Mapping[State, str] = {
    "found": "found", "partial": "found in part", "not shown": "only spoken of", "missing": "not found",
}  # fmt: skip
"""What a report calls each state."""
STARTERS: Mapping[Starter, str] = {
    "schedule": "on a schedule",
    "push": "on a change",
    "pipeline": "by a pipeline",
    "workflow": "by a workflow",
    "script": "by a script",
    "image": "with a container",
    "hand": "by hand",
}
"""What starts a stage, in words."""
_COLOURS: Mapping[State, tuple[str, str]] = {
    "found": ("#e2f2ea", "#009e73"),
    "partial": ("#fdf3dc", "#b97f00"),
    "not shown": ("#f3f3f3", "#777777"),
    "missing": ("#ffffff", "#999999"),
}
"""Fill and frame of a box; words say the same."""
_HAND = "#b34700"
_WIDE, _HIGH, _GAP, _TOP, _SIGNS, _BELOW = 124, 118, 16, 30, 19, 34
_UPRIGHT_WIDE = 320


def pipeline_picture(maturity: Maturity, *, upright: bool = False) -> str:
    """Boxes in order with arrows between them, side by side or upright for a telephone; empty where none was mapped."""
    stages = maturity.pipeline
    if not stages:
        return ""
    title = "The pipeline that the repository shows"
    wide = _UPRIGHT_WIDE if upright else _WIDE
    step = _HIGH + _GAP + _BELOW if upright else _WIDE + _GAP
    width = 20 + (wide if upright else len(stages) * step - _GAP)
    height = _TOP + (len(stages) * step if upright else _HIGH + 58)
    parts = [opening(width, height, title, size=11), label(10, 18, title, size=13, weight="bold")]
    used = {tool.name for tool in maturity.tools if tool.state in ("found", "partial")}
    choices = maturity.redesign.tools if maturity.redesign else ()
    tools = {choice.title: choice.tool for choice in choices if choice.tool in used}
    for number, stage in enumerate(stages):
        left, top = (10, _TOP + number * step) if upright else (10 + number * step, _TOP)
        parts += _box(_Frame(left, top, wide), stage, tools.get(stage.title, ""))
        if number:
            x, y = 30, top + _HIGH / 2
            way = (
                f"M{x},{top - _GAP - _BELOW + 2} V{top - 3} m-4,-4 l4,4 l4,-4"
                if upright
                else f"M{left - _GAP + 2},{y} H{left - 3} m-4,-4 l4,4 l-4,4"
            )
            parts.append(f'<path d="{way}" fill="none" stroke="#555555"/>')
    return "".join((*parts, "</svg>"))


def started(stage: PipelineStage) -> str:
    """What starts a stage, in words: "on a schedule (every week)"."""
    if not stage.starts:
        return "" if stage.state in ("missing", "not shown") else "start not seen"
    first = stage.starts[0]
    days = days_between(first.every) if first.every else None
    return f"{STARTERS[first.by]}{f', every {in_words(days)}' if days else ''}"


class _Frame(NamedTuple):
    """Where a box stands, and how wide it is."""

    left: int
    top: int
    wide: int


def _box(at: _Frame, stage: PipelineStage, tool: str) -> Iterator[str]:
    fill, frame = _COLOURS[stage.state]
    dashes = ' stroke-dasharray="5 3"' if stage.state in ("missing", "not shown") else ""
    yield (
        f'<rect x="{at.left}" y="{at.top}" width="{at.wide}" height="{_HIGH}" rx="6" fill="{fill}" stroke="{frame}" '
        f'stroke-width="1.6"{dashes}/>'
    )
    middle = at.left + at.wide / 2
    yield label(middle, at.top + 20, stage.title, "middle", size=13, weight="bold")
    yield label(
        middle,
        at.top + 37,
        STATES[stage.state],
        "middle",
        fill=frame if stage.state != "missing" else "#555555",
    )
    yield label(middle, at.top + 58, _cut(tool), "middle", size=11)
    yield label(middle, at.top + 78, _cut(started(stage)), "middle", size=11)
    if stage.evidence:
        yield label(middle, at.top + 102, _cut_front(_name(stage)), "middle", size=10, fill="#444444")
    signs = ((len(stage.by_hand), "step{} by hand"), (len(stage.undocumented), "place{} unexplained"))
    for row, (count, says) in enumerate((count, says) for count, says in signs if count):
        yield label(
            middle,
            at.top + _HIGH + 18 + 16 * row,
            f"{count} {says.format('s' if count > 1 else '')}",
            "middle",
            size=11,
            fill=_HAND,
        )


def _name(stage: PipelineStage) -> str:
    place = stage.evidence[0]
    name = place.file.rpartition("/")[2]
    return f"{name}:{place.line}" if place.line else name


def _cut(text: str) -> str:
    return text if len(text) <= _SIGNS + 3 else f"{text[: _SIGNS + 2]}…"


def _cut_front(text: str) -> str:
    """The end of a name, which holds its line."""
    return text if len(text) <= _SIGNS + 2 else f"…{text[-_SIGNS - 1 :]}"
