"""The block diagram of a model as SVG: what goes in, its blocks from top to bottom, what comes out."""

from html import escape
from typing import NamedTuple

from claims.records.autopsy import Autopsy, ModelComponent, ModelStage, TensorPort
from claims.records.control_flow import ControlFlow
from reports.autopsy import autopsy_report, text
from reports.views.safe_text import shortened

COLOURS = {
    "embedding": "#3d6fa8", "attention": "#8a5a9c", "feed-forward": "#8a5a9c", "convolution": "#2f7d6b",
    "recurrent": "#a8643d", "state space": "#a8643d", "norm": "#7a766c", "head": "#a23e48", "trees": "#5f7d2f",
    "adapter": "#a8883d",
}  # fmt: skip
"""The colour of the bar at the left of a box, by the part that it mostly is."""
OTHER, INK, PALE = "#7a766c", "#1d1c1a", "#5d594f"
_LETTER = 0.53
"""Width of a letter as a share of the size of its type, on average."""
_GAP, _TALL, _PORT, _BAR = 16, 64, 46, 90


class DiagramSizes(NamedTuple):
    """Where boxes begin and how wide they are; names stand at their left where there is room."""

    left: int
    box: int

    @property
    def width(self) -> int:
        """The width of the picture."""
        return self.left + self.box + 20

    @property
    def middle(self) -> float:
        """The middle of the boxes."""
        return self.left + self.box / 2


WIDE, NARROW = DiagramSizes(170, 520), DiagramSizes(8, 380)
"""For a page of its own, and for a column beside text."""


@autopsy_report("diagram", version=1, suffix=".svg")
def diagram(autopsy: Autopsy) -> bytes:
    """The diagram of the largest model, as a picture for a page or slide."""
    return svg(largest(autopsy)).encode() + b"\n"


def largest(autopsy: Autopsy) -> ModelComponent:
    """The model with the most parameters."""
    return max(autopsy.components, key=lambda component: component.parameters)


def svg(component: ModelComponent, sizes: DiagramSizes = WIDE) -> str:
    """The diagram of one model."""
    drawn = [_ports(component.inputs, sizes, _GAP, "in")]
    top = _GAP + _PORT + _GAP
    for stage in component.stages:
        drawn += [_arrow(sizes, top), _box(stage, sizes, top, component.parameters)]
        top += _TALL + _GAP
    drawn += [_arrow(sizes, top), _ports(component.outputs, sizes, top, "out")]
    tall = top + _PORT + _GAP
    for line in filter(None, map(_drawn_branch, component.control_flow)):
        drawn.append(_text(sizes.left, tall + 4, line, 11, colour=PALE, most=sizes.box))
        tall += _GAP
    name = escape(f"Block diagram of {shortened(component.name, 60)}: {shortened(component.family, 120)}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {sizes.width} {tall}" width="{sizes.width}" '
        f'height="{tall}" role="img" aria-label="{name}"><title>{name}</title>'
        f'<rect width="{sizes.width}" height="{tall}" fill="#ffffff"/>{"".join(drawn)}</svg>'
    )


def _drawn_branch(flow: ControlFlow) -> str:
    """Which branch of a condition is drawn."""
    if flow.operator != "If":
        return ""
    return f"Of {len(flow.branches)} branches the one is drawn that runs {flow.branches[0].when}."


def _arrow(sizes: DiagramSizes, top: float) -> str:
    """From the box above to the one that begins here."""
    x = sizes.middle
    return (
        f'<path d="M{x:g} {top - _GAP:g} V{top - 5:g}" stroke="{PALE}" stroke-width="1.5" fill="none"/>'
        f'<path d="M{x - 4:g} {top - 6:g} L{x + 4:g} {top - 6:g} L{x:g} {top:g} Z" fill="{PALE}"/>'
    )


