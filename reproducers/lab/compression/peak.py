"""The most memory that a model's file takes beyond an idle process, measured in a fork that runs nothing else."""

import ctypes
import os
import select
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from claims.errors import ModelUnavailable

if TYPE_CHECKING:
    from reproducers.lab.compression.runners import Feeds, Runner

_RUNS = 3
_PATIENCE = 60.0
"""Seconds that a fork is waited for."""


def peak_bytes(open_runner: "Callable[[], Runner]", feeds: "Feeds") -> int | None:
    """Peak resident memory of opening the file and running it, less what the process held; None where it failed.

    The fork starts with a peak of its own; what earlier sessions left in the heap is first given back to the system,
    or else it would be used again unseen.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _measure(open_runner, feeds, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        if not select.select([pipe], [], [], _PATIENCE)[0]:  # threads of this process that a fork has not
            os.kill(child, signal.SIGKILL)
        answer = pipe.read()
    os.waitpid(child, 0)
    return int(answer) if answer.strip() else None


def _measure(open_runner: "Callable[[], Runner]", feeds: "Feeds", writing: int) -> None:
    """What the fork does; it never returns."""
    try:
        with suppress(OSError, ModelUnavailable, MemoryError):
            before = _kilobytes("VmRSS")
            runner = open_runner()
            for _ in range(_RUNS):
                runner.run(feeds)
            os.write(writing, str(max(0, _kilobytes("VmHWM") - before) * 1024).encode())
    finally:
        os._exit(0)


def _kilobytes(field: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        name, _, value = line.partition(":")
        if name == field:
            return int(value.split()[0])
    return 0
