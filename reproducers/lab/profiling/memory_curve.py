"""Memory over one pass, from what an allocator gave and took."""

from collections.abc import Sequence
from itertools import accumulate

from claims.records.profile import MemoryPoint
from reproducers.lab.profiling.spans import MemoryEvent, Recording, Span

_POINTS = 400
"""Points that are kept of a curve; of those between two, the highest."""


def middle_pass(passes: Sequence[Span]) -> Span:
    """The pass of middle length."""
    return sorted(passes, key=lambda root: root.seconds)[len(passes) // 2]


def memory_over(recording: Recording) -> tuple[tuple[MemoryPoint, ...], int | None]:
    """Bytes that were held beyond those at the start, at each change in the pass of middle length, and the peak."""
    root = middle_pass(recording.passes)
    events = [event for event in recording.memory if root.start <= event.at < root.end]
    if not events:
        return (), None
    held = list(accumulate(event.change for event in events))
    points = list(zip(events, held, strict=True))
    return tuple(_point(root, *point) for point in _thinned(points)), max(held)


def _thinned(points: list[tuple[MemoryEvent, int]]) -> list[tuple[MemoryEvent, int]]:
    """At most so many points, with every stretch's highest among them."""
    size = -(-len(points) // _POINTS)
    stretches = (points[at : at + size] for at in range(0, len(points), size))
    return [max(stretch, key=lambda point: point[1]) for stretch in stretches]


def _point(root: Span, event: MemoryEvent, held: int) -> MemoryPoint:
    holder = root
    while inner := next((span for span in holder.inner if span.start <= event.at < span.end), None):
        holder = inner
    during = holder.name if holder.kind == "operator" else ""
    return MemoryPoint(at=event.at - root.start, held_bytes=held, during=during)
