"""What is to be read, and what a document says: the records that go into the isolated child and come back."""

from claims.leaderboard import LeaderboardResult
from claims.records import (
    Check,
    Claim,
    Contribution,
    Document,
    HardwareMention,
    Link,
    ListedPrice,
    Promise,
    Record,
    Source,
)
from claims.records.source import Entry


class ReadOrder(Record):
    """The files of one document that are to be read."""

    root: str
    """The folder."""
    files: tuple[str, ...]
    """Paths inside it; nothing else is opened."""
    source: Source
    """Where it comes from."""


class ExplainOrder(ReadOrder):
    """What is to be read, and the claim of it that is asked about."""

    claim: Claim
    """The claim."""


class Reading(Record):
    """Everything that was read from a document: its claims, devices, checks and facts."""

    title: str | None = None
    """Its title."""
    metadata: tuple[Entry, ...] = ()
    """The leaves of its structured files."""
    links: tuple[Link, ...] = ()
    """What it points at."""
    warnings: tuple[str, ...] = ()
    """What could not be read, each in a sentence."""
    claims: tuple[Claim, ...] = ()
    """The numbers it states, in the order of the document."""
    hardware: tuple[HardwareMention, ...] = ()
    """The devices it names."""
    contributions: tuple[Contribution, ...] = ()
    """What it presents as its own."""
    checks: tuple[Check, ...] = ()
    """The reproducibility checklist."""
    facts: tuple[Entry, ...] = ()
    """Settings and licences, as the files and the text give them: what a rule compares with each other."""
    prices: tuple[ListedPrice, ...] = ()
    """The prices of a price sheet in the same folder."""
    promises: tuple[Promise, ...] = ()
    """What no laboratory can measure, with the evidence to ask for."""
    leaderboard: tuple[LeaderboardResult, ...] = ()
    """A paper's own best results, as leaderboards keep them."""
    document: Document | None = None
    """Its text and tables, for the rules that read; nothing of it is kept in a dossier."""
