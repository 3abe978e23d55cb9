"""The library's pages: the list of runs, the leaderboards, one claim across versions; served or written as files."""

from reports.library.pages import (
    DecisionForm,
    Links,
    all_boards,
    baselines,
    board,
    boards,
    claim,
    content_policy,
    error_page,
    findings,
    home,
    versions,
)

__all__ = [
    "DecisionForm",
    "Links",
    "all_boards",
    "baselines",
    "board",
    "boards",
    "claim",
    "content_policy",
    "error_page",
    "findings",
    "home",
    "versions",
]