def _ports(ports: tuple[TensorPort, ...], sizes: DiagramSizes, top: float, says: str) -> str:
    """Inputs or outputs in one rounded box."""
    meanings = "; ".join(port.meaning or port.name for port in ports[:2])
    more = f"; and {len(ports) - 2} more" if len(ports) > 2 else ""
    names = ", ".join(f"{port.name} {text.shape(port)}" for port in ports[:3])
    most = sizes.box - 40
    lines = (
        _text(
            sizes.middle,
            top + 19,
            f"{says}: {meanings or 'not told by the file'}{more}",
            13,
            anchor="middle",
            most=most,
        ),
        _text(sizes.middle, top + 36, names, 11, anchor="middle", colour=PALE, most=most),
    )
    return (
        f'<rect x="{sizes.left}" y="{top:g}" width="{sizes.box}" height="{_PORT}" rx="23" fill="#f1efe8" '
        f'stroke="#b9b4a6"/>{"".join(lines)}'
    )


def _box(stage: ModelStage, sizes: DiagramSizes, top: float, total: int) -> str:
    """One block; a repeated one as a pile, with how often it comes."""
    colour, left, box = COLOURS.get(stage.part, OTHER), sizes.left, sizes.box
    share = min(1.0, stage.parameters * stage.times / total) if total else 0
    size = f"{text.in_counts(stage.parameters)} parameters{' each' if stage.times > 1 else ''}"
    title = stage.title[:1].upper() + stage.title[1:]
    lines = (
        _text(left + 20, top + 24, title, 15, weight="600", most=box - 90),
        _text(left + 20, top + 42, size if stage.parameters else "", 12, most=box - 150),
        _text(
            left + 20, top + 57, stage.detail or ", ".join(stage.inner[:3]), 11, colour=PALE, most=box - 40
        ),
        _times(stage, sizes, top),
        _share(share, sizes, top, colour),
        _text(left - 12, top + 36, stage.name, 11, anchor="end", colour=PALE, most=left - 20)
        if left > 50
        else "",
    )
    rect = f'width="{box}" height="{_TALL}" rx="5" fill="#ffffff"'
    pile = "".join(
        f'<rect x="{left + shift}" y="{top + shift:g}" {rect} stroke="#c9c4b6"/>'
        for shift in ((8, 4) if stage.times > 1 else ())
    )
    return (
        f'{pile}<rect x="{left}" y="{top:g}" {rect} stroke="#8f8a7d"/>'
        f'<rect x="{left}" y="{top:g}" width="7" height="{_TALL}" rx="3" fill="{colour}"/>{"".join(lines)}'
    )


def _times(stage: ModelStage, sizes: DiagramSizes, top: float) -> str:
    """How often a block comes in a row."""
    x = sizes.left + sizes.box - 14
    return _text(x, top + 25, f"x {stage.times}", 19, anchor="end", weight="700") if stage.times > 1 else ""


def _share(share: float, sizes: DiagramSizes, top: float, colour: str) -> str:
    """The share of all parameters as a bar."""
    if share < text.SHARE:
        return ""
    x = sizes.left + sizes.box - 14
    bar = f'<rect x="{x - _BAR * share:g}" y="{top + 46:g}" width="{_BAR * share:.1f}" height="7" fill="{colour}"/>'
    return (
        f"{bar}{_text(x, top + 41, f'{100 * share:.0f} % of all', 11, anchor='end', colour=PALE, most=110)}"
    )


def _text(
    x: float,
    y: float,
    says: str,
    size: int,
    *,
    anchor: str = "start",
    colour: str = INK,
    weight: str = "400",
    most: float = 300,
) -> str:
    """A line of text that is cut where it would be wider than allowed."""
    if not says:
        return ""
    shown = escape(shortened(says, max(4, int(most / (_LETTER * size)))))
    return (
        f'<text x="{x:g}" y="{y:g}" font-family="Helvetica" font-size="{size}" font-weight="{weight}" '
        f'text-anchor="{anchor}" fill="{colour}">{shown}</text>'
    )
