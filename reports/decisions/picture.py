"""Pictures of a comparison as SVG: accuracy with its intervals, and cost over traffic."""

import math
from collections.abc import Sequence
from html import escape
from itertools import pairwise

from claims.records.system_comparison import SystemComparison, SystemFigure
from reports.decisions.ranges import ranged
from reports.views.safe_text import shortened, visible
from reports.views.svg import label, opening

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
"""Okabe and Ito's palette, which the colour-blind can tell apart."""
_WIDTH, _LEFT, _RIGHT, _ROW, _TOP = 720, 150, 130, 34, 34
_LABELLED = 12
"""Bars that each carry their number."""
_HEIGHT, _BOTTOM, _DASHES = 300, 46, ("", "7 4", "2 3", "9 3 2 3", "4 2", "1 4")


def accuracy_picture(comparison: SystemComparison) -> str:
    """Each system's accuracy as a dot with its interval; empty where none was scored."""
    scored = [(s, next((f for f in s.scores if f.name == "accuracy"), None)) for s in comparison.systems]
    return interval_picture(
        [(system.name, figure) for system, figure in scored if figure is not None], "Accuracy"
    )


def interval_picture(figures: Sequence[tuple[str, SystemFigure]], measure: str) -> str:
    """Named shares as dots with their intervals; empty where there are none."""
    if not figures:
        return ""
    ends = [end for _, figure in figures for end in _ends(figure)]
    low, high = math.floor(20 * min(ends)) / 20, math.ceil(20 * max(ends)) / 20
    high = high if high > low else low + 0.05
    across = (_WIDTH - _LEFT - _RIGHT) / (high - low)
    height = _TOP + _ROW * len(figures) + 26
    parts = [opening(_WIDTH, height, f"{measure} with its 95 % interval")]
    step = 0.05 if high - low <= 0.4 else 0.1
    for tick in range(round((high - low) / step) + 1):
        x = _LEFT + across * tick * step
        parts.append(f'<path d="M{x:.1f},{_TOP - 8} V{height - 22}" stroke="#dddddd"/>')
        parts.append(label(x, height - 8, f"{100 * (low + tick * step):z.0f} %", "middle"))
    for row, (name, figure) in enumerate(figures):
        y = _TOP + _ROW * row + _ROW / 2
        colour = COLOURS[row % len(COLOURS)]
        left, right = (_LEFT + across * (end - low) for end in _ends(figure))
        x = _LEFT + across * (float(figure.value) - low)
        parts.append(label(_LEFT - 10, y + 4, shortened(name, 18), "end"))
        parts.append(
            f'<path d="M{left:.1f},{y:.1f} H{right:.1f}" stroke="{colour}" stroke-width="4" stroke-opacity="0.55"/>'
        )
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5.5" fill="{colour}"/>')
        parts.append(
            label(_WIDTH - _RIGHT + 10, y + 4, ranged(figure).replace("\u00a0", " "), "start", size=11)
        )
    parts.append(label(_LEFT, 14, f"{measure} with its 95 % interval", "start", weight="bold"))
    return "".join((*parts, "</svg>"))


def _ends(figure: SystemFigure) -> tuple[float, float]:
    """Where a figure's interval begins and ends: at its value where it has none."""
    low, high = figure.ends
    return float(low), float(high)


