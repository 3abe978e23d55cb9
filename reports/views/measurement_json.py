"""The printed shapes of what was planned and measured."""

from typing import Literal

from claims.records import Attempt, Level, Machine, Measurement, PlanStep, Reason, Record, Skipped
from reports.views.strict_json import Number, maybe, named, number


class PrintedObserved(Record):
    """A measured value with its interval."""

    value: Number
    """The value."""
    low: Number | None
    """Lower end of the interval."""
    high: Number | None
    """Upper end of the interval."""
    n: int
    """Rows, repetitions or files behind it."""


class PrintedMeasurement(Record):
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
    settings: dict[str, str]
    """Threads, batch size, sequence length, precision."""
    seed: int | None
    """Seed of what was drawn at random."""
    seconds: float
    """How long it took."""
    raw_sha256: str | None
    """Digest of the per-sample values."""

    @classmethod
    def of(cls, measurement: Measurement) -> "PrintedMeasurement":
        """The printed shape of a measurement."""
        same = ("outcome", "claim_id", "subject", "metric", "level", "method", "slice_sha256", "reproducer")
        more = ("seed", "seconds", "raw_sha256")
        return cls(
            **{name: getattr(measurement, name) for name in same + more},
            observed=PrintedObserved(
                value=number(measurement.observed.value),
                low=maybe(measurement.low),
                high=maybe(measurement.high),
                n=measurement.n,
            ),
            unit=measurement.observed.unit,
            lower95=maybe(measurement.lower95),
            upper95=maybe(measurement.upper95),
            alternatives={
                alternative.metric: number(alternative.value) for alternative in measurement.alternatives
            },
            settings=named(measurement.settings),
        )


def printed_attempt(attempt: Attempt) -> PrintedMeasurement | Skipped:
    """The printed shape of an attempt; what was skipped is printed as it is."""
    return attempt if isinstance(attempt, Skipped) else PrintedMeasurement.of(attempt)


class PrintedStep(Record):
    """What was going to be done about one question."""

    claim_id: str | None
    """The claim it answers, if any."""
    subject: str
    """The model it is about."""
    metric: str
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
    may_stop_early: bool
    """Whether the measuring was allowed to stop once the claim was settled."""

    @classmethod
    def of(cls, step: PlanStep) -> "PrintedStep":
        """The printed shape of a step."""
        return cls(
            claim_id=step.question.claim_id,
            subject=step.question.subject,
            metric=step.question.metric,
            reproducer=step.reproducer,
            reason=step.reason,
            detail=step.detail,
            margin=maybe(step.margin),
            n=step.n,
            smallest_difference=maybe(step.smallest_difference),
            may_stop_early=step.stake is not None,
        )


class PrintedPlan(Record):
    """What was going to be measured and how it would be judged, sealed before the first sample."""

    sealed: str
    """SHA-256 of the plan record with this field empty."""
    margin: Number
    """The margin, in points for scores."""
    seed: int
    """Seed of everything drawn at random."""
    steps: tuple[PrintedStep, ...]
    """One for each claim, then what is measured without a claim."""


class PrintedMachine(Record):
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
    libraries: dict[str, str]
    """Versions of what computes."""
    isolation: Level
    """How well the measuring process was isolated."""

    @classmethod
    def of(cls, machine: Machine) -> "PrintedMachine":
        """The printed shape of a machine."""
        same = ("cpu", "cores", "accelerator", "driver", "os", "python", "isolation")
        return cls(
            **{name: getattr(machine, name) for name in same},
            memory_gb=number(machine.memory_gb),
            libraries=named(machine.libraries),
        )
