"""From recorded passes to a mean pass: a tree, and tables of operators and modules with intervals."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from claims.records.profile import Frame, FrameKind, TimePart
from reproducers.lab.profiling.spans import Span

_FEWEST = 5
"""Passes of which a mean has an interval."""
_ROWS = 60
"""Rows of a table that are kept."""


class _Entry(NamedTuple):
    """What one name took in one pass."""

    name: str
    detail: str
    own: float
    whole: float
    allocated: int


def by_operator(passes: Sequence[Span], seed: int) -> tuple[TimePart, ...]:
    """Operators by their own time, so that all of them together are what operators take."""
    return _table(passes, seed, lambda root: _entries(root, "operator"))


def by_module(passes: Sequence[Span], seed: int) -> tuple[TimePart, ...]:
    """Modules by the time that no module inside them takes: their own operators, and what lies between these."""
    return _table(passes, seed, _module_entries)


def by_kernel(kernels: Sequence[Span], passes: Sequence[Span], seed: int) -> tuple[TimePart, ...]:
    """Kernels of an accelerator that started during a pass."""

    def of_pass(root: Span) -> Iterable[_Entry]:
        for kernel in kernels:
            if root.start <= kernel.start < root.end:
                yield _Entry(kernel.name, "", kernel.seconds, kernel.seconds, 0)

    return _table(passes, seed, of_pass)


def in_parts(passes: Sequence[Span], seed: int) -> tuple[TimePart, ...]:
    """The whole pass in parts that add up to it: operators, what lies between them, and what surrounds the model."""
    kinds: dict[FrameKind, str] = {
        "operator": "operators",
        "module": "between the operators of a module",
        "runtime": "the runtime around operators",
        "pass": "before and after the model (reading, tokenizing)",
    }

    def of_pass(root: Span) -> Iterable[_Entry]:
        for _, span in root.walk():
            yield _Entry(kinds[span.kind], "", span.own, span.own, span.allocated)

    return _table(passes, seed, of_pass)


def _entries(root: Span, kind: FrameKind) -> Iterable[_Entry]:
    for _, span in root.walk():
        if span.kind == kind:
            yield _Entry(span.name, span.detail, span.own, span.seconds, span.allocated)


def _module_entries(root: Span) -> Iterable[_Entry]:
    for _, span in root.walk():
        if span.kind == "module":
            inner, allocated = _inside(span)
            yield _Entry(span.name, span.detail, max(0.0, span.seconds - inner), span.seconds, allocated)


def _inside(span: Span) -> tuple[float, int]:
    """The seconds of the nearest modules inside, and the bytes that are asked for outside these."""
    seconds, allocated = 0.0, span.allocated
    for inner in span.inner:
        if inner.kind == "module":
            seconds += inner.seconds
        else:
            deeper = _inside(inner)
            seconds, allocated = seconds + deeper[0], allocated + deeper[1]
    return seconds, allocated


def _table(
    passes: Sequence[Span], seed: int, entries_of: Callable[[Span], Iterable[_Entry]]
) -> tuple[TimePart, ...]:
    own: dict[str, list[float]] = defaultdict(lambda: [0.0] * len(passes))
    whole: dict[str, float] = defaultdict(float)
    calls: dict[str, int] = defaultdict(int)
    allocated: dict[str, int] = defaultdict(int)
    details: dict[str, str] = {}
    for number, root in enumerate(passes):
        for entry in entries_of(root):
            own[entry.name][number] += entry.own
            whole[entry.name] += entry.whole
            calls[entry.name] += 1
            allocated[entry.name] += entry.allocated
            details.setdefault(entry.name, entry.detail)
    count, total = len(passes), sum(root.seconds for root in passes)
    longest = sorted(own, key=lambda name: (-sum(own[name]), name))
    if rest := longest[_ROWS:]:
        together, longest = f"the other {len(rest)}", [*longest[:_ROWS]]
        own[together] = [sum(runs) for runs in zip(*(own[name] for name in rest), strict=True)]
        for of in (calls, allocated):
            of[together] = sum(of[name] for name in rest)
        details[together], whole[together] = "", sum(own[together])
        longest.append(together)
    return tuple(
        _part(
            name, details[name], calls[name] / count, own[name], total, seed, whole[name] / count
        ).model_copy(update={"allocated_bytes": allocated[name] // count})
        for name in longest
    )


def _part(
    name: str, detail: str, calls: float, seconds: list[float], total: float, seed: int, whole: float
) -> TimePart:
    mean, low, high = mean_with_interval(seconds, seed)
    share = sum(seconds) / total if total else 0.0
    inner = whole if whole > mean * 1.0001 else None
    return TimePart(
        name=name, detail=detail, calls=calls, seconds=mean, low=low, high=high, share=share, with_inner=inner
    )


def mean_with_interval(seconds: list[float], seed: int) -> tuple[float, float, float]:
    """The mean over passes with its 95 % bootstrap interval; the extremes themselves where the passes are few."""
    from claims.statistics.bootstrap import resample_mean

    mean = sum(seconds) / len(seconds)
    if len(seconds) < _FEWEST or min(seconds) == max(seconds):
        return mean, min(seconds), max(seconds)
    interval = resample_mean(seconds, seed=seed).interval()
    return mean, interval.low, interval.high


def mean_frame(passes: Sequence[Span]) -> Frame:
    """The passes as one tree: calls of one name under one parent are one frame."""
    return _merged(list(passes), len(passes), "")


def _merged(spans: Sequence[Span], count: int, parent: str) -> Frame:
    first = spans[0]
    groups: dict[tuple[str, FrameKind], list[Span]] = {}
    for span in spans:
        for inner in span.inner:
            groups.setdefault((inner.name, inner.kind), []).append(inner)
    module = first.name if first.kind == "module" else parent
    return Frame(
        name=_short(first.name, parent) if first.kind == "module" else first.name,
        kind=first.kind,
        detail=first.detail,
        calls=len(spans) / count,
        seconds=sum(span.seconds for span in spans) / count,
        own_seconds=sum(span.own for span in spans) / count,
        inner=tuple(_merged(group, count, module) for group in groups.values()),
    )


def _short(name: str, parent: str) -> str:
    """A module's name without that of the module it lies in."""
    inside = parent and name.startswith(parent) and name[len(parent) : len(parent) + 1] in (".", "/")
    return name[len(parent) + 1 :] if inside else name
