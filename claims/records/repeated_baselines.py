"""What several documents print of the same system by the same metric on the same data, in one setting."""

from decimal import Decimal
from typing import Literal

from claims.records.claim import Claim
from claims.records.record import Record

Standing = Literal["published", "alike", "weaker", "stronger", "open"]
"""How a print stands to the usual figure: its source, the same, worse, better; open where none is the usual one."""


class BaselinePrint(Record):
    """The figure as one document prints it."""

    target: str
    """The document."""
    revision: str
    """The version that was read."""
    claim: Claim
    """What it says."""
    value: Decimal
    """The value on the scale that all prints of the figure share."""
    standing: Standing
    """How it stands to the usual figure."""
    outlier: bool = False
    """Whether it lies far outside of what the others print."""


class RepeatedBaseline(Record):
    """One system's figure as several documents print it, and how these prints are spread."""

    subject: str
    """The system."""
    usual: BaselinePrint | None
    """What the system's own document prints, else what most documents do; None where neither is clear."""
    low: Decimal
    """The lowest print."""
    median: Decimal
    """The middle print."""
    high: Decimal
    """The highest print."""
    prints: tuple[BaselinePrint, ...]
    """One for each document, from the lowest to the highest."""

    @property
    def differs(self) -> bool:
        """Whether two documents print what cannot be one number."""
        return any(printed.standing in ("weaker", "stronger", "open") for printed in self.prints)

    @property
    def weaker(self) -> tuple[BaselinePrint, ...]:
        """Prints of other documents that are worse than the usual figure."""
        return tuple(printed for printed in self.prints if printed.standing == "weaker")


class BaselineSurvey(Record):
    """Every figure that several documents of a store print, those that are printed differently first."""

    documents: int
    """Documents with a score of a named system on a named data set."""
    asked: str | None = None
    """What the figures were narrowed to: a part of a system's or data set's name."""
    figures: tuple[RepeatedBaseline, ...]
    """The figures."""
