"""Columns under one header that differ in their innermost name only: the metric of all is named at the same level."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from claims.catalog.name_index import squeeze
from extractors.tables.candidates import Candidate, Group, ScoredCandidate
from extractors.tables.groups import ReadTable

INNER = "header0"
LEAST = math.log(0.01)
"""What a source counts of which a column has no candidate."""
MOST = 12
"""Columns under one header that are asked."""
_LABELS = ("from=header", "from=print", "from=stub", "from=panel")
Scores = Callable[[Group], Sequence[ScoredCandidate]]


def sisters(read: ReadTable, group: Group) -> list[Group]:
    """The other groups whose phrases are those of a group but for the innermost header."""
    if not any(phrase.where == "header1" for phrase in group.phrases):
        return []
    outer = tuple((phrase.where, phrase.text) for phrase in group.phrases if phrase.where != INNER)
    return [other for other in read.by_outer_phrases[outer] if other is not group][:MOST]


def agreed(group: Group, scores: Scores, others: Sequence[Group]) -> ScoredCandidate:
    """The metric of a group from the source that is likeliest for it and the columns beside it together."""
    candidates = scores(group)
    best = max(candidates, key=lambda candidate: candidate.score)
    if not others or (best.candidate.metric and _source(group, best.candidate) == INNER):
        return best
    tables = [_by_source(member, scores(member)) for member in (group, *others)]
    sources = dict.fromkeys(source for table in tables for source in table)
    source = max(sources, key=lambda name: sum(table.get(name, LEAST) for table in tables))
    same = [candidate for candidate in candidates if _source(group, candidate.candidate) == source]
    if not same:
        return best
    chosen = max(same, key=lambda candidate: candidate.score)
    shares = [_share(member, scores(member), source) for member in others]
    return replace(chosen, share=max(chosen.share, *shares))


def _share(group: Group, scored: Sequence[ScoredCandidate], source: str) -> float:
    """How likely a source is for a group."""
    return max(
        (candidate.share for candidate in scored if _source(group, candidate.candidate) == source),
        default=0.0,
    )


def _by_source(group: Group, scored: Sequence[ScoredCandidate]) -> dict[str, float]:
    """The score of the likeliest candidate of each source, at least that of one that is missing."""
    out: dict[str, float] = {}
    for candidate in scored:
        source = _source(group, candidate.candidate)
        out[source] = max(out.get(source, LEAST), candidate.score)
    return out


def _source(group: Group, candidate: Candidate) -> str:
    """Whether a candidate is told by the innermost header, else its name."""
    inner = next((f"{phrase.text} {phrase.meaning}" for phrase in group.phrases if phrase.where == INNER), "")
    labelled = candidate.signs[0].startswith(_LABELS) and candidate.printed and candidate.printed in inner
    return INNER if labelled else squeeze(candidate.name)
