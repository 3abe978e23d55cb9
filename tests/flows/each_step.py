"""Stops a piece of work before each of its lines in turn, as a signal would."""

import sys
from collections.abc import Callable, Iterator
from types import FrameType, ModuleType
from typing import Any


class Stopped(KeyboardInterrupt):
    """What the command raises when it is asked to stop."""


def stops(work: Callable[[], object], *modules: ModuleType, every: int = 1) -> Iterator[int]:
    """Do the work again and again, each time stopped so many lines of these modules later, and yield after each stop.

    The last time it is not stopped any more, and done.
    """
    files = {str(module.__file__) for module in modules}
    step = 1
    while _is_stopped(work, files, step):
        yield step
        step += every


def _is_stopped(work: Callable[[], object], files: set[str], step: int) -> bool:
    """Whether there was such a step at which to stop."""
    before = sys.gettrace()
    sys.settrace(_stop_at(files, step))
    try:
        work()
    except Stopped:
        return True
    finally:
        sys.settrace(before)
    return False


def _stop_at(files: set[str], step: int) -> Callable[[FrameType, str, object], Any]:
    """A tracer that stops the work once, before this line of these files, and counts the lines until then."""
    left = step

    def trace(frame: FrameType, event: str, _what: object) -> Any:
        nonlocal left
        if frame.f_code.co_filename not in files:
            return None
        if event == "line":
            left -= 1
            if left == 0:
                raise Stopped
        return trace

    return trace