def cost_picture(comparison: SystemComparison) -> str:
    """Each system's cost a month over the traffic, both axes logarithmic; empty where no costs were reckoned."""
    curve = comparison.curve
    if len(curve) < 2 or not comparison.costs or comparison.traffic is None:
        return ""
    costs = [max(float(value), 0.01) for point in curve for value in point.monthly]
    x0, x1 = math.log10(float(curve[0].requests)), math.log10(float(curve[-1].requests))
    y0, y1 = math.floor(math.log10(min(costs))), math.ceil(math.log10(max(costs)))
    y1 = y1 if y1 > y0 else y0 + 1

    def place(requests: float, cost: float) -> tuple[float, float]:
        x = 76 + (math.log10(requests) - x0) / (x1 - x0) * (_WIDTH - 76 - 140)
        return x, _TOP + (y1 - math.log10(max(cost, 0.01))) / (y1 - y0) * (_HEIGHT - _TOP - _BOTTOM)

    parts = [opening(_WIDTH, _HEIGHT, "Cost a month over requests a month")]
    for power in range(y0, y1 + 1):
        y = place(10**x0, 10.0**power)[1]
        parts.append(f'<path d="M76,{y:.1f} H{_WIDTH - 140}" stroke="#dddddd"/>')
        parts.append(
            label(
                70, y + 4, f"{comparison.currency}{10**power:,}" if power >= 0 else f"{10.0**power:g}", "end"
            )
        )
    for power in range(math.ceil(x0), math.floor(x1) + 1):
        x = place(10.0**power, costs[0])[0]
        parts.append(label(x, _HEIGHT - 26, _short_count(10**power), "middle"))
    parts.append(label((76 + _WIDTH - 140) / 2, _HEIGHT - 8, "requests a month", "middle"))
    names = [cost.system for cost in comparison.costs]
    ends = _apart(
        [place(float(curve[-1].requests), float(curve[-1].monthly[i]))[1] for i in range(len(names))]
    )
    for number, name in enumerate(names):
        points = [place(float(point.requests), float(point.monthly[number])) for point in curve]
        path = " L".join(f"{x:.1f},{y:.1f}" for x, y in points)
        colour, dash = COLOURS[number % len(COLOURS)], _DASHES[number % len(_DASHES)]
        parts.append(
            f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2.2" stroke-dasharray="{dash}"/>'
        )
        parts.append(label(_WIDTH - 134, ends[number] + 4, shortened(name, 18), "start", fill=colour))
    x = place(float(comparison.traffic), costs[0])[0]
    parts.append(f'<path d="M{x:.1f},{_TOP} V{_HEIGHT - _BOTTOM}" stroke="#555555" stroke-dasharray="3 3"/>')
    parts.append(label(x + 4, _TOP + 8, "stated traffic", "start", size=11))
    parts.append(
        label(76, 14, "Cost a month, what is paid once spread over the months", "start", weight="bold")
    )
    return "".join((*parts, "</svg>"))


def _apart(places: list[float]) -> list[float]:
    """The heights of labels, moved down where they would cover each other."""
    order, moved = sorted(range(len(places)), key=places.__getitem__), list(places)
    for before, after in pairwise(order):
        moved[after] = max(moved[after], moved[before] + 15)
    return moved


def _short_count(count: int) -> str:
    for size, letter in ((10**9, "B"), (10**6, "M"), (10**3, "k")):
        if count >= size:
            return f"{count // size}{letter}"
    return str(count)


def bars_picture(
    bars: Sequence[tuple[str, float, str]], title: str, axis: str, line: tuple[float, str] | None
) -> str:
    """Bars by name with what each says, and a limit as a line; empty where there are none or all are 0."""
    top = max([height for _, height, _ in bars] + ([line[0]] if line else []), default=0.0)
    if top <= 0:
        return ""
    left, wide, high = 20.0, _WIDTH - 40.0, 190.0
    step, base = wide / len(bars), 30 + high
    parts = [opening(_WIDTH, base + 40, title), label(left, 16, title, "start", weight="bold")]
    few = max(1, round(len(bars) / 12))
    for number, (name, height, says) in enumerate(bars):
        x, tall = left + step * number, height / top * (high - 16)
        parts.append(
            f'<rect x="{x + step * 0.12:.1f}" y="{base - tall:.1f}" width="{step * 0.76:.1f}" height="{tall:.1f}" '
            f'fill="{COLOURS[0]}"><title>{escape(visible(f"{axis} {name}: {says}"))}</title></rect>'
        )
        if number % few == 0:
            parts.append(label(x + step / 2, base + 15, name, "middle", size=11))
            if len(bars) <= _LABELLED:
                parts.append(label(x + step / 2, base - tall - 4, says, "middle", size=10))
    if line is not None:
        y = base - line[0] / top * (high - 16)
        parts.append(
            f'<path d="M{left},{y:.1f} H{left + wide}" stroke="{COLOURS[1]}" stroke-dasharray="6 4"/>'
        )
        parts.append(label(left + wide, y - 5, line[1], "end", size=11, fill=COLOURS[1]))
    parts.append(label(left + wide / 2, base + 32, axis, "middle"))
    return "".join((*parts, "</svg>"))
