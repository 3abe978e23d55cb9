"""A strip a figure as SVG: each document's print as a dot, from the figure's lowest to its highest."""

from collections.abc import Sequence
from decimal import Decimal
from html import escape

from claims.records.repeated_baselines import BaselinePrint, RepeatedBaseline, Standing
from reports.views import number_format, vocabulary
from reports.views.safe_text import shortened, visible
from reports.views.svg import label, opening

MOST = 12
"""Strips of one picture."""
_LEFT, _WIDE, _ROW, _TOP = 250, 400, 30, 46
_COLOURS: dict[Standing, str] = {
    "published": "#0072b2", "alike": "#56b4e9", "weaker": "#d55e00", "stronger": "#009e73", "open": "#777777",
}  # fmt: skip
_LEGEND: tuple[tuple[Standing, str], ...] = (
    ("published", "its own document"), ("alike", "the usual figure"), ("weaker", "worse"), ("stronger", "better"),
)  # fmt: skip


def baselines_picture(figures: Sequence[RepeatedBaseline]) -> str:
    """The figures with weak copies that most documents print; empty where there are none."""
    shown = [figure for figure in figures if figure.weaker and figure.low < figure.high][:MOST]
    if not shown:
        return ""
    title = "Each document's print of a score, from the lowest to the highest"
    parts = [opening(_LEFT + _WIDE + 90, _TOP + _ROW * len(shown) + 12, title, size=11)]
    for number, (standing, says) in enumerate(_LEGEND):
        x = _LEFT + number * 118
        parts += [_dot(x, 16, standing, says), label(x + 9, 20, says)]
    for row, figure in enumerate(shown):
        parts += _strip(figure, _TOP + _ROW * row + _ROW / 2)
    return "".join((*parts, "</svg>"))


def _strip(figure: RepeatedBaseline, y: float) -> list[str]:
    name = f"{shortened(figure.subject, 18)}: {shortened(vocabulary.claim_name(figure.prints[0].claim), 26)}"
    parts = [
        label(10, y + 4, name),
        f'<path d="M{_LEFT},{y:.1f} h{_WIDE}" stroke="#dddddd"/>',
        label(_LEFT - 8, y + 4, _plain(figure.low), "end", size=10),
        label(_LEFT + _WIDE + 8, y + 4, _plain(figure.high), size=10),
    ]
    span = float(figure.high - figure.low)
    seen: dict[Decimal, int] = {}
    for printed in figure.prints:
        above = seen[printed.value] = seen.get(printed.value, -1) + 1
        x = _LEFT + _WIDE * float(printed.value - figure.low) / span
        parts.append(_dot(x, y - min(above, 4) * 2.5, printed.standing, _says(printed)))
    return parts


def _dot(x: float, y: float, standing: Standing, says: str) -> str:
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{_COLOURS[standing]}" fill-opacity="0.75">'
        f"<title>{escape(visible(says))}</title></circle>"
    )


def _says(printed: BaselinePrint) -> str:
    return f"{printed.target}: {number_format.stated(printed.claim.stated)}"


def _plain(value: Decimal) -> str:
    return number_format.plain(value.normalize())
