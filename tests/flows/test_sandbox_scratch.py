"""The working folder of a sandboxed run is gone afterwards, at whatever step the run was stopped."""

import sys
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import pytest

from flows.sandbox import scratch

if TYPE_CHECKING:
    from _typeshed import TraceFunction


class Stopped(KeyboardInterrupt):
    """What the command raises when it is asked to stop."""


def stopped_at(step: int) -> "TraceFunction":
    """A tracer that stops the run once, before this line of the module's, and counts the lines until then."""
    left = step

    def trace(frame: FrameType, event: str, _what: Any) -> "TraceFunction | None":
        nonlocal left
        if frame.f_code.co_filename != scratch.__file__:
            return None
        if event == "line":
            left -= 1
            if left == 0:
                raise Stopped
        return trace

    return trace


def stopped(step: int) -> bool:
    """Whether there was such a step at which to stop."""
    before = sys.gettrace()
    sys.settrace(stopped_at(step))
    try:
        with scratch.scratch_folder() as folder:
            (folder / "tmp" / "file").write_text("written by a child")
    except Stopped:
        return True
    finally:
        sys.settrace(before)
    return False


def test_a_run_stopped_at_any_step_leaves_no_folder_and_no_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    step = 1
    while stopped(step):
        assert not [path for path in tmp_path.rglob("*") if path.parent != tmp_path], step
        step += 1
    assert step > 40
