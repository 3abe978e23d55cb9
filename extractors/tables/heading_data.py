"""The heading over a table as the name of its data."""

import re
from collections.abc import Iterator

from extractors.tables.candidates import Candidate, Group
from extractors.tables.heading_depth import heading_depth
from extractors.tables.known_data import names_a_sort, names_known_data
from extractors.tables.label_meaning import is_plain, read_label

_NUMBERED = re.compile(r"^[\W_]*(?:\d+(?:\.\d+)*[.)]?\s)?")
"""A heading's number and marks."""
_ON = re.compile(r"(?i)^(?:\w+\s){0,3}on\s(?:the\s)?")
_OF_DATA = re.compile(r"(?i)\s?\b(?:data ?sets?|benchmarks?|corp(?:us|ora)|test sets?|leaderboard)\b")
"""A word of a heading that says that the rest names data: "Evaluation on Kelp datasets"."""
_OF_MODELS = re.compile(r"(?i)\b(?:models?|checkpoints?|variants?)\b|\b\d+(?:\.\d+)?\s?[mb]\b")
"""A word of a heading over the results of one size or sort of models."""
_EXPLAINED = re.compile(r"\s?[(（\[—–:].*$")
"""What a heading says besides its name."""


def heading_candidates(group: Group) -> Iterator[Candidate]:
    """The heading over a table, with whether others head tables of the same columns: each is then of its own data."""
    table = group.context.table
    heading = _EXPLAINED.sub("", _NUMBERED.sub("", " ".join(table.section[-1:]))).strip()
    if not heading or len(heading.split()) > 6 or names_a_sort(heading):
        return
    if heading_depth(table) or _OF_MODELS.search(heading):
        return
    alike = group.context.document.headings_of_like_tables(table)
    of_data = bool(_OF_DATA.search(heading))
    if not (alike or of_data or names_known_data(heading)):
        return
    heading = _OF_DATA.sub("", _ON.sub("", heading)).strip() or heading if of_data else heading
    sort = "paper" if group.context.document.is_paper else "card"
    signs = (f"from=heading:{min(alike, 3)}|{sort}", f"heading-words{min(len(heading.split()), 4)}", f"heading-named{any(phrase.role == 'dataset' for phrase in group.phrases)}",
             f"heading-plain{is_plain(heading)}", f"heading-metric{read_label(heading).metric is not None}", f"heading-known{names_known_data(heading)}")  # fmt: skip
    yield Candidate(heading, heading, signs)
