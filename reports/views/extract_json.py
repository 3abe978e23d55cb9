"""What `verify extract --json` prints: claims and hardware with the digits as they stand in the document."""

import re
from typing import Literal

from pydantic import AliasPath, Field, model_validator

from claims.errors import VerifyError
from claims.leaderboard import LeaderboardResult
from claims.records import Claim, ClaimKind, HardwareMention, Record, Relation, Source
from reports.views.strict_json import Digits, Number, PrintedRecord, to_json


class PrintedPlace(PrintedRecord):
    """Where something stands in the source."""

    file: str
    """Path inside the source."""
    page: int | None
    """Page of a PDF, from 1."""
    table: str | None
    """The table's label as printed."""
    row: int | None
    """Row of the table, from 0, header rows included."""
    column: int | None
    """Column of the table, from 0."""
    bbox: tuple[float, float, float, float] | None
    """Rectangle on the page, in points: left, top, right, bottom."""
    line: int | None
    """Line of a text file, from 1."""
    quote: str
    """The characters that stand at this place."""


class PrintedHardware(PrintedRecord):
    """A device that the document names."""

    name: str
    """The catalog's name where it is known, else as printed."""
    count: int | None
    """How many of them."""
    memory_gb: Number | None
    """Memory of one, in GB, where it is printed."""
    role: Literal["training", "inference"] | None
    """What it was used for."""
    hours: Number | None
    """Hours for which it ran."""
    place: PrintedPlace
    """Where it stands."""

    @model_validator(mode="before")
    @classmethod
    def _without_memory(cls, device: object) -> object:
        """A device whose name does not repeat the memory that has its own field."""
        if not isinstance(device, HardwareMention) or device.memory_gb is None:
            return device
        name = re.sub(rf" {device.memory_gb:f}GB(?= |$)", "", device.name)
        return device.model_copy(update={"name": name})


class PrintedClaim(PrintedRecord):
    """One number that the document states."""

    id: str
    """Digest of place, metric and stated value."""
    kind: ClaimKind
    """What sort of number it is."""
    subject: str
    """The model or method that the number is about."""
    own: bool
    """Whether the subject is the document's own model."""
    task: str | None
    """The task, where it is said."""
    dataset: str | None
    """The data set, as printed."""
    split: str | None
    """The split, as printed."""
    metric: str
    """The catalog's id, else as printed."""
    metric_as_written: str
    """The metric's name as printed."""
    value: Digits = Field(validation_alias=AliasPath("stated", "value"))
    """The digits as printed: "92.30" and "92.3" are different claims."""
    unit: str | None = Field(validation_alias=AliasPath("stated", "unit"))
    """The unit that stands with the digits, as written."""
    relation: Relation = Field(validation_alias=AliasPath("stated", "relation"))
    """Whether the text says the value itself, a bound or about."""
    spread: Digits | None = Field(validation_alias=AliasPath("stated", "spread"))
    """The digits behind ±, in the same unit."""
    as_written: str = Field(validation_alias=AliasPath("stated", "as_written"))
    """Everything that was read as the number."""
    conditions: str | None
    """What else the text ties it to."""
    hardware: PrintedHardware | None
    """The device it holds on, where it is said."""
    same_as: str | None
    """The id of the first claim that states the same elsewhere."""
    place: PrintedPlace
    """Where it stands."""
    read_by: str
    """The extractor that read it."""
    confidence: float
    """How sure the reading is, from 0 to 1; below 0.5 it is in doubt, and never judged."""
    could_be: str | None
    """What else the number could be, where the reading is in doubt."""


class LeaderboardRow(PrintedRecord):
    """One result as leaderboards keep them."""

    task: str
    """The task."""
    dataset: str
    """The data set."""
    metric: str
    """The metric's name."""
    score: str
    """The digits as printed."""


class Extract(Record):
    """What a document states, read and not run."""

    form: Literal["assay/extract-1"] = Field("assay/extract-1", alias="schema")
    """The name and version of this shape."""
    source: Source
    """What was read."""
    title: str | None
    """The document's title."""
    claims: tuple[PrintedClaim, ...]
    """The numbers it states."""
    hardware: tuple[PrintedHardware, ...]
    """The devices it names."""
    leaderboard: tuple[LeaderboardRow, ...] | None
    """Results as leaderboards keep them, where they were asked for."""
    warnings: tuple[str, ...]
    """What could not be read."""


class PrintedError(Record):
    """Why a document could not be read."""

    says: str
    """What is wrong, in a sentence."""
    hint: str
    """What to do about it."""


class ExtractFailure(Record):
    """A line of `verify extract --json-lines` for a document that could not be read."""

    target: str
    """The document, as it was named."""
    error: PrintedError
    """Why it could not be read."""


def error_json(target: str, error: VerifyError) -> bytes:
    """The line that `verify extract --json-lines` prints for a document that could not be read."""
    shape = ExtractFailure(target=target, error=PrintedError(says=error.says, hint=error.hint))
    return to_json(shape, indent=None)


def extract_json(
    source: Source,
    claims: tuple[Claim, ...],
    hardware: tuple[HardwareMention, ...] = (),
    *,
    title: str | None = None,
    leaderboard: tuple[LeaderboardResult, ...] | None = None,
    warnings: tuple[str, ...] = (),
    indent: int | None = 2,
) -> bytes:
    """The JSON that `verify extract --json` prints, and on one line --json-lines."""
    stated = {"claims": claims, "hardware": hardware, "leaderboard": leaderboard}
    shape = Extract.model_validate({"source": source, "title": title, "warnings": warnings, **stated})
    return to_json(shape, indent=indent)
