"""Memory over a pass as SVG."""

from claims.records.profile import Profile
from reports.profile import text
from reports.views.svg import label, opening

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
        f"{opening(_WIDTH, _HEIGHT, f'Memory over a pass: {says}')}"
        f'<path d="M{_LEFT},{zero:.1f} H{_WIDTH - 10}" stroke="#999999" fill="none"/>'
        f'<path d="{" ".join(path)}" stroke="#2171b5" stroke-width="1.5" fill="none"/>'
        f'<circle cx="{peak_x:.1f}" cy="{peak_y:.1f}" r="3.5" fill="#cb181d"/>'
        f"{label(end, peak_y - 8, says, anchor)}{label(_LEFT - 6, zero + 4, '0', 'end')}"
        f"{label(_LEFT - 6, place(0, high)[1] + 4, text.in_bytes(high), 'end')}"
        f"{label(_LEFT, _HEIGHT - 10, 'start of the pass')}"
        f"{label(_WIDTH - 10, _HEIGHT - 10, text.milliseconds(last), 'end')}</svg>"
    )
