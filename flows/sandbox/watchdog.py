"""Watches the time, memory, disk and processes of a running child's process tree, and raises at a limit."""

import contextlib
import os
import select
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from claims.errors import ChildDied, OverMemory, OverTime
from flows.sandbox import process_tree
from flows.sandbox.process_tree import MEGABYTE, Child
from flows.sandbox.scratch import bytes_used
from flows.sandbox.types import Limits

EVERY = 0.05
"""Seconds between two looks at the memory."""
DISK_EVERY = 5
"""Looks at the memory between two at the disk."""


def wait_for_end(child: Child, folder: Path, output: int, *, limits: Limits, started: float) -> float:
    """Wait for the child; the largest resident memory of its tree, in MB.

    `said` is the file it prints to, `started` the monotonic time from which the deadline counts. Raises
    OverTime, OverMemory, or ChildDied if it filled its folder or started too many processes; the caller ends
    the child.
    """
    peak, looks = 0.0, 0
    with _end_watcher(child) as ended:
        while not ended(min(EVERY, started + limits.seconds - time.monotonic())):
            if time.monotonic() - started >= limits.seconds:
                raise OverTime(
                    f"The isolated process was ended at its deadline of {limits.seconds:g} seconds.",
                    "Give it longer with --budget.",
                )
            processes = process_tree.descendants(child.pid)
            peak = max(peak, process_tree.resident_mb(processes))
            _check_processes_and_memory(processes, peak, limits)
            if os.fstat(output).st_size > limits.output_mb * MEGABYTE:
                os.truncate(output, 0)
            if looks % DISK_EVERY == 0:
                _check_disk(processes, folder, limits)
            looks += 1
    return peak


def _check_processes_and_memory(processes: list[int], memory_mb: float, limits: Limits) -> None:
    """Raise if the tree has grown too large or too wide."""
    if len(processes) > limits.processes:
        raise ChildDied(
            f"The isolated process was ended because it started more than {limits.processes} processes.",
            "Give it a smaller input.",
        )
    if memory_mb > limits.memory_mb:
        raise OverMemory(
            f"The isolated process was ended at its memory limit of {limits.memory_mb} MB.",
            "Give it a smaller input.",
        )


def _check_disk(processes: list[int], folder: Path, limits: Limits) -> None:
    """Raise if the files of the run, the deleted ones that are still open included, are too large."""
    most = limits.scratch_mb * MEGABYTE
    if bytes_used(folder, most) + sum(_deleted(processes, folder).values()) >= most:
        raise ChildDied(
            f"The isolated process was ended: it wrote more than {limits.scratch_mb} MB or too many files.",
            "Give it a smaller input.",
        )


def _deleted(processes: list[int], folder: Path) -> dict[int, int]:
    """Bytes of open files without a name on the folder's disk, by inode."""
    bytes_by_inode = {}
    device = folder.stat().st_dev
    for process in processes:
        with contextlib.suppress(OSError):
            for name in Path(f"/proc/{process}/fd").iterdir():
                status = name.stat()
                if stat.S_ISREG(status.st_mode) and status.st_nlink == 0 and status.st_dev == device:
                    bytes_by_inode[status.st_ino] = status.st_blocks * 512
    return bytes_by_inode


class _Ended:
    """Asks whether a process has ended, waiting at most so many seconds, and wakes at once when it does."""

    def __init__(self, child: Child, descriptor: int | None) -> None:
        self.child, self.descriptor = child, descriptor

    def __call__(self, seconds: float) -> bool:
        if self.descriptor is not None:
            select.select([self.descriptor], [], [], max(seconds, 0.0))
        else:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.child.wait(max(seconds, 0.0))
        return self.child.poll() is not None


@contextlib.contextmanager
def _end_watcher(child: Child) -> Iterator[_Ended]:
    """A way to wait for the child that does not sleep past its end, where the kernel has one."""
    if not isinstance(child, subprocess.Popen):  # its own wait is one
        yield _Ended(child, None)
        return
    try:
        descriptor = os.pidfd_open(child.pid)
    except (AttributeError, OSError):
        yield _Ended(child, None)
        return
    try:
        yield _Ended(child, descriptor)
    finally:
        os.close(descriptor)
