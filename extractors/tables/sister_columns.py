"""Columns under one header that differ in their innermost name only: the metric of all is named at the same level."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from claims.catalog.name_index import squeeze
from extractors.tables.candidates import Candidate, Group, ScoredCandidate
from extractors.tables.groups import Read

INNER = "header0"
LEAST = math.log(0.01)
"""What a source counts of which a column has no candidate."""
MOST = 12
"""Columns under one header that are asked."""
_LABELS = ("from=header", "from=print", "from=stub", "from=panel")
Scores = Callable[[Group], Sequence[ScoredCandidate]]


def sisters(read: Read, group: Group) -> list[Group]:
    """The other groups whose phrases are those of a group but for the innermost header."""
    if not any(phrase.where == "header1" for phrase in group.phrases):
        return []
    outer = tuple((phrase.where, phrase.text) for phrase in group.phrases if phrase.where != INNER)
    return [one for one in read.by_outer_phrases[outer] if one is not group][:MOST]


def agreed(group: Group, scores: Scores, others: Sequence[Group]) -> ScoredCandidate:
    """The metric of a group from the source that is likeliest for it and the columns beside it together."""
    mine = scores(group)
    best = max(mine, key=lambda one: one.score)
    if not others or (best.candidate.metric and _source(group, best.candidate) == INNER):
        return best
    tables = [_by_source(one, scores(one)) for one in (group, *others)]
    sources = dict.fromkeys(source for table in tables for source in table)
    source = max(sources, key=lambda one: sum(table.get(one, LEAST) for table in tables))
    same = [one for one in mine if _source(group, one.candidate) == source]
    if not same:
        return best
    chosen = max(same, key=lambda one: one.score)
    shares = [_share(one, scores(one), source) for one in others]
    return replace(chosen, share=max(chosen.share, *shares))


def _share(group: Group, scored: Sequence[ScoredCandidate], source: str) -> float:
    """How likely a source is for a group."""
    return max((one.share for one in scored if _source(group, one.candidate) == source), default=0.0)


def _by_source(group: Group, scored: Sequence[ScoredCandidate]) -> dict[str, float]:
    """The score of the likeliest candidate of each source, at least that of one that is missing."""
    out: dict[str, float] = {}
    for one in scored:
        source = _source(group, one.candidate)
        out[source] = max(out.get(source, LEAST), one.score)
    return out


def _source(group: Group, candidate: Candidate) -> str:
    """Whether a candidate is told by the innermost header, else its name."""
    inner = next((f"{phrase.text} {phrase.meant}" for phrase in group.phrases if phrase.where == INNER), "")
    labelled = candidate.signs[0].startswith(_LABELS) and candidate.printed and candidate.printed in inner
    return INNER if labelled else squeeze(candidate.name)
