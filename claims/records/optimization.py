"""What makes a model cheaper on somebody's rows: variants of it with what each costs, keeps and loses."""

from typing import Literal

from claims.records.record import Record
from claims.records.slice import Machine, Pair
from claims.records.source import Source

BATCH = 16
"""Rows of a batch where rows a second are counted."""
LimitKind = Literal["relative", "points"]
"""Whether the limit is a share of the original's own value, or a difference of the metric itself."""


class DropLimit(Record):
    """How much of the metric may be given up."""

    value: float
    """A share of the original's value, or points of the metric; both as a fraction of 1."""
    kind: LimitKind
    """Which of the two."""

    @property
    def kept(self) -> float:
        """The share of the original's value that is to be kept, where the limit is relative; else all of it."""
        return 1 - self.value if self.kind == "relative" else 1.0

    @property
    def allowed(self) -> float:
        """The points that may be lost beyond that."""
        return self.value if self.kind == "points" else 0.0


class HalfResult(Record):
    """A variant beside the original on one half of the rows."""

    rows: int
    """Rows that both answered."""
    value: float
    """The variant's metric."""
    original: float
    """The original's metric on the same rows."""
    low: float
    """Lower end of the 95 % interval of the paired difference, variant less original."""
    high: float
    """Its upper end."""
    method: str
    """How the interval was made."""
    reserve: float
    """What is left of the limit: the metric above the least that is allowed; below 0 it is over the limit."""
    reserve_low: float
    """The one-sided lower bound of that, at `confidence`."""
    confidence: float
    """Of `reserve_low` and `speed_low`."""
    agreement: float
    """Agreement with the original's own answers, from 0 to 1."""
    milliseconds: float
    """Median processor time of a row, one thread."""
    original_milliseconds: float
    """The original's, in the same rounds."""
    speed: float
    """How many times as fast as the original: the median over rows of the ratio of processor times."""
    speed_low: float
    """Its one-sided lower bound at `confidence`."""
    speed_high: float
    """Its one-sided upper bound at `confidence`."""

    @property
    def difference(self) -> float:
        """The variant's metric less the original's."""
        return self.value - self.original


class ModelVariant(Record):
    """One way to run the model, and what came of it."""

    name: str
    """In a few words: "INT8 static, per channel"."""
    recipe: tuple[Pair, ...] = ()
    """How it is made: tool, version and every setting."""
    size_bytes: int = 0
    """Size of its file."""
    peak_bytes: int | None = None
    """The most memory it held beyond an idle process; None where it was not measured."""
    choosing: HalfResult | None = None
    """On the half by which variants are chosen."""
    judging: HalfResult | None = None
    """On the other half; only for those on the shortlist."""
    all_threads_milliseconds: float | None = None
    """Median wall time of a row with all threads; only for those on the shortlist."""
    rows_per_second: float | None = None
    """Rows a second with all threads in batches of BATCH; None off the shortlist and where batches cannot be given."""
    joules: float | None = None
    """Energy of a row in such a batch, of the whole processor; None where the machine does not tell."""
    failed: str = ""
    """Why it could not be made or run."""
    rejected: str = ""
    """Why it is not recommended; empty for the one that is."""

    @property
    def shown(self) -> HalfResult | None:
        """The result that counts: of the judging half where there is one."""
        return self.judging or self.choosing


class NodeDamage(Record):
    """What quantising a few nodes alone does to the model's output."""

    nodes: tuple[str, ...]
    """Their names."""
    operator: str
    """What they compute."""
    error: float
    """Change of the model's output relative to its size (root of mean squares), over the probe rows."""
    agreement: float
    """Agreement with the original's answers over them, from 0 to 1."""
    share: float
    """Of all changes of all groups, in squares, from 0 to 1."""


class Optimization(Record):
    """A search for a cheaper variant of a model."""

    source: Source
    """The model, pinned."""
    task: str
    """What the model does."""
    metric: str
    """By which quality is judged."""
    agreement_means: str
    """What agreement is the share of."""
    data: str
    """The file of rows."""
    rows: int
    """Rows in it."""
    choosing_rows: int
    """Of the half by which variants are chosen."""
    judging_rows: int
    """Of the other half."""
    limit: DropLimit
    """What may be given up."""
    original: ModelVariant
    """The model as it is."""
    original_value: float
    """Its metric on the judging half."""
    original_low: float
    """Lower end of its 95 % interval."""
    original_high: float
    """Upper end."""
    parity: float | None = None
    """Largest difference between the exported file's outputs and the model's own; None where nothing was exported."""
    variants: tuple[ModelVariant, ...]
    """All that were tried, fastest first."""
    recommended: str | None = None
    """Name of the variant to use; None: nothing helps here."""
    sensitivity: tuple[NodeDamage, ...] = ()
    """What each group of nodes damages when it alone is quantised, the worst first."""
    probe_rows: int = 0
    """Rows of the choosing half that the sensitivity is of."""
    settings: tuple[Pair, ...] = ()
    """How it was run."""
    notes: tuple[str, ...] = ()
    """What the reader should know."""
    seconds: float = 0.0
    """How long the search took."""
    seed: int = 0
    """Seed of the halves, of calibration rows and resamples."""
    machine: Machine | None = None
    """This machine."""

    @property
    def unused_rows(self) -> int:
        """Rows that neither chose nor judged; the notes say why."""
        return max(0, self.rows - self.choosing_rows - self.judging_rows)

    @property
    def chosen(self) -> ModelVariant | None:
        """The recommended variant."""
        return next((variant for variant in self.variants if variant.name == self.recommended), None)
