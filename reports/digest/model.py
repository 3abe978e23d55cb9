"""What both forms of the digest say: a headline, counts, and documents by their outcome."""

from collections import Counter

from claims.records.digest import Arrival, Fate, Night
from reports.views.vocabulary import counted

FATES: dict[Fate, str] = {
    "read": "with claims that could be checked",
    "nothing": "with nothing that could be checked",
    "same": "known under another name",
    "withdrawn": "withdrawn",
    "refused": "refused: not fetched, or not safe to read",
    "unreadable": "not readable",
    "later": "not answered, asked for again next time",
    "given_up": "given up",
    "waiting": "waiting",
}
TROUBLE: tuple[Fate, ...] = ("withdrawn", "refused", "unreadable", "later", "given_up")
"""Fates that somebody may want to do something about."""


def opening(night: Night) -> str:
    """The night in one line."""
    checkable = sum(arrival.checkable for arrival in night.arrivals)
    left = f"; {counted(night.left, 'document')} still waiting" if night.left else ""
    return f"{counted(len(night.arrivals), 'document')}, {counted(checkable, 'claim')} that could be checked{left}."


def counts(night: Night) -> tuple[tuple[str, int], ...]:
    """How many documents came to each end, in words."""
    by_fate = Counter(arrival.fate for arrival in night.arrivals)
    return tuple((words, by_fate[fate]) for fate, words in FATES.items() if by_fate[fate])


def worth(night: Night) -> tuple[Arrival, ...]:
    """Documents with something to check, or that say otherwise than before."""
    return tuple(arrival for arrival in night.arrivals if arrival.fate == "read" or arrival.changes)


def trouble(night: Night) -> tuple[Arrival, ...]:
    """Documents that could not be read."""
    return tuple(arrival for arrival in night.arrivals if arrival.fate in TROUBLE)


def command(arrival: Arrival) -> str:
    """The command that verifies a document."""
    return f"verify {arrival.name} --data ours.csv" if arrival.kind == "hub" else f"verify {arrival.name}"
