"""Records passes of an ONNX model by ONNX Runtime's own profile, with a span for every module that operators name."""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any

from claims.errors import ModelUnavailable
from reproducers.lab.models.onnx_profiling import SessionProfiles
from reproducers.lab.profiling.spans import MemoryEvent, Recording, Span, nested

_MICRO, _NANO = 1e-6, 1e-9
_KERNEL = "_kernel_time"
NOTES = [
    "The profiled session plans no memory ahead (enable_mem_pattern is off), so that every operator's is seen."
]


def record(run: Callable[[int], object], passes: Sequence[int], profiles: SessionProfiles) -> Recording:
    """Run these passes while the sessions record; their profiles end with it."""
    import onnxruntime

    walls = []
    for number in passes:
        started = time.time_ns()  # the profile's own clock
        run(number)
        walls.append((started * _NANO, time.time_ns() * _NANO))
    events: list[dict[str, Any]] = []
    for session in profiles.sessions:
        offset = session.get_profiling_start_time_ns() * _NANO
        for event in json.loads(Path(session.end_profiling()).read_bytes()):
            events.append({**event, "ts": offset + event["ts"] * _MICRO, "dur": event["dur"] * _MICRO})
    recording = read_events(events, walls)
    recording.runtime = f"onnxruntime {onnxruntime.__version__}, its own profile"
    recording.notes += NOTES
    recording.edges = {name: before for graph in profiles.graphs for name, before in _edges(graph).items()}
    return recording


def read_events(events: Iterable[dict[str, Any]], walls: Sequence[tuple[float, float]]) -> Recording:
    """The passes between these moments; times of the events are in seconds on the same clock."""
    runs, nodes = [], []
    for event in events:
        if event.get("name") == "model_run":
            runs.append(_span(event))
        elif event.get("cat") == "Node" and str(event.get("name", "")).endswith(_KERNEL):
            nodes.append(event)
    if not runs or not nodes:
        raise ModelUnavailable(
            "ONNX Runtime recorded no operators.", "Install another release of onnxruntime."
        )
    nodes.sort(key=lambda event: float(event["ts"]))
    passes: list[Span] = []
    memory: list[MemoryEvent] = []
    for started, ended in walls:
        root = Span("a pass", "pass", started, ended)
        root.inner = [run for run in runs if started <= run.start and run.end <= ended + 1e-4]
        for run in root.inner:
            inside = [event for event in nodes if run.start <= event["ts"] < run.end]
            run.inner = _by_module(nested(map(_span, inside)))
            memory += _memory(inside)
        passes.append(root)
    known = "measured: what ONNX Runtime's arena gave out, after each operator"
    return Recording(passes, "ONNX Runtime", memory, known)


def _span(event: dict[str, Any]) -> Span:
    start, name = float(event["ts"]), str(event["name"])
    end = start + float(event["dur"])
    if name == "model_run":
        return Span("ONNX Runtime", "runtime", start, end)
    arguments = event.get("args", {})
    operator, allocated = str(arguments.get("op_name", "?")), int(arguments.get("output_size", 0) or 0)
    return Span(operator, "operator", start, end, "", allocated, name.removesuffix(_KERNEL))


def _by_module(spans: Sequence[Span]) -> list[Span]:
    """The operators under spans for the modules in their names, "/encoder/layer.0/attention/MatMul"."""
    outermost: list[Span] = []
    open_modules: list[tuple[str, Span]] = []
    for span, path in zip(spans, _paths([span.node for span in spans]), strict=True):
        shared = 0
        while shared < min(len(path), len(open_modules)) and open_modules[shared][0] == path[shared]:
            shared += 1
        del open_modules[shared:]
        for depth in range(shared, len(path)):
            module = Span("/".join(path[: depth + 1]), "module", span.start, span.end)
            (open_modules[-1][1].inner if open_modules else outermost).append(module)
            open_modules.append((path[depth], module))
        for _, module in open_modules:
            module.end = span.end
        (open_modules[-1][1].inner if open_modules else outermost).append(span)
    return outermost


def _paths(names: Sequence[str]) -> list[tuple[str, ...]]:
    """The modules of each operator in the order of their calls.

    One that the runtime made of several has a name without modules: it lies in those that the operators with
    names before and after it share.
    """
    known = [module_path(name) if "/" in name else None for name in names]
    before, after = _last_known(known), _last_known(known[::-1])[::-1]
    return [
        _shared(last, following) if path is None else path
        for path, last, following in zip(known, before, after, strict=True)
    ]


def _last_known(paths: Iterable[tuple[str, ...] | None]) -> list[tuple[str, ...]]:
    """Each path, or the last one that was known before it."""
    last: tuple[str, ...] = ()
    filled = []
    for path in paths:
        last = last if path is None else path
        filled.append(last)
    return filled


def _shared(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    """The modules that two paths begin with alike."""
    return tuple(
        part for part, _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False))
    )


def module_path(name: str) -> tuple[str, ...]:
    """The modules in an operator's name, outermost first; empty where the name tells none."""
    parts = [part for part in name.removeprefix("fused ").split("/") if part]
    return tuple(parts[:-1])


def _memory(nodes: Iterable[dict[str, Any]]) -> Iterator[MemoryEvent]:
    """What the arena held after each operator of a run, as changes; none where this release does not tell it.

    What is given back between two operators is in no operator's own change, so the held bytes themselves are read.
    """
    before: int | None = None
    for event in nodes:
        arguments = event.get("args", {})
        if "mem_bytes_in_use" not in arguments:
            return
        held = int(arguments["mem_bytes_in_use"])
        if before is None:
            before = held - int(arguments.get("mem_in_use_delta", 0))
        yield MemoryEvent(event["ts"] + event["dur"] / 2, held - before)
        before = held


def _edges(graph: Path) -> dict[str, tuple[str, ...]]:
    """The nodes whose outputs each node of a graph takes; the weights of the graph are not read."""
    import onnx

    if not graph.exists():
        return {}
    nodes = onnx.load(str(graph), load_external_data=False).graph.node
    makers = {output: node.name for node in nodes for output in node.output}
    return {node.name: tuple(makers[name] for name in node.input if name in makers) for node in nodes}
