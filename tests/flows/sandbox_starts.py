"""The two ways in which a sandboxed child starts, and the fork servers that are there."""

from pathlib import Path

import pytest


class Start:
    """How the tests of a file that uses `both_starts` start their children at the moment."""

    preload: tuple[str, ...] | None = None


START = Start()


@pytest.fixture(autouse=True, params=[None, ()], ids=["interpreter", "fork"])
def both_starts(request: pytest.FixtureRequest) -> None:
    """Run each test with children that are fresh interpreters, and with children that are forked."""
    START.preload = request.param


def children(pid: int) -> list[int]:
    """The processes that this one has started, or that were left to it."""
    return [
        int(word)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for word in (task / "children").read_text().split()
    ]


def command(pid: int) -> str:
    """The command line of a process, empty if it has just gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def fork_servers(pid: int) -> list[int]:
    """The fork servers that this process has started."""
    return [child for child in children(pid) if "sandbox/child.py\0serve" in command(child)]
