"""A paper's own best results, as leaderboards keep them: few, and each the best of its data set and metric."""

from collections import Counter
from collections.abc import Iterable

from claims.catalog.name_index import squeeze
from claims.records.record import Record

MOST = 27
"""Rows that a paper gives."""
MOST_OF_ONE = 5
"""Rows of one data set and metric: variants of the paper's system."""
MOST_OF_STUDY = 250
"""Rows that a paper gives which compares the systems of others, each of which is a result of the paper."""


class LeaderboardResult(Record):
    """One result of a leaderboard."""

    task: str
    """The task, empty where it is not known."""
    dataset: str
    """The data set."""
    metric: str
    """The metric by the name that leaderboards use."""
    score: str
    """The digits as printed."""
    claim_id: str
    """The claim it is taken from."""


def best_results(
    ranked: Iterable[LeaderboardResult], *, study: bool = False
) -> tuple[LeaderboardResult, ...]:
    """The first rows of a ranking, each data set, metric and score once."""
    seen: set[tuple[str, str, str]] = set()
    count: Counter[tuple[str, str]] = Counter()
    out: list[LeaderboardResult] = []
    for row in ranked:
        key = (squeeze(row.dataset), squeeze(row.metric), row.score)
        if key not in seen and (study or count[key[:2]] < MOST_OF_ONE):
            seen.add(key)
            count[key[:2]] += 1
            out.append(row)
        if len(out) == (MOST_OF_STUDY if study else MOST):
            break
    return tuple(out)
