"""Speed against quality as SVG: every variant a point, those that no other beats joined, the limit a line."""

import math
from html import escape

from claims.records.optimization import HalfResult, ModelVariant, Optimization
from claims.verdicts.variant_choice import pareto
from reports.optimization import text
from reports.views.safe_text import shortened, visible
from reports.views.svg import label, opening

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 960, 460, 76, 250, 30, 56
_COLOURS = {"recommended": "#1a7f37", "within": "#2171b5", "over": "#b42318"}


class _Frame:
    """Where a speed and a value lie on the picture."""

    def __init__(self, halves: list[HalfResult], least: float) -> None:
        speeds = [1.0, *(half.speed for half in halves)]
        values = [least, *(half.value for half in halves), *(half.original for half in halves)]
        self.left, self.right = math.log(min(speeds) * 0.93), math.log(max(speeds) * 1.07)
        margin = max(0.01, 0.08 * (max(values) - min(values)))
        self.low, self.high = min(values) - margin, max(values) + margin

    def x(self, speed: float) -> float:
        """The place of a speed, on a logarithmic axis."""
        share = (math.log(speed) - self.left) / (self.right - self.left)
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        """The place of a value."""
        return _HEIGHT - _BOTTOM - (value - self.low) / (self.high - self.low) * (_HEIGHT - _TOP - _BOTTOM)


def pareto_chart(of: Optimization) -> str:
    """The picture; empty where no variant was measured."""
    tried = [(variant, variant.choosing) for variant in of.variants if variant.choosing]
    if not tried:
        return ""
    original = tried[0][1].original
    least = of.limit.kept * original - of.limit.allowed
    frame = _Frame([half for _, half in tried], least)
    best = sorted(
        (half for variant, half in tried if variant.name in pareto(of.variants)), key=lambda h: h.speed
    )
    line = " ".join(f"{frame.x(half.speed):.1f},{frame.y(half.value):.1f}" for half in best)
    title = f"Speed against {text.metric(of)} on the choosing half"
    return (
        f"{opening(_WIDTH, _HEIGHT, title)}{_axes(frame, of)}{_limit(frame, least)}"
        f'<polyline points="{line}" fill="none" stroke="#8aa4c0" stroke-width="1.5"/>'
        f"{_start(frame, original)}{_points(frame, of, tried)}</svg>"
    )


def _axes(frame: _Frame, of: Optimization) -> str:
    right, floor = _WIDTH - _RIGHT, _HEIGHT - _BOTTOM
    parts = [f'<path d="M{_LEFT},{_TOP} V{floor} H{right}" stroke="#666666" fill="none"/>']
    for speed in (0.1, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4, 6, 8, 12):
        if frame.left <= math.log(speed) <= frame.right:
            parts.append(f'<path d="M{frame.x(speed):.1f},{floor} v5" stroke="#666666"/>')
            parts.append(label(frame.x(speed), floor + 19, f"{speed:g}x", "middle"))
    for step in range(5):
        value = frame.low + (frame.high - frame.low) * step / 4
        parts.append(label(_LEFT - 8, frame.y(value) + 4, f"{100 * value:z.1f}", "end"))
    across = "speed, times the original's (processor time of one thread)"
    parts.append(label((_LEFT + right) / 2, _HEIGHT - 12, across, "middle"))
    parts.append(label(_LEFT - 60, _TOP - 12, f"{text.metric(of)}, %"))
    return "".join(parts)


def _limit(frame: _Frame, least: float) -> str:
    y = frame.y(least)
    return (
        f'<path d="M{_LEFT},{y:.1f} H{_WIDTH - _RIGHT}" stroke="#b42318" stroke-dasharray="5 4"/>'
        f"{label(_LEFT + 6, y - 5, 'the limit', fill='#b42318')}"
    )


def _start(frame: _Frame, original: float) -> str:
    x, y = frame.x(1.0), frame.y(original)
    return (
        f'<path d="M{x:.1f},{_TOP} V{_HEIGHT - _BOTTOM}" stroke="#bbbbbb" stroke-dasharray="2 3"/>'
        f'<path d="M{x - 5:.1f},{y:.1f} h10 M{x:.1f},{y - 5:.1f} v10" stroke="#222222" stroke-width="2"/>'
    )


def _points(frame: _Frame, of: Optimization, tried: list[tuple[ModelVariant, HalfResult]]) -> str:
    """A numbered point for each variant, and the list of names beside."""
    parts = []
    for number, (variant, half) in enumerate(tried, 1):
        kind = "recommended" if variant.name == of.recommended else "within" if half.reserve >= 0 else "over"
        colour, x, y = _COLOURS[kind], frame.x(half.speed), frame.y(half.value)
        says = f"{variant.name}: {half.speed:.2f}x, {text.percent(half.value)}"
        parts.append(
            f'<g><title>{escape(visible(says))}</title><circle cx="{x:.1f}" cy="{y:.1f}" r="9" fill="{colour}"/>'
            f"{label(x, y + 4, str(number), 'middle', size=10, fill='#ffffff')}</g>"
        )
        shown = shortened(f"{number}  {variant.name}", 38)
        parts.append(label(_WIDTH - _RIGHT + 14, _TOP + 6 + 19 * (number - 1), shown, fill=colour))
    return "".join(parts)
