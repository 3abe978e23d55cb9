"""What the library of dossiers shows: runs, claims across runs, and the numbers that were measured."""

from decimal import Decimal

from claims.records.claim import ClaimKind
from claims.records.digest import Change
from claims.records.dossier import Basis, Finding, Outcome
from claims.records.record import Record


class Query(Record):
    """A search in the library; empty fields match everything."""

    words: str = ""
    """Words that must all occur in target, title, model, data sets, metrics or subjects."""
    model: str = ""
    """The model's name, whole."""
    dataset: str = ""
    """A data set, as printed."""
    metric: str = ""
    """A metric's id."""
    outcome: str = ""
    """An outcome that at least one claim has."""
    flag: str = ""
    """A rule that found something."""
    page: int = 1
    """Which page, from 1."""


class IndexedRun(Record):
    """One run, as the library's index lists it."""

    run: str
    """The run."""
    target: str
    """What was asked for."""
    title: str
    """The document's title, if any."""
    model: str
    """The model, if any."""
    revision: str
    """The version that was read."""
    finished_at: str
    """When, ISO 8601 in UTC."""
    conclusion: str
    """The sentence at the top of its report."""
    tally: tuple[tuple[Outcome, int], ...]
    """Claims of each outcome, as reports list them."""
    rules: tuple[str, ...]
    """Rules that found something, each once."""
    serious: int
    """Serious findings."""


class RunListing(Record):
    """The runs that a query finds, one page of them."""

    query: Query
    """What was looked for."""
    total: int
    """Runs that fit."""
    pages: int
    """Pages of them."""
    runs: tuple[IndexedRun, ...]
    """The runs of this page, the latest first."""


class Choices(Record):
    """What can be chosen from, each the commonest first."""

    models: tuple[str, ...] = ()
    """Models."""
    datasets: tuple[str, ...] = ()
    """Data sets, as printed."""
    metrics: tuple[str, ...] = ()
    """Metrics, by id."""
    rules: tuple[str, ...] = ()
    """Rules that found something."""


class IndexedClaim(Record):
    """One claim of one run."""

    run: str
    """The run."""
    claim: str
    """The claim's id."""
    target: str
    """What the run is about."""
    revision: str
    """The version that was read."""
    finished_at: str
    """When."""
    kind: ClaimKind
    """What sort of number it is."""
    name: str
    """What it is about: "Accuracy on SST-2 (validation)"."""
    subject: str
    """The model or method."""
    own: bool
    """Whether that is the document's own model."""
    stated: str
    """The number as printed, with its unit."""
    outcome: Outcome
    """What became of it."""
    basis: Basis | None
    """What the outcome rests on."""
    measured: str
    """What was measured, in words; empty where nothing was."""
    value: Decimal | None
    """The measured value in base units."""
    low: Decimal | None
    """Lower end of its interval."""
    high: Decimal | None
    """Upper end of its interval."""
    n: int | None
    """Rows behind it."""


class MeasuredBoard(Record):
    """The measured numbers of one metric on one data set, the best first."""

    metric: str
    """The metric's id."""
    dataset: str
    """The data set, as printed."""
    rows: tuple[IndexedClaim, ...]
    """One for each subject: its latest."""


class BoardName(Record):
    """A leaderboard that there is."""

    metric: str
    """The metric's id."""
    dataset: str
    """The data set, as printed."""
    entries: int
    """Measured numbers on it."""


class ClaimHistory(Record):
    """One claim beside the same statement in other versions and other documents."""

    claim: IndexedClaim
    """The claim."""
    says: str
    """The verdict in a sentence."""
    quote: str
    """The characters that stand at its place."""
    place: str
    """Where it stands."""
    versions: tuple[IndexedClaim, ...]
    """The same statement in other runs of the same target, the latest first."""
    elsewhere: tuple[IndexedClaim, ...]
    """The same subject's number on the same data in other documents, the latest first."""
    decided: tuple[str, ...]
    """What people decided about it, each in a sentence."""


class Flag(Record):
    """One finding of a run, as a person decides about it."""

    id: str
    """Its digest."""
    finding: Finding
    """What was found."""
    dismissed: str | None = None
    """Why somebody set it aside, if anybody did."""


class RunFlags(Record):
    """The findings of one run, the worst first."""

    run: str
    """The run."""
    target: str
    """What it is about."""
    flags: tuple[Flag, ...]
    """All of them."""


class OutcomeChange(Record):
    """One statement that came out otherwise than in the run before."""

    name: str
    """What it is about."""
    before: Outcome
    """What became of it then."""
    after: Outcome
    """What became of it now."""


class Version(Record):
    """One run of a target beside the run before it."""

    run: str
    """The run."""
    revision: str
    """The version that was read."""
    finished_at: str
    """When."""
    conclusion: str
    """The sentence at the top of its report."""
    claims: int
    """How many numbers it states."""
    changes: tuple[Change, ...] = ()
    """What it states otherwise than the run before."""
    changed_outcomes: tuple[OutcomeChange, ...] = ()
    """What came out otherwise."""


class History(Record):
    """All that was read of one target, the latest first."""

    target: str
    """The target."""
    versions: tuple[Version, ...]
    """Its runs; the earliest has nothing before it."""


class RepeatedFigure(Record):
    """One figure of one system on one data set, as several documents give it."""

    name: str
    """What it is about: "Accuracy on SST-2 (validation)"."""
    subject: str
    """The system."""
    differs: bool
    """Whether the documents print different figures."""
    rows: tuple[IndexedClaim, ...]
    """One for each document, the latest first."""
