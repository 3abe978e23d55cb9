"""What the laboratory is asked and what it answers, as records."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from claims.records import Measurement, Model, ModelFile, Pair, Question, Record, Skipped, Slice, Stake


class SurveyOrder(Record):
    """The model's files and the rows that are to be surveyed, without running anything."""

    model_root: str | None = None
    """The model's folder, if there is one."""
    model_name: str = ""
    """What the model is called."""
    files: tuple[ModelFile, ...] = ()
    """The folder's files, with digests made by the caller."""
    unread: tuple[str, ...] = ()
    """Files of the folder that end whoever reads them as rows: they are not opened."""
    glimpse: bool = False
    """Whether the weights are only their first bytes yet: then what an ONNX file holds cannot be said."""
    died: bool = False
    """Whether a library ended the process when it read the model: then none is asked again."""
    isolated: bool = False
    """Whether the children are fully isolated: only then a pickle that passes the gate is opened."""
    data: str | None = None
    """The team's file of rows, or a folder that holds one."""
    columns: tuple[Pair, ...] = ()
    """--columns: role to column."""
    of_dataset: str | None = None
    """--of-dataset: the data set that the rows are a sample of."""
    predictions: str | None = None
    """--predictions: a file of answers that stands in for the model."""
    against: str | None = None
    """--against: a file of another system's answers to the same rows."""
    file: str | None = None
    """--file: which of several model files in the folder is meant."""
    task: str | None = None
    """--task: what the model does, in the Hub's words, where its files do not say it or say it wrongly."""
    seed: int = 0
    """Seed of the draw, where there are more rows than may be used."""
    max_rows: int = 5000
    """Rows that may be used."""
    inputs_only: bool = False
    """Whether the rows are only run and not scored, so that labels are not needed."""


class Survey(Record):
    """What was found out about the model and the data before anything is run."""

    model: Model | None = None
    """The model, and whether it may be run."""
    slice: Slice | None = None
    """The rows, and how they are understood."""
    with_shipped: Slice | None = None
    """The same rows and those that the model's repository ships, where they were left out."""
    data: str | None = None
    """The file that the slice is of."""


class Settings(Record):
    """The settings by which the bench measures."""

    threads: int = 2
    """Threads that compute."""
    batch: int = 32
    """Rows at a time, where time is not what is measured."""
    max_length: int | None = None
    """Tokens after which a text is cut; none: what the model can take."""
    warm_up: int = 5
    """Runs before the clock starts."""
    repeats: int = 200
    """Timed runs."""
    timed_seconds: float = 6.0
    """Seconds that the timed runs of one batch size may take: fewer runs of a slow model."""
    seed: int = 0
    """Seed of everything drawn."""
    device: Literal["cpu", "cuda"] = "cpu"
    """Where the model runs: --device."""
    isolated: bool = False
    """Whether the child is fully isolated: only then a pickle that passed the gate is opened."""
    price_per_hour: Decimal | None = None
    """What an hour of this machine costs, in the team's own currency: --price-per-hour."""
    utilisation: Decimal = Decimal(1)
    """The share of the paid time in which it works: --utilisation."""


class WorkOrder(Record):
    """What one reproducer is to measure, in a child of its own."""

    reproducer: str
    """Its name, with or without its version."""
    questions: tuple[Question, ...]
    """What is asked."""
    model_root: str | None = None
    """The model's folder."""
    model: Model
    """What the survey found of the model."""
    slice: Slice | None = None
    """What the survey found of the data."""
    data: str | None = None
    """The file that the slice is of."""
    predictions: str | None = None
    """The file of answers, where it stands in for the model."""
    against: str | None = None
    """The file of another system's answers to the same rows."""
    settings: Settings = Settings()
    """How to measure."""
    stakes: tuple[Stake, ...] = ()
    """What settles the claims among the questions: then the bench stops; empty: all rows are measured."""


class WorkResult(Record):
    """Result of a WorkOrder: one attempt per question."""

    attempts: tuple[Annotated[Measurement | Skipped, Field(discriminator="outcome")], ...]
    """One for each question."""
    raw_sha256: str | None = None
    """Digest of raw.jsonl in the scratch folder, where per-sample values were kept."""
    seconds: float = 0.0
    """How long it took, the start of the child left out."""
    peak_bytes: int = 0
    """The most memory that the child held at once."""
