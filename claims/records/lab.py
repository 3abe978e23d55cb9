"""What the laboratory works with: slices, machines, models, plans and what came of them."""

from decimal import Decimal
from typing import Literal

from claims.records.claim import Quantity
from claims.records.record import Record

Reason = Literal[
    "no_reproducer", "no_model", "ambiguous_model", "gated", "unsafe_weights", "remote_code", "no_data",
    "too_large", "over_time", "other_hardware", "ambiguous", "isolation", "failed",
]  # fmt: skip
ModelFormat = Literal["safetensors", "onnx", "predictions", "pickle", "gguf", "none"]
Level = Literal["full", "fs-only", "limits-only", "none"]


class Pair(Record):
    """A name and what it stands for."""

    name: str
    """The left side: a role, a label of the data, a library."""
    value: str
    """The right side: a column, a label of the model, a version."""


class Slice(Record):
    """The rows of the team's own data that are used, and how they are understood."""

    name: str
    """The file's name."""
    sha256: str
    """Digest of the file."""
    rows: int
    """Rows that are used."""
    missing: int = 0
    """Rows left out since a needed value is missing."""
    left_out: tuple[int, ...] = ()
    """Rows of the file, from 0, that are left out since the model's own repository holds them."""
    columns: tuple[Pair, ...] = ()
    """Role to column: text -> sentence, label -> language."""
    labels: tuple[Pair, ...] = ()
    """The data's label to the model's label."""
    unmatched: tuple[str, ...] = ()
    """Labels of the data that the model does not know; their rows count as wrong, and that is said."""
    seed: int | None = None
    """Seed of the draw, where the rows were drawn from a larger file."""
    of_dataset: str | None = None
    """The data set that the rows are a sample of, where somebody says so."""
    split: str | None = None
    """The split of that data set."""
    complete: bool = False
    """Whether it is the whole split."""
    notes: tuple[str, ...] = ()
    """What a reader should know: how the columns and the data set were recognised."""


class Machine(Record):
    """The machine that measured."""

    cpu: str
    """The processor's name."""
    cores: int
    """Logical cores that may be used."""
    memory_gb: Decimal
    """Memory in GB (10^9 bytes), one decimal."""
    accelerator: str | None = None
    """The accelerator's name."""
    driver: str | None = None
    """The accelerator's driver."""
    os: str
    """Operating system and kernel."""
    python: str
    """Version of Python."""
    libraries: tuple[Pair, ...] = ()
    """Versions of what computes."""
    isolation: Level
    """How well the measuring process was isolated."""


class ModelFile(Record):
    """One file of a model's folder."""

    path: str
    """Path inside the folder."""
    size: int
    """Bytes."""
    sha256: str
    """Digest."""


class Model(Record):
    """What can be said of a model without running it, and whether it may be run."""

    name: str
    """The model's name."""
    format: ModelFormat
    """What its weights are."""
    task: str | None = None
    """The task, in the Hub's words (text-classification), where the files say."""
    architecture: str | None = None
    """The class that config.json names."""
    labels: tuple[str, ...] = ()
    """The labels, in the order of the outputs."""
    files: tuple[ModelFile, ...] = ()
    """Its files."""
    weights: tuple[str, ...] = ()
    """Paths of those that hold its weights."""
    refused: Reason | None = None
    """Why it will not be opened."""
    detail: str = ""
    """The sentence that goes with the refusal, with what to do."""


class Per(Record):
    """For how many of what a price is asked."""

    count: int
    """How many."""
    what: Literal["request", "token"]
    """Of what."""


class Question(Record):
    """What is to be measured; the stated value is not told, so that the measuring is blind."""

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
    """What settles a claim while it is measured; it is told to the bench's own loop, not with the question."""

    claim_id: str
    """The claim."""
    claimed: Decimal
    """The printed share, as a share of right answers."""
    slack: Decimal
    """The margin plus what the claim's own rounding can hide."""
    claim_n: int | None = None
    """Rows of the other sample that the claim was measured on, where that is known."""
    tests: int
    """Claims that may be refuted in the same case."""


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
    """How the interval was made: bootstrap-bca, newcombe-paired."""
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
