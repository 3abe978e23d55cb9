"""Data and system of a cell, chosen together: what names the one does not name the other."""

import math
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from claims.catalog.name_index import squeeze
from extractors.tables.candidates import Candidate, ScoredCandidate
from extractors.tables.model import shares

MORE_EXACT = 9.0
"""How far ahead, as a logarithm, a name is that says what the likeliest says and more."""


def scored(
    candidates: Sequence[Candidate], weights: Mapping[str, float], rules: str = "", *, by: float = 0.0
) -> tuple[ScoredCandidate, ...]:
    """Candidates with their scores; that of the rules' name is `by` ahead, or more if it is only more exact."""
    likely = shares(candidates, weights)
    best = squeeze(candidates[int(np.argmax(likely))].name)
    ahead = MORE_EXACT if len(best) > 1 and best in squeeze(rules) else by
    return tuple(
        ScoredCandidate(
            candidate,
            share,
            math.log(max(share, 1e-9)) + ahead * (squeeze(candidate.name) == squeeze(rules) != ""),
        )
        for candidate, share in zip(candidates, likely, strict=True)
    )


def chosen_together(
    datasets: Sequence[ScoredCandidate], systems: Sequence[ScoredCandidate], taken: Collection[str]
) -> tuple[ScoredCandidate, ScoredCandidate]:
    """The likeliest data and system of different names; no system is called what is `taken`, if another is left."""
    free = [system for system in systems if squeeze(system.candidate.name) not in taken] or systems
    best = max(
        (
            (data, system)
            for data in datasets
            for system in free
            if not _alike(data.candidate, system.candidate)
        ),
        key=lambda pair: pair[0].score + pair[1].score,
        default=None,
    )
    return best or (
        max(datasets, key=lambda candidate: candidate.score),
        max(free, key=lambda candidate: candidate.score),
    )


def _alike(data: Candidate, system: Candidate) -> bool:
    name = squeeze(system.name)
    return name != "" and name in (squeeze(data.name), squeeze(data.printed))
