"""The descendants of a process: listing them, their memory, and ending all of them."""

import contextlib
import os
import signal
import subprocess
from pathlib import Path

MEGABYTE = 1 << 20


def children_of(pid: int) -> list[int]:
    """Processes started by this one or left to it, by the kernel's own list; empty where there is none."""
    children: list[int] = []
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):  # noqa: PTH208  pathlib is slow to import
            with open(f"/proc/{pid}/task/{thread}/children", "rb") as file:  # noqa: PTH123
                children += map(int, file.read().split())
    except OSError:
        pass
    return children


def descendants(pid: int) -> list[int]:
    """The processes below this one, by the kernel's lists, else by psutil's."""
    if not Path(f"/proc/{pid}/task/{pid}/children").exists():
        return _tree_of_psutil(pid)
    processes, left = [], [pid]
    while left:
        children = children_of(left.pop())
        processes += children
        left += children
    return processes


def end_tree(child: subprocess.Popen[bytes]) -> None:
    """Kill the whole tree and wait until it is gone; does nothing if it has ended by itself.

    The launcher is spared at first: it buries the others, and by its own end we know that nothing is left.
    """
    if child.poll() is None:
        _kill(children_of(child.pid))
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(1.0)
    if child.poll() is None:
        _kill([*descendants(child.pid), child.pid])
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def resident_mb(processes: list[int]) -> float:
    """Resident memory of these processes together."""
    import psutil

    total = 0
    for process in processes:
        with contextlib.suppress(psutil.Error):
            total += psutil.Process(process).memory_info().rss
    return total / MEGABYTE


def _tree_of_psutil(pid: int) -> list[int]:
    """The same where /proc has no list of children."""
    import psutil

    try:
        return [child.pid for child in psutil.Process(pid).children(recursive=True)]
    except psutil.Error:
        return []


def _kill(processes: list[int]) -> None:
    """Kill these; one that is gone already is fine."""
    for process in processes:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(process, signal.SIGKILL)
