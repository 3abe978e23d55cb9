"""Lessons of papers with leaderboard entries, as benchmarks.leaderboard_lessons writes them."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.table_fit import Choice, counted

WEIGHT = 0.4
"""How much such a choice counts beside one of an annotated document, whose every number was looked at."""
ROLE_WEIGHT = 0.2
"""The same for the role of a phrase."""


@dataclass(frozen=True)
class Entered:
    """What papers with leaderboard entries teach."""

    roles: Sequence[tuple[np.ndarray, dict[str, float]]] = ()
    metric: Sequence[Choice] = ()
    dataset: Sequence[Choice] = ()
    papers: int = 0
    weight: float = ROLE_WEIGHT


def entered(path: Path | None) -> Entered:
    """The lessons of a file; none without one."""
    if path is None:
        return Entered()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        papers = [json.loads(line) for line in lines]
    roles = [(np.array(slots), share) for paper in papers for slots, share in paper["roles"]]
    metric, dataset = (
        [each for paper in papers for each in _choices(paper[key])] for key in ("metric", "dataset")
    )
    return Entered(roles, metric, dataset, len(papers))


def _choices(rows: Sequence[tuple[list[list[str]], list[bool]]]) -> list[Choice]:
    """The choices of a paper, which count less the more they are."""
    weight = WEIGHT * max(1, len(rows)) ** -0.6
    return [Choice([counted(signs) for signs in candidates], right, weight) for candidates, right in rows]
