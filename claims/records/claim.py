"""What a document says: quantities, claims, hardware, contributions, checklist answers."""

import hashlib
from decimal import Decimal
from typing import Literal

from claims.records.record import Record
from claims.records.source import Place

LEAST_SURE = 0.5
"""Confidence below which a claim is read with doubt: it is shown, and never judged."""
ClaimKind = Literal["quality", "speed", "size", "compute", "cost", "comparison", "reliability"]
Relation = Literal["=", "<", ">", "~"]


class Quantity(Record):
    """A number as it was printed, and what it means."""

    value: Decimal
    """The printed digits: "92.30" and "92.3" are different claims, since they were rounded differently."""
    unit: str | None = None
    """The unit or scale that stands with it, as written: %, M, ms, MiB."""
    as_written: str
    """Everything that was read: "20.0 ± 1.2 %"."""
    spread: Decimal | None = None
    """The number behind ±, in the same unit."""
    relation: Relation = "="
    """Whether the text says the value itself, a bound ("< 1 ms") or about ("~300 ms")."""

    @property
    def half_step(self) -> Decimal:
        """What rounding can hide: half of the last printed digit, in the printed unit."""
        exponent = self.value.as_tuple().exponent
        return Decimal(5).scaleb(exponent - 1) if isinstance(exponent, int) else Decimal(0)


class HardwareMention(Record):
    """A device that the document names."""

    name: str
    """The catalog's name where it is known, else as printed."""
    count: int | None = None
    """How many of them."""
    memory_gb: Decimal | None = None
    """Memory of one, in GB, where it is printed."""
    role: Literal["training", "inference"] | None = None
    """What it was used for."""
    hours: Decimal | None = None
    """Hours for which it ran."""
    place: Place
    """Where it stands."""


class Claim(Record):
    """One number that a document states about a model, at one place."""

    id: str
    """Digest of place, metric and stated value (see `claim_id`)."""
    kind: ClaimKind
    """What sort of number it is."""
    subject: str
    """The model or method that the number is about."""
    own: bool
    """Whether the subject is the document's own model, not another's beside it."""
    task: str | None = None
    """The task, where it is said."""
    dataset: str | None = None
    """The data set, as printed."""
    split: str | None = None
    """The split, as printed."""
    metric: str
    """The catalog's id, else as printed."""
    metric_as_written: str
    """The metric's name as printed."""
    stated: Quantity
    """The number."""
    conditions: str | None = None
    """What else the text ties it to: batch size, length, precision, shots."""
    hardware: HardwareMention | None = None
    """The device it holds on, where it is said."""
    place: Place
    """Where it stands."""
    same_as: str | None = None
    """The id of the first claim that states the same elsewhere."""
    read_by: str
    """The extractor that read it, "card-tables@1"."""
    confidence: float
    """How sure the reading is, from 0 to 1."""
    could_be: str | None = None
    """What else the number could be, where the reading is in doubt: "recall on SQuAD"."""

    @property
    def in_doubt(self) -> bool:
        """Whether the reading is too unsure to be judged."""
        return self.confidence < LEAST_SURE


def claim_id(place: Place, metric: str, stated: Quantity) -> str:
    """The identity of a claim: the first 16 hexadecimal digits of a digest of where, what and how much."""
    where = (
        place.file,
        place.page,
        place.line,
        place.table,
        place.row,
        place.column,
        place.bbox,
        place.quote,
    )
    identity = (metric, str(stated.value), stated.unit, stated.as_written)
    return hashlib.sha256(repr((where, identity)).encode()).hexdigest()[:16]


class Contribution(Record):
    """A component that the document presents as its own."""

    component: str
    """Its name, as printed."""
    place: Place
    """Where it is presented."""
    ablated: bool
    """Whether an ablation isolates it."""
    where: Place | None = None
    """The ablation."""


class Check(Record):
    """One question of the reproducibility checklist, answered from the document."""

    question: str
    """Its name, such as variance_reported."""
    answer: Literal["yes", "no", "not applicable"]
    """The answer."""
    place: Place | None = None
    """Where a "yes" was read."""
