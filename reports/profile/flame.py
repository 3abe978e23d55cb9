"""The flame graph as SVG: the pass on top, what it calls below, as wide as it took."""

from collections.abc import Iterator
from html import escape

from claims.records.profile import Frame, Profile
from reports.profile import profile_report, text
from reports.views.safe_text import shortened, visible
from reports.views.svg import label, opening

_WIDTH, _ROW, _HEAD = 1200.0, 18, 40
_NARROWEST = 0.4  # a box below this many units of the drawing is not drawn
_LETTER = 6.2
_DEEPEST = 40
_COLOURS = {"pass": "#d9d9d9", "module": "#9ecae1", "runtime": "#c7b8e0", "operator": "#fdae6b"}
_KINDS = {"pass": "the pass", "module": "modules", "runtime": "the runtime", "operator": "operators"}


@profile_report("flame", version=1, suffix=".svg")
def flame(profile: Profile) -> bytes:
    """A mean pass as a flame graph; the light rest of a box is its own time."""
    boxes = list(_boxes(profile.frame, 0.0, 0, _WIDTH / max(profile.whole, 1e-12), profile.whole))
    deepest = max(depth for depth, _ in boxes)
    height = _HEAD + (deepest + 1) * _ROW + 4
    title = f"{visible(profile.source.name)}: a mean pass of {text.milliseconds(profile.whole)}"
    legend = "".join(_legend(number, kind) for number, kind in enumerate(_COLOURS))
    drawn = "\n".join(box for _, box in boxes)
    return (
        f"{opening(_WIDTH, height, title, size=11)}\n{label(4, 16, shortened(title, 110), size=13)}\n"
        f"{legend}\n{drawn}\n</svg>\n"
    ).encode()


def _legend(number: int, kind: str) -> str:
    x = 4 + 110 * number
    return (
        f'<rect x="{x}" y="23" width="10" height="10" fill="{_COLOURS[kind]}"/>'
        f'<text x="{x + 14}" y="32" fill="#222222">{_KINDS[kind]}</text>'
    )


def _boxes(frame: Frame, x: float, depth: int, scale: float, whole: float) -> Iterator[tuple[int, str]]:
    """The frame's box, then those inside it from left to right, with their depths."""
    width = frame.seconds * scale
    if width < _NARROWEST or depth > _DEEPEST:
        return
    yield depth, _box(frame, x, depth, width, whole)
    for inner in frame.inner:
        yield from _boxes(inner, x, depth + 1, scale, whole)
        x += inner.seconds * scale


def _box(frame: Frame, x: float, depth: int, width: float, whole: float) -> str:
    y, name = (
        _HEAD + depth * _ROW,
        f"{visible(frame.name)}{f' ({visible(frame.detail)})' if frame.detail else ''}",
    )
    share = frame.seconds / whole if whole else 0.0
    hint = f"{name}: {text.milliseconds(frame.seconds)}, {share:.1%} of the pass, {frame.calls:g} calls"
    fits = int((width - 6) / _LETTER)
    inside = (
        f'<text x="{x + 3:.2f}" y="{y + 13}" fill="#1a1a1a">{escape(shortened(name, fits))}</text>'
        if fits >= 4
        else ""
    )
    return (
        f'<g><title>{escape(hint)}</title><rect x="{x:.2f}" y="{y}" width="{max(width - 0.5, 0.3):.2f}" '
        f'height="{_ROW - 1}" fill="{_COLOURS[frame.kind]}"/>{inside}</g>'
    )
