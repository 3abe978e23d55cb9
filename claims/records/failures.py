"""Where a classifier fails: parts of the rows, confusions, wrong answers it was sure of, and rows it may know."""

from decimal import Decimal
from typing import Literal

from claims.records.record import Record

GroupKind = Literal["label", "called", "length", "script", "column", "lookalike"]


class FailureGroup(Record):
    """A part of the rows beside all others."""

    kind: GroupKind
    """What the rows have in common."""
    what: str
    """The same in words: "label spam", "longest quarter of the texts"."""
    n: int
    """Rows of it, each input once."""
    right: int
    """Those answered rightly."""
    low: Decimal
    """Lower end of the 95 % interval of the share of right answers."""
    high: Decimal
    """Upper end of it."""
    rest_n: int
    """All other rows."""
    rest_right: int
    """Those of them answered rightly."""
    difference_low: Decimal
    """Lower end of the 95 % interval of its share less that of the rest."""
    difference_high: Decimal
    """Upper end of it."""
    p: float
    """One-sided exact p-value of "no worse than the rest", adjusted for all groups that were tried."""

    @property
    def weak(self) -> bool:
        """Whether it is worse than the rest beyond chance, at 5 % over all groups."""
        return self.p < 0.05


class Confusion(Record):
    """Rows of one label that are called another."""

    label: str
    """What they are."""
    called: str
    """What they are called."""
    n: int
    """How many."""
    of: int
    """Rows with that label."""
    low: Decimal
    """Lower end of the 95 % interval of the share."""
    high: Decimal
    """Upper end of it."""


class WrongRow(Record):
    """A wrong answer; the row's own text is never kept."""

    row: int
    """The row of the file, the first below the header being 1."""
    label: str
    """What it is."""
    called: str
    """What it is called."""
    score: float | None = None
    """The confidence of the answer, where there is one."""


class KnownRows(Record):
    """Rows that the model's own repository ships beside those that it does not."""

    shipped_n: int
    """Rows that it ships."""
    shipped_right: int
    """Those answered rightly."""
    held_n: int
    """The others."""
    held_right: int
    """Those answered rightly."""
    difference_low: Decimal
    """Lower end of the 95 % interval of the share on shipped rows less that on the others."""
    difference_high: Decimal
    """Upper end of it."""
    p: float
    """One-sided exact p-value of "no better on shipped rows", a test of its own."""


class Failures(Record):
    """Where a classifier's answers fail on the team's rows."""

    subject: str
    """Whose answers."""
    n: int
    """Rows, each input once."""
    right: int
    """Those answered rightly."""
    copies: int = 0
    """Rows that repeat an earlier input and are left out."""
    correction: Literal["holm"] = "holm"
    """How p-values are adjusted for the number of groups."""
    groups: tuple[FailureGroup, ...] = ()
    """Every group that was tried, the weakest first."""
    confusions: tuple[Confusion, ...] = ()
    """The commonest confusions."""
    wrong: tuple[WrongRow, ...] = ()
    """The wrong answers that it was surest of."""
    known: KnownRows | None = None
    """Signs that it knows rows, where its repository ships some of them."""
    notes: tuple[str, ...] = ()
    """What could not be looked at, and why."""
