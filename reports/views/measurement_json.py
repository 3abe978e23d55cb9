"""The printed shapes of what was planned and measured."""

from typing import Annotated, Literal

from pydantic import AliasPath, BeforeValidator, Field

from claims.records import Level, Measurement, Reason, Skipped
from reports.views.strict_json import NamedValues, Number, PrintedRecord


class PrintedObserved(PrintedRecord):
    """A measured value with its interval."""

    value: Number
    """The value."""
    low: Number | None
    """Lower end of the interval."""
    high: Number | None
    """Upper end of the interval."""
    n: int
    """Rows, repetitions or files behind it."""


class PrintedMeasurement(PrintedRecord):
    """A number that was measured here, in base units: shares from 0 to 1, bytes, counts, seconds."""

    outcome: Literal["measured"]
    """That it was measured."""
    claim_id: str | None
    """The claim it answers, if any."""
    subject: str
    """What was measured: the model, or a baseline."""
    metric: str
    """The catalog's id."""
    observed: PrintedObserved
    """The value and its interval."""
    unit: str | None
    """The base unit."""
    level: float
    """Confidence of the two-sided interval."""
    method: str
    """How the interval was made."""
    lower95: Number | None
    """One-sided 95 % lower bound."""
    upper95: Number | None
    """One-sided 95 % upper bound."""
    alternatives: dict[str, Number]
    """Neighbouring metrics on the same rows."""
    slice_sha256: str | None
    """The rows, by the digest of their file."""
    reproducer: str
    """Who measured."""
    settings: NamedValues
    """Threads, batch size, sequence length, precision."""
    seed: int | None
    """Seed of what was drawn at random."""
    seconds: float
    """How long it took."""
    raw_sha256: str | None
    """Digest of the per-sample values."""


def _attempt(attempt: object) -> object:
    """The fields of a measurement as JSON has them; what was skipped is printed as it is."""
    if not isinstance(attempt, Measurement):
        return attempt
    observed = {name: getattr(attempt, name) for name in ("low", "high", "n")}
    return {name: getattr(attempt, name) for name in PrintedMeasurement.model_fields if name != "unit"} | {
        "observed": observed | {"value": attempt.observed.value},
        "unit": attempt.observed.unit,
        "alternatives": {beside.metric: beside.value for beside in attempt.alternatives},
    }


PrintedAttempt = Annotated[
    Annotated[PrintedMeasurement | Skipped, Field(discriminator="outcome")], BeforeValidator(_attempt)
]
"""What came of an attempt to measure, as JSON shows it."""


def _is_given(value: object) -> bool:
    return value if isinstance(value, bool) else value is not None


class PrintedStep(PrintedRecord):
    """What was going to be done about one question."""

    claim_id: str | None = Field(validation_alias=AliasPath("question", "claim_id"))
    """The claim it answers, if any."""
    subject: str = Field(validation_alias=AliasPath("question", "subject"))
    """The model it is about."""
    metric: str = Field(validation_alias=AliasPath("question", "metric"))
    """The catalog's id."""
    reproducer: str | None
    """Who was going to measure; none where it cannot be measured."""
    reason: Reason | None
    """Why nobody was."""
    detail: str
    """The same in a sentence."""
    margin: Number | None
    """The margin in the claim's printed unit; none for exact counts."""
    n: int | None
    """Rows at hand."""
    smallest_difference: Number | None
    """The smallest shortfall that this many rows detect with 80 % probability, in the claim's printed unit."""
    may_stop_early: Annotated[bool, BeforeValidator(_is_given)] = Field(validation_alias="stake")
    """Whether the measuring was allowed to stop once the claim was settled."""


class PrintedPlan(PrintedRecord):
    """What was going to be measured and how it would be judged, sealed before the first sample."""

    sealed: str
    """SHA-256 of the plan record with this field empty."""
    margin: Number
    """The margin, in points for scores."""
    seed: int
    """Seed of everything drawn at random."""
    steps: tuple[PrintedStep, ...]
    """One for each claim, then what is measured without a claim."""


class PrintedMachine(PrintedRecord):
    """The machine that measured."""

    cpu: str
    """The processor's name."""
    cores: int
    """Logical cores that may be used."""
    memory_gb: Number
    """Memory in GB (10^9 bytes)."""
    accelerator: str | None
    """The accelerator's name."""
    driver: str | None
    """The accelerator's driver."""
    os: str
    """Operating system and kernel."""
    python: str
    """Version of Python."""
    libraries: NamedValues
    """Versions of what computes."""
    isolation: Level
    """How well the measuring process was isolated."""
