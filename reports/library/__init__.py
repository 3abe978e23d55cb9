"""The library's pages: the list of runs, the leaderboards, one claim across versions; served or written as files."""

from reports.library.pages import (
    Decide,
    Links,
    all_boards,
    baselines,
    board,
    boards,
    claim,
    findings,
    home,
    lost,
    policy,
    versions,
)

__all__ = [
    "Decide",
    "Links",
    "all_boards",
    "baselines",
    "board",
    "boards",
    "claim",
    "findings",
    "home",
    "lost",
    "policy",
    "versions",
]
