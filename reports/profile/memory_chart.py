"""Memory over a pass as SVG."""

from html import escape

from claims.records.profile import Profile
from reports.profile import text

_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM = 1200, 220, 80, 26, 34


def memory_chart(profile: Profile) -> str:
    """Bytes that were held over one pass, as steps; empty where memory was not seen."""
    points = profile.memory
    if not points:
        return ""
    last = points[-1].at or 1e-9
    low, high = min(0, *(point.held_bytes for point in points)), max(1, *(p.held_bytes for p in points))
    across, up = (_WIDTH - _LEFT - 10) / last, (_HEIGHT - _TOP - _BOTTOM) / (high - low)

    def place(at: float, held: float) -> tuple[float, float]:
        return _LEFT + at * across, _HEIGHT - _BOTTOM - (held - low) * up

    path, before = [f"M{place(0, 0)[0]:.1f},{place(0, 0)[1]:.1f}"], 0.0
    for point in points:
        x, y = place(point.at, point.held_bytes)
        path.append(f"L{x:.1f},{place(0, before)[1]:.1f} L{x:.1f},{y:.1f}")
        before = float(point.held_bytes)
    peak = max(points, key=lambda point: point.held_bytes)
    peak_x, peak_y = place(peak.at, peak.held_bytes)
    during = f" in {peak.during}" if peak.during else ""
    says = f"peak {text.in_bytes(peak.held_bytes)} at {text.milliseconds(peak.at)}{during}"
    end, anchor = (peak_x - 6, "end") if peak_x > _WIDTH / 2 else (peak_x + 6, "start")
    zero = place(0, 0)[1]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'font-family="Helvetica, Arial, sans-serif" font-size="12"><title>Memory over a pass: {escape(says)}</title>'
        f'<rect width="100%" height="100%" fill="#ffffff"/>'
        f'<path d="M{_LEFT},{zero:.1f} H{_WIDTH - 10}" stroke="#999999" fill="none"/>'
        f'<path d="{" ".join(path)}" stroke="#2171b5" stroke-width="1.5" fill="none"/>'
        f'<circle cx="{peak_x:.1f}" cy="{peak_y:.1f}" r="3.5" fill="#cb181d"/>'
        f'<text x="{end:.1f}" y="{peak_y - 8:.1f}" text-anchor="{anchor}" fill="#222222">{escape(says)}</text>'
        f'<text x="{_LEFT - 6}" y="{place(0, high)[1] + 4:.1f}" text-anchor="end" fill="#222222">'
        f"{escape(text.in_bytes(high))}</text>"
        f'<text x="{_LEFT - 6}" y="{zero + 4:.1f}" text-anchor="end" fill="#222222">0</text>'
        f'<text x="{_LEFT}" y="{_HEIGHT - 10}" fill="#222222">start of the pass</text>'
        f'<text x="{_WIDTH - 10}" y="{_HEIGHT - 10}" text-anchor="end" fill="#222222">'
        f"{escape(text.milliseconds(last))}</text></svg>"
    )
