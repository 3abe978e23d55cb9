"""The rows and the machine that a measurement is made on."""

from decimal import Decimal
from typing import Literal

from claims.records.record import Record

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
    unread: tuple[str, ...] = ()
    """Files of the model's repository that may hold rows and could not be compared, each with the reason."""
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
    said_by_user: bool = False
    """Whether --of-dataset says so; else the description beside the rows does."""
    split: str | None = None
    """The split of that data set."""
    complete: bool = False
    """Whether it is the whole split."""
    leak: str | None = None
    """Where the label of each row stands in its own input: a sentence that says so; a score then holds up no claim."""
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
