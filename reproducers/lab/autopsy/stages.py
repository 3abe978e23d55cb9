"""Folds the layers of a model into the few boxes of a diagram: equal blocks in a row are one, with their number."""

import re
from dataclasses import dataclass, field

from claims.records.autopsy import ModelStage
from reproducers.lab.autopsy.items import LayerItem
from reproducers.lab.autopsy.stage_words import detail_of, part_of_stage, rank_of, title_of

_MOST = 12  # boxes of a diagram that a person takes in
_OTHER = 12  # layers that a change of resolution weighs when boxes are joined
_FEWEST = 4  # boxes that still tell something
_NUMBER = re.compile(r"^(.*?)(?:^|\.)(\d+)(?:\.|$)(.*)$")


@dataclass
class LayerGroup:
    """Layers that belong together: a numbered block, a module, or a run of operators."""

    name: str
    container: str
    items: list[LayerItem] = field(default_factory=list)
    times: int = 1
    last: str = ""
    """The name of the last block of several that were joined."""

    @property
    def signature(self) -> tuple[tuple[str, str, str], ...]:
        """What makes two blocks equal: their layers and sizes."""
        inner = len(self.name)
        return tuple((item.path[inner:], item.kind, item.sizes) for item in self.items)


def stages_of(items: list[LayerItem], *, in_order: bool) -> tuple[ModelStage, ...]:
    """The boxes from input to output; where the file keeps no order, by what the names say."""
    if not items:
        return ()
    groups = _fold(_groups(items, in_order=in_order))
    if len(groups) > _MOST:
        joined = _fold(_by_container(groups))
        groups = joined if len(joined) >= _FEWEST else groups
    while len(groups) > _MOST:
        groups = _joined(groups)
    return tuple(_stage(group) for group in groups)


def _groups(items: list[LayerItem], *, in_order: bool) -> list[LayerGroup]:
    """The layers by numbered block or by module."""
    wrapper = _wrapper(items)
    groups: dict[str, LayerGroup] = {}
    for item in items:
        path = item.path.removeprefix(wrapper)
        numbered = _NUMBER.match(path)
        container = numbered[1] if numbered else ""
        name = f"{container}.{numbered[2]}".lstrip(".") if numbered else path.partition(".")[0]
        groups.setdefault(
            name, LayerGroup(f"{wrapper}{name}", f"{wrapper}{container}" if numbered else "")
        ).items.append(item)
    ordered = list(groups.values())
    if not in_order:
        ordered.sort(key=lambda group: (rank_of(group.name, group.items), _natural(group.name)))
    return ordered


def _wrapper(items: list[LayerItem]) -> str:
    """The module that holds nearly everything, with its dot: "bert.", "model."; the head may lie outside."""
    first = [item.path.partition(".")[0] for item in items if "." in item.path]
    if not first:
        return ""
    name = max(set(first), key=first.count)
    inside = [item for item in items if item.path.startswith(f"{name}.")]
    if len(inside) < 0.8 * len(items) or len({i.path.split(".")[1] for i in inside}) < 2:
        return ""
    if all(item.path.split(".")[1].isdigit() for item in inside):
        return ""
    return f"{name}."


def _natural(name: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"[.]", name)]


def _fold(groups: list[LayerGroup]) -> list[LayerGroup]:
    """Equal blocks in a row become one."""
    folded: list[LayerGroup] = []
    for group in groups:
        last = folded[-1] if folded else None
        alike = last is not None and last.container == group.container and last.signature == group.signature
        if last is not None and alike:
            last.times += group.times
        else:
            folded.append(group)
    return folded


def _by_container(groups: list[LayerGroup]) -> list[LayerGroup]:
    """Blocks of one container that differ become one box."""
    joined: list[LayerGroup] = []
    for group in groups:
        last = joined[-1] if joined else None
        if last is not None and group.container and last.container == group.container:
            joined[-1] = _two(last, group)
        else:
            joined.append(group)
    return joined


def _joined(groups: list[LayerGroup]) -> list[LayerGroup]:
    """Neighbours become one box, the smallest pair first; the first and the last stay."""
    sizes = [len(group.items) * group.times for group in groups]
    places = [_resolution(group.items) for group in groups]
    pairs = range(1, len(groups) - 2)
    at = min(pairs, key=lambda n: sizes[n] + sizes[n + 1] + (_OTHER if places[n] != places[n + 1] else 0))
    return [*groups[:at], _two(groups[at], groups[at + 1]), *groups[at + 2 :]]


def _resolution(items: list[LayerItem]) -> tuple[int, ...]:
    """The sides of the picture behind these layers; empty where no graph tells."""
    outputs = [item.output for item in items if len(item.output) == 4]
    return outputs[-1][2:] if outputs else ()


def _two(first: LayerGroup, second: LayerGroup) -> LayerGroup:
    def repeated(group: LayerGroup) -> list[LayerItem]:
        return group.items * group.times

    items = [*repeated(first), *repeated(second)]
    return LayerGroup(first.name, first.container, items, last=second.last or second.name)


def _stage(group: LayerGroup) -> ModelStage:
    flops = [item.flops for item in group.items if item.flops is not None]
    return ModelStage(
        name=f"{group.name} … {group.last}" if group.last else group.name,
        title=title_of(group.name, group.items),
        part=part_of_stage(group.items),
        times=group.times,
        parameters=sum(item.parameters for item in group.items),
        flops=sum(flops) if flops else None,
        detail=detail_of(group.items),
        inner=_inner(group.items),
    )


def _inner(items: list[LayerItem]) -> tuple[str, ...]:
    """The layers of a box in a few words each, at most eight."""
    lines = [f"{item.kind} {item.sizes}".strip() for item in items]
    return tuple(lines[:8]) + ((f"and {len(lines) - 8} more",) if len(lines) > 8 else ())
