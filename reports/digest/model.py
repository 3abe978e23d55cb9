"""What both forms of the digest tell: the night in a line, its counts, and its documents by what became of them."""

from collections import Counter

from claims.records.digest import Arrival, Fate, Night
from reports.views.vocabulary import many

FATES: dict[Fate, str] = {
    "read": "with claims that could be checked",
    "nothing": "with nothing that could be checked",
    "same": "known under another name",
    "withdrawn": "withdrawn",
    "refused": "refused at the door",
    "unreadable": "not readable",
    "later": "not answered, asked for again next time",
    "given_up": "given up",
    "waiting": "waiting",
}
TROUBLE: tuple[Fate, ...] = ("withdrawn", "refused", "unreadable", "later", "given_up")
"""Fates that somebody may want to do something about."""


def opening(night: Night) -> str:
    """The night in one line."""
    checkable = sum(one.checkable for one in night.arrivals)
    left = f"; {many(night.left, 'document')} still waiting" if night.left else ""
    return f"{many(len(night.arrivals), 'document')}, {many(checkable, 'claim')} that could be checked{left}."


def counts(night: Night) -> tuple[tuple[str, int], ...]:
    """How many documents came to each end, in words."""
    found = Counter(one.fate for one in night.arrivals)
    return tuple((words, found[fate]) for fate, words in FATES.items() if found[fate])


def worth(night: Night) -> tuple[Arrival, ...]:
    """Documents with something to check, or that say otherwise than before."""
    return tuple(one for one in night.arrivals if one.fate == "read" or one.changes)


def trouble(night: Night) -> tuple[Arrival, ...]:
    """Documents that came to no good end."""
    return tuple(one for one in night.arrivals if one.fate in TROUBLE)


def command(one: Arrival) -> str:
    """What to type to look closer."""
    return f"verify {one.name} --data ours.csv" if one.kind == "hub" else f"verify {one.name}"
