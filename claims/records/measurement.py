"""What was measured, compared, or could not be measured."""

from decimal import Decimal
from typing import Literal

from claims.records.claim import Quantity
from claims.records.model import Reason
from claims.records.record import Record
from claims.records.slice import Pair


class Alternative(Record):
    """A neighbouring metric on the same rows."""

    metric: str
    """What it is: f1_micro, accuracy."""
    value: Decimal
    """Its value, in the unit of the measurement."""


class Measurement(Record):
    """A number that was measured here, with its uncertainty."""

    outcome: Literal["measured"] = "measured"
    claim_id: str | None = None
    """The claim it answers, if any."""
    subject: str
    """What was measured: the model, or a baseline."""
    supplied: bool = False
    """Whether somebody's file gives the values, such as a vendor's latencies, and nothing was measured here."""
    metric: str
    """The catalog's id."""
    observed: Quantity
    """The value. Scores are shares from 0 to 1; sizes are bytes or counts; times are seconds."""
    low: Decimal | None = None
    """Lower end of the interval; equal to the value where the count is exact."""
    high: Decimal | None = None
    """Upper end of the interval."""
    level: float = 0.95
    """Confidence of the two-sided interval."""
    method: str
    """How the interval was made: wilson, bootstrap-bca, order-statistic, exact."""
    lower95: Decimal | None = None
    """One-sided 95 % lower bound."""
    upper95: Decimal | None = None
    """One-sided 95 % upper bound."""
    standard_error: Decimal | None = None
    """Standard error, where the number was sampled."""
    successes: int | None = None
    """Right answers, where the metric is a count of them over n."""
    n: int
    """Rows, repetitions or files behind the number."""
    alternatives: tuple[Alternative, ...] = ()
    """Neighbouring metrics on the same rows."""
    slice_sha256: str | None = None
    """The slice, by digest; its record stands once in the dossier."""
    reproducer: str
    """Who measured, "text-classification@1"."""
    settings: tuple[Pair, ...] = ()
    """Threads, batch size, sequence length, precision."""
    seed: int | None = None
    """Seed of what was drawn at random."""
    seconds: float = 0.0
    """How long it took."""
    raw_sha256: str | None = None
    """Digest of the per-sample values, which are kept."""


class Comparison(Record):
    """Two systems on the very same rows."""

    metric: str
    """The catalog's id."""
    subject: str
    """The system that is asked about."""
    against: str
    """What it is compared with."""
    difference: Decimal
    """The subject's value less the other's, in the metric's base unit."""
    low: Decimal
    """Lower end of the difference's interval."""
    high: Decimal
    """Upper end of the difference's interval."""
    level: float = 0.95
    """Confidence of the interval."""
    method: str
    """How the interval was made: bootstrap-bca, mover-wilson-paired."""
    p: float | None = None
    """Exact McNemar, adjusted by Holm over everything it was compared with; for shares of right answers only."""
    n: int
    """Rows that both answered."""
    only_subject: int
    """Rows that only the subject has right."""
    only_against: int
    """Rows that only the other has right."""
    slice_sha256: str | None = None
    """The slice, by digest."""
    seed: int
    """Seed of the resamples."""


class Skipped(Record):
    """Something that could not be measured, and why; it neither confirms nor refutes."""

    outcome: Literal["skipped"] = "skipped"
    claim_id: str | None = None
    """The claim it leaves open, if any."""
    subject: str
    """What was to be measured."""
    metric: str
    """The catalog's id, or as printed."""
    reason: Reason
    """Why, from a closed list."""
    detail: str
    """Why, in a sentence, with what to do about it."""
    reproducer: str | None = None
    """Who tried."""


Attempt = Measurement | Skipped
