"""The systems that a row's or column's numbers can be about, with what the rules for cards say of them."""

import re
from collections.abc import Sequence
from dataclasses import replace

from claims.catalog.name_index import squeeze
from claims.catalog.word_lists import pattern
from extractors.language.model_names import is_model
from extractors.tables.candidates import Group, ScoredCandidate
from extractors.tables.data_and_system import scored
from extractors.tables.model import ReaderWeights, pick
from extractors.tables.scored_metrics import ALWAYS
from extractors.tables.subjects import is_generic, subject_candidates

_SCORE = re.compile(r"(?i)(?:scores?|results?|values?|performance)(?: (?:on|for|of|in)\b|$)")
"""How a label begins that says of what sort its numbers are: "Score on the test split"."""
LEAN_TO_OWN = 6.0
"""How far ahead, as a logarithm, the own model is of a label that is no model's name, where the rules see it."""
LEAST_AHEAD = 0.5
"""How much likelier, as a logarithm, a paper's own system must be than a row's label that was read as a system."""


def systems_of(group: Group, parent: str, learned: ReaderWeights) -> tuple[ScoredCandidate, ...]:
    """The systems that a row's or column's numbers can be about, with their scores."""
    every = subject_candidates(group, parent)
    rules, own = (group.hints[0].system if group.hints else ""), group.context.document.subject
    every = [
        candidate
        for candidate in every
        if candidate.name == own or not (is_generic(candidate.name) or _SCORE.match(candidate.name))
    ] or every  # a folder called "model"
    best = pick(every, learned.subject)[0].name
    labels = {squeeze(phrase.text) for phrase in group.phrases}
    by_text = bool(rules) and (
        squeeze(rules) not in labels or bool(pattern("table_words", "labels_of_others").match(rules))
    )
    means_own = best == own or (bool(rules) and group.context.own(best, (), marked=False))
    rules_win = by_text if means_own else rules == own and not is_model(best)
    of_another = rules_win and bool(pattern("table_words", "labels_of_others").match(rules))
    every_scored = scored(
        every, learned.subject, rules if rules_win else "", by=ALWAYS if of_another else LEAN_TO_OWN
    )
    return _rather_labelled(every_scored, own) if group.context.document.is_paper else every_scored


def _rather_labelled(every: Sequence[ScoredCandidate], own: str) -> tuple[ScoredCandidate, ...]:
    """The systems; where one label beside the numbers was read as a system, the own one must be likelier by some."""
    labels = [candidate for candidate in every if candidate.candidate.signs[0].startswith("from=one:stub")]
    less = LEAST_AHEAD if len(labels) == 1 and labels[0].candidate.name != own else 0.0
    return tuple(
        replace(candidate, score=candidate.score - less * (candidate.candidate.signs[0] == "from=own"))
        for candidate in every
    )
