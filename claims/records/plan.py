"""What is to be measured, and how it will be judged."""

from decimal import Decimal
from typing import Literal

from claims.records.model import Reason
from claims.records.record import Record


class Per(Record):
    """The quantity that a price covers: tokens or requests, and how many."""

    count: int
    """How many."""
    what: Literal["request", "token"]
    """Of what."""
    currency: str | None = None
    """The sign of its currency, where the price has one."""


class Question(Record):
    """What is to be measured, without the stated value, so that measuring is blind."""

    claim_id: str | None = None
    """The claim it answers, if any: what was not claimed can be measured too."""
    subject: str
    """The model it is about."""
    metric: str
    """The catalog's id."""
    metric_as_written: str = ""
    """The name as printed."""
    conditions: str | None = None
    """Conditions that the claim ties the number to."""
    per: Per | None = None
    """What a price is for, where the claim says so."""


class Stake(Record):
    """What settles a claim while it is measured; the loop that measures is given it, the question does not hold it."""

    claim_id: str
    """The claim."""
    claimed: Decimal
    """The printed share, as a share of right answers."""
    slack: Decimal
    """The margin plus what the claim's own rounding can hide."""
    slack_to_confirm: Decimal
    """The same with no more of the rounding than may help a claim."""
    claim_n: int | None = None
    """Rows of the other sample that the claim was measured on, where that is known."""
    tests: int
    """Claims that may be refuted in the same case."""


class PlanStep(Record):
    """What is going to be done about one question, decided before anything is measured."""

    question: Question
    """What is asked."""
    reproducer: str | None = None
    """Who will measure, "text-classification@1"; none where it cannot be measured."""
    reason: Reason | None = None
    """Why nobody will."""
    detail: str = ""
    """The same in a sentence."""
    margin: Decimal | None = None
    """The margin in the claim's printed unit; none for exact counts."""
    n: int | None = None
    """Rows at hand."""
    smallest_difference: Decimal | None = None
    """The smallest shortfall that this many rows would show four times in five, in the claim's printed unit."""
    stake: Stake | None = None
    """What settles it before all rows are measured, where the measuring may stop early."""


class Plan(Record):
    """What will be measured and how it will be judged, sealed before the first sample."""

    steps: tuple[PlanStep, ...]
    """One for each claim, then what is measured without a claim."""
    margin: Decimal
    """--margin: points for scores, per cent for the rest takes its own default."""
    seed: int
    """Seed of everything drawn at random."""
    sealed: str = ""
    """SHA-256 of the plan with this field empty."""

    def seal(self) -> "Plan":
        """The same plan with its digest."""
        return self.model_copy(update={"sealed": self.model_copy(update={"sealed": ""}).digest})
