"""The files beside a profile: a Chrome trace, a speedscope file, and what TensorBoard shows."""

import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from claims.records.profile import Profile
from reproducers.lab.profiling.spans import Recording, Span

CHROME_TRACE, SPEEDSCOPE = "trace.json", "profile.speedscope.json"
TORCH_TRACE = "assay.pt.trace.json"
"""torch.profiler's own file, under a name that TensorBoard's plugin for it looks for."""
_MICRO = 1e6
_MOST_EVENTS = 200_000
_SCHEMA = "https://www.speedscope.app/file-format-schema.json"


def write_files(profile: Profile, recording: Recording, folder: Path) -> None:
    """Write every file that can be written here into the folder."""
    (folder / CHROME_TRACE).write_text(json.dumps(chrome_trace(profile, recording)), encoding="utf-8")
    (folder / SPEEDSCOPE).write_text(json.dumps(speedscope(profile, recording)), encoding="utf-8")
    if find_spec("tensorboard") is not None:
        from reproducers.lab.profiling.tensorboard_files import write_events

        write_events(profile, recording, folder)


def chrome_trace(profile: Profile, recording: Recording) -> dict[str, object]:
    """The passes in the Trace Event Format, which chrome://tracing and Perfetto open, with memory as a counter."""
    start = recording.passes[0].start
    events: list[dict[str, object]] = [
        {"ph": "M", "name": "process_name", "pid": 1, "tid": 1, "args": {"name": profile.source.name}},
        {"ph": "M", "name": "thread_name", "pid": 1, "tid": 1, "args": {"name": profile.runtime}},
    ]
    for span in _spans(recording):
        events.append({"ph": "X", **_timed(span, start), "cat": span.kind, "pid": 1, "tid": 1})
        if span.detail:
            events[-1]["args"] = {"class": span.detail}
    for kernel in recording.kernels[:_MOST_EVENTS]:
        events.append({"ph": "X", **_timed(kernel, start), "cat": "kernel", "pid": 1, "tid": 2})
    for root in recording.passes:
        held = 0
        for event in recording.memory:
            if root.start <= event.at < root.end:
                held += event.change
                at = round((event.at - start) * _MICRO, 3)
                events.append({"ph": "C", "name": "memory", "pid": 1, "ts": at, "args": {"bytes": held}})
    return {"traceEvents": events, "displayTimeUnit": "ms", "otherData": {"made by": "Assay"}}


def _timed(span: Span, start: float) -> dict[str, object]:
    at, lasted = round((span.start - start) * _MICRO, 3), round(span.seconds * _MICRO, 3)
    return {"name": span.name, "ts": at, "dur": lasted}


def _spans(recording: Recording) -> Iterator[Span]:
    """All spans of the first passes, as many as a viewer can take."""
    left = _MOST_EVENTS
    for root in recording.passes:
        spans = [span for _, span in root.walk()]
        left -= len(spans)
        if left < 0 and root is not recording.passes[0]:
            return
        yield from spans


def speedscope(profile: Profile, recording: Recording) -> dict[str, object]:
    """The first passes as speedscope reads them: calls that open and close, one profile a pass."""
    frames: dict[str, int] = {}
    shown: list[dict[str, object]] = []
    left = _MOST_EVENTS
    for number, root in enumerate(recording.passes, 1):
        events = list(_opened_and_closed(root, root.start, frames))
        left -= len(events)
        if left < 0 and shown:
            break
        end = round(root.seconds * _MICRO, 3)
        shown.append(
            {
                "type": "evented",
                "name": f"pass {number} of {len(recording.passes)}",
                "unit": "microseconds",
                "startValue": 0,
                "endValue": end,
                "events": events,
            }
        )
    return {
        "$schema": _SCHEMA,
        "exporter": "Assay",
        "name": f"{profile.source.name}, {profile.runtime}",
        "shared": {"frames": [{"name": name} for name in frames]},
        "profiles": shown,
    }


def _opened_and_closed(span: Span, start: float, frames: dict[str, int]) -> Iterator[dict[str, object]]:
    """The span's opening, what lies inside, and its closing; every time at or after the one before."""
    name = f"{span.name} ({span.detail})" if span.detail else span.name
    frame = frames.setdefault(name, len(frames))
    yield {"type": "O", "frame": frame, "at": round((span.start - start) * _MICRO, 3)}
    for inner in span.inner:
        yield from _opened_and_closed(inner, start, frames)
    yield {"type": "C", "frame": frame, "at": round((span.end - start) * _MICRO, 3)}
