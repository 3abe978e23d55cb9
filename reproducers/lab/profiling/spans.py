"""Stretches of time of one thread, and how they lie inside each other."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from claims.records.profile import FrameKind


@dataclass
class Span:
    """One call, with the calls inside it; times in seconds on one clock."""

    name: str
    kind: FrameKind
    start: float
    end: float
    detail: str = ""
    """The class of a module."""
    allocated: int = 0
    """Bytes that it asked for itself."""
    node: str = ""
    """The node of the graph that it runs, where the runtime has one."""
    inner: list["Span"] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """How long it took."""
        return self.end - self.start

    @property
    def own(self) -> float:
        """How long it took without what lies inside; what lies inside never exceeds it."""
        return max(0.0, self.seconds - sum(span.seconds for span in self.inner))

    def walk(self, depth: int = 0) -> Iterator[tuple[int, "Span"]]:
        """Itself and everything inside with its depth, in the order of their starts."""
        yield depth, self
        for span in self.inner:
            yield from span.walk(depth + 1)


@dataclass
class MemoryEvent:
    """Bytes that were taken (positive) or given back (negative) at one moment."""

    at: float
    change: int


@dataclass
class Recording:
    """What a profiler recorded: one tree a pass, and what else it knows."""

    passes: list[Span]
    runtime: str
    memory: list[MemoryEvent] = field(default_factory=list)
    """Of the passes, where the profiler follows the allocator."""
    memory_known: str = ""
    """What the memory is of."""
    kernels: list[Span] = field(default_factory=list)
    """Of an accelerator, which works beside the thread."""
    edges: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The nodes whose outputs a node takes, by their names, where the graph that was run is known."""
    notes: list[str] = field(default_factory=list)


def nested(spans: Iterable[Span]) -> list[Span]:
    """The outermost spans, every other inside the shortest that holds it.

    A span that ends after the one that it began in is cut there: clocks round, and a whole must hold its parts.
    """
    outermost: list[Span] = []
    open_spans: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        while open_spans and open_spans[-1].end <= span.start:
            open_spans.pop()
        if open_spans:
            span.end = min(span.end, open_spans[-1].end)
            open_spans[-1].inner.append(span)
        else:
            outermost.append(span)
        open_spans.append(span)
    return outermost
