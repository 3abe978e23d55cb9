"""The claims as a flat table, one line each: what is stated, where, what was measured, what became of it."""

from dataclasses import dataclass, fields
from decimal import Decimal

from claims.records import Dossier, Relation
from reports.views.claim_rows import ClaimRow, claim_rows
from reports.views.evidence import ClaimEvidence, claim_evidence
from reports.views.safe_text import visible
from reports.views.summary import device_line

RELATION: dict[Relation, str] = {"=": "is", "<": "below", ">": "above", "~": "about"}
"""How a number is said; signs would be taken for formulas."""
CellValue = str | Decimal | int | float | bool | None


@dataclass(frozen=True)
class FlatRow:
    """One claim, flat; numbers are in the unit in which the claim was printed."""

    run: str
    target: str
    revision: str
    claim: str
    outcome: str
    basis: str | None
    reason: str | None
    kind: str
    own: bool
    subject: str
    task: str | None
    dataset: str | None
    split: str | None
    metric: str
    metric_as_written: str
    value: str
    unit: str | None
    relation: str
    spread: str | None
    conditions: str | None
    hardware: str | None
    observed: Decimal | None
    observed_low: Decimal | None
    observed_high: Decimal | None
    n: int | None
    difference: Decimal | None
    difference_low: Decimal | None
    difference_high: Decimal | None
    margin: Decimal | None
    needed_n: int | None
    says: str
    flags: str | None
    dismissed: str | None
    file: str
    page: int | None
    line: int | None
    table: str | None
    row: int | None
    column: int | None
    quote: str
    same_as: str | None
    read_by: str
    confidence: float
    could_be: str | None
    reproducer: str | None
    raw_sha256: str | None


NAMES = tuple(field.name for field in fields(FlatRow))
"""The columns, in order."""
NUMBERS = frozenset([
    "observed", "observed_low", "observed_high", "difference", "difference_low", "difference_high", "margin",
    "confidence",
])  # fmt: skip
"""Columns of numbers with a point."""
COUNTS = frozenset(["n", "needed_n", "page", "line", "row", "column"])
"""Columns of whole numbers."""


def flat_table(dossier: Dossier) -> tuple[FlatRow, ...]:
    """Every claim, dismissed ones too, in the order in which reports list them."""
    behind = claim_evidence(dossier)
    return tuple(_line(dossier, row, behind[row.claim.id]) for row in claim_rows(dossier))


def _line(dossier: Dossier, row: ClaimRow, behind: ClaimEvidence) -> FlatRow:
    claim, verdict, stated, place = row.claim, row.verdict, row.claim.stated, row.claim.place
    seen, run = verdict.observed, behind.run
    flags = " ".join(dict.fromkeys(finding.rule for finding in behind.flags))
    return FlatRow(
        run=dossier.run, target=visible(dossier.target), revision=visible(dossier.source.revision), claim=claim.id,
        outcome=verdict.outcome, basis=verdict.basis, reason=verdict.reason, kind=claim.kind, own=claim.own,
        subject=visible(claim.subject), task=_text(claim.task), dataset=_text(claim.dataset),
        split=_text(claim.split), metric=visible(claim.metric), metric_as_written=visible(claim.metric_as_written),
        value=f"{stated.value:f}", unit=_text(stated.unit), relation=RELATION[stated.relation],
        spread=None if stated.spread is None else f"{stated.spread:f}", conditions=_text(claim.conditions),
        hardware=device_line(claim.hardware) if claim.hardware else None,
        observed=seen.value if seen else None, observed_low=seen.low if seen else None,
        observed_high=seen.high if seen else None, n=seen.n if seen else None, difference=verdict.difference,
        difference_low=verdict.low, difference_high=verdict.high,
        margin=verdict.margin, needed_n=verdict.needed_n, says=row.why, flags=flags or None,
        dismissed=_text(row.set_aside), file=visible(place.file), page=place.page, line=place.line,
        table=_text(place.table), row=place.row, column=place.column, quote=visible(place.quote),
        same_as=claim.same_as, read_by=claim.read_by, confidence=claim.confidence,
        could_be=_text(claim.could_be),
        reproducer=run.reproducer if run else None, raw_sha256=run.raw_sha256 if run else None,
    )  # fmt: skip


def _text(value: str | None) -> str | None:
    return None if value is None else visible(value)
