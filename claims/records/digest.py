"""The result of one round of ingestion: every new document, and what is worth looking at."""

from typing import Literal

from claims.records.dossier import Finding
from claims.records.record import Record

Fate = Literal[
    "read", "nothing", "same", "refused", "unreadable", "withdrawn", "later", "given_up", "waiting"
]
"""read: it has claims that could be checked. nothing: it has none. same: its content is known under another name.
refused: its source says no. unreadable: it came and cannot be read. later: its source did not answer, it is asked
again next time. given_up: it was asked often enough. waiting: the round ended before its turn."""


class Change(Record):
    """A number that a new version states otherwise than the version before."""

    about: str
    """Metric, data set and subject, in words."""
    before: str | None = None
    """What was stated, as printed; none where the number is new."""
    after: str | None = None
    """What is stated now; none where the number is gone."""


class Arrival(Record):
    """One document of a round."""

    kind: Literal["arxiv", "hub"]
    """Where it came from."""
    name: str
    """1706.03762, or org/model."""
    version: str
    """The version or commit."""
    title: str = ""
    """Its title."""
    url: str | None = None
    """Where it can be looked at."""
    fate: Fate
    """What became of it."""
    says: str = ""
    """The same in a sentence, where that needs one."""
    claims: int = 0
    """Numbers that it states."""
    checkable: int = 0
    """Those of them about its own model that a reproducer here measures, given data."""
    headline: tuple[str, ...] = ()
    """Its first own scores, in words."""
    findings: tuple[Finding, ...] = ()
    """What can be seen without running anything."""
    before: str | None = None
    """The version that was read before."""
    changes: tuple[Change, ...] = ()
    """What that version said otherwise."""


class Night(Record):
    """One round of ingestion; the digest is a function of it alone."""

    began: str
    """When, ISO 8601 in UTC."""
    ended: str
    """When, ISO 8601 in UTC."""
    asked: tuple[str, ...]
    """What was asked for, each in words, with what came of the asking."""
    arrivals: tuple[Arrival, ...] = ()
    """Every document of the round, once; those with most to check first."""
    left: int = 0
    """Documents that are known and still wait for their turn."""
