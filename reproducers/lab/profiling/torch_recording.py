"""Records passes of a torch model by torch.profiler, with a span for every module that is called."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reproducers.lab.profiling.spans import MemoryEvent, Recording, Span, nested

if TYPE_CHECKING:
    from torch import nn

_PASS, _MODULE = "assay pass", "assay module "
_MICRO = 1e-6
_UNRECORDED = 2  # passes in which the profiler itself still warms up
_CPU, _CUDA = 0, 1  # c10/core/DeviceType.h


def record(run: Callable[[int], object], passes: Sequence[int], trace: Path, device: str) -> Recording:
    """Run these passes under the profiler, whose own trace is kept in a file."""
    import torch
    from torch.profiler import ProfilerActivity, profile, record_function

    watched = [ProfilerActivity.CPU, *([ProfilerActivity.CUDA] if device == "cuda" else [])]
    with profile(activities=watched, profile_memory=True, record_shapes=False) as profiler, named_modules():
        for number in range(_UNRECORDED):
            run(number)
        for number in passes:
            with record_function(_PASS):
                run(number)
    profiler.export_chrome_trace(str(trace))
    recording = read_trace(trace, device)
    recording.runtime = f"torch {torch.__version__}, torch.profiler"
    return recording


@contextmanager
def named_modules() -> Iterator[None]:
    """While it lasts, every module that is called shows in the profiler by its name inside the outermost one."""
    from torch.nn.modules import module
    from torch.profiler import record_function

    names: dict[int, str] = {}
    open_records: list[record_function] = []

    def before(called: "nn.Module", _inputs: object) -> None:
        kind = type(called).__name__
        if id(called) not in names and not open_records:
            names.update({id(inner): name for name, inner in called.named_modules()} | {id(called): kind})
        open_records.append(record_function(f"{_MODULE}{names.get(id(called), kind)}|{kind}"))
        open_records[-1].__enter__()

    def after(_called: "nn.Module", _inputs: object, _outputs: object) -> None:
        open_records.pop().__exit__(None, None, None)

    hooks = (
        module.register_module_forward_pre_hook(before),
        module.register_module_forward_hook(after, always_call=True),
    )
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


def read_trace(trace: Path, device: str) -> Recording:
    """The passes of a trace that torch.profiler wrote."""
    events: list[dict[str, Any]] = json.loads(trace.read_bytes())["traceEvents"]
    calls = [event for event in events if event.get("ph") == "X"]
    threads = {event["tid"] for event in calls if event["name"] == _PASS}
    spans = [
        _span(event)
        for event in calls
        if event.get("cat") in ("cpu_op", "user_annotation") and event["tid"] in threads
    ]
    passes = [span for span in nested(spans) if span.kind == "pass"]
    memory = sorted(_memory(events, device), key=lambda event: event.at)
    for root in passes:
        _charge(root, memory)
    kernels = [_kernel(event) for event in calls if event.get("cat") == "kernel"]
    known = f"measured: what torch's allocator gave out{' on the device' if device == 'cuda' else ''}"
    return Recording(passes, "torch.profiler", memory, known, kernels)


def _span(event: dict[str, Any]) -> Span:
    start = event["ts"] * _MICRO
    end, name = start + event["dur"] * _MICRO, str(event["name"])
    if name == _PASS:
        return Span("a pass", "pass", start, end)
    if name.startswith(_MODULE):
        path, _, kind = name.removeprefix(_MODULE).rpartition("|")
        return Span(path, "module", start, end, kind)
    return Span(name, "operator", start, end)


def _kernel(event: dict[str, Any]) -> Span:
    start = event["ts"] * _MICRO
    return Span(str(event["name"]), "operator", start, start + event["dur"] * _MICRO)


def _memory(events: Iterable[dict[str, Any]], device: str) -> Iterator[MemoryEvent]:
    wanted = _CUDA if device == "cuda" else _CPU
    for event in events:
        if event["name"] == "[memory]" and event["args"].get("Device Type") == wanted:
            yield MemoryEvent(event["ts"] * _MICRO, int(event["args"]["Bytes"]))


def _charge(root: Span, memory: Sequence[MemoryEvent]) -> None:
    """Give every allocation to the innermost call that it was made in."""
    for event in memory:
        if event.change > 0 and root.start <= event.at < root.end:
            holder = root
            while inner := next((span for span in holder.inner if span.start <= event.at < span.end), None):
                holder = inner
            holder.allocated += event.change
