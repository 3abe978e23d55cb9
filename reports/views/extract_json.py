"""What `verify extract --json` prints: claims and hardware with the digits as they stand in the document."""

import re
from typing import Literal

from pydantic import Field

from claims.errors import VerifyError
from claims.records import Claim, ClaimKind, HardwareMention, Place, Record, Relation, Source
from reports.views.strict_json import Number, digits, maybe, to_json


class PrintedPlace(Record):
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

    @classmethod
    def of(cls, place: Place) -> "PrintedPlace":
        """The printed shape of a place."""
        return cls(**{name: getattr(place, name) for name in cls.model_fields})

    @classmethod
    def maybe(cls, place: Place | None) -> "PrintedPlace | None":
        """The same for a place that may be missing."""
        return cls.of(place) if place else None


class PrintedHardware(Record):
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

    @classmethod
    def of(cls, device: HardwareMention) -> "PrintedHardware":
        """The printed shape of a device."""
        return cls(
            name=_without_memory(device),
            count=device.count,
            memory_gb=maybe(device.memory_gb),
            role=device.role,
            hours=maybe(device.hours),
            place=PrintedPlace.of(device.place),
        )


def _without_memory(device: HardwareMention) -> str:
    """A device's name without the memory that has its own field."""
    if device.memory_gb is None:
        return device.name
    return re.sub(rf" {device.memory_gb:f}GB(?= |$)", "", device.name)


class PrintedClaim(Record):
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
    value: str
    """The digits as printed: "92.30" and "92.3" are different claims."""
    unit: str | None
    """The unit that stands with the digits, as written."""
    relation: Relation
    """Whether the text says the value itself, a bound or about."""
    spread: str | None
    """The digits behind ±, in the same unit."""
    as_written: str
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

    @classmethod
    def of(cls, claim: Claim) -> "PrintedClaim":
        """The printed shape of a claim."""
        same = ("id", "kind", "subject", "own", "task", "dataset", "split", "metric", "metric_as_written")
        more = ("conditions", "same_as", "read_by", "confidence", "could_be")
        stated = claim.stated
        return cls(
            **{name: getattr(claim, name) for name in same + more},
            value=digits(stated.value),
            unit=stated.unit,
            relation=stated.relation,
            spread=None if stated.spread is None else digits(stated.spread),
            as_written=stated.as_written,
            hardware=PrintedHardware.of(claim.hardware) if claim.hardware else None,
            place=PrintedPlace.of(claim.place),
        )


class LeaderboardRow(Record):
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
    leaderboard: tuple[LeaderboardRow, ...] | None = None,
    warnings: tuple[str, ...] = (),
    indent: int | None = 2,
) -> bytes:
    """The JSON that `verify extract --json` prints, and on one line --json-lines."""
    shape = Extract(
        source=source,
        title=title,
        claims=tuple(PrintedClaim.of(claim) for claim in claims),
        hardware=tuple(PrintedHardware.of(device) for device in hardware),
        leaderboard=leaderboard,
        warnings=warnings,
    )
    return to_json(shape, indent=indent)
