"""Whether two printed numbers can be the same figure, whatever scale and rounding they are printed in."""

from decimal import Decimal

from claims import catalog
from claims.arithmetic.rounding_range import significant_digits
from claims.quantities import units
from claims.records import Claim, Entry, Finding, Place, Severity

EXACT = Decimal("1.001")
"""Half-steps within which two figures are one number."""
NEAR = Decimal("0.05")
"""Sizes are told in round words, and may be off by a twentieth."""


def agree(claim: Claim, other: Claim, *, steps: Decimal = Decimal("3.01")) -> bool:
    """Whether readings of two numbers agree within half-steps of the coarser: 0.0669 and 6.69, 80.59 and 80.577.

    Three half-steps are allowed where a figure may have been rounded twice or cut off, one where it must be the same.
    """
    metric = catalog.metric(claim.metric)
    if metric is None:
        return claim.stated.value == other.stated.value
    readings = units.readings(claim.stated, metric.scale, metric=metric)
    others = units.readings(other.stated, metric.scale, metric=metric)
    if not readings or not others:
        return True  # a unit that does not fit is a misreading, not a contradiction
    return any(
        abs(a.value - b.value) <= max(a.half_step, b.half_step) * steps
        or (metric.scale != "share" and abs(a.value - b.value) <= NEAR * max(abs(a.value), abs(b.value)))
        for a in readings
        for b in others
    )


def digits(claim: Claim) -> int:
    """How many significant digits a number is printed with."""
    return significant_digits(claim.stated.value)


def finding(
    says: str,
    remedy: str,
    claims: tuple[Claim, ...] = (),
    *,
    places: tuple[Place, ...] = (),
    severity: Severity = "warning",
) -> Finding:
    """A card-mismatch about these claims, at their places and at others."""
    return Finding(
        rule="card-mismatch",
        severity=severity,
        says=says,
        claim_ids=tuple(claim.id for claim in claims),
        places=(*(claim.place for claim in claims), *places),
        remedy=remedy,
    )


def with_place(claim: Claim) -> str:
    """A number with where it stands: "78.17 (line 23)"."""
    return f"{claim.stated.as_written.strip('*_` ')} ({at(claim.place)})"


def at(place: Place) -> str:
    """Where something stands, in words."""
    return f"{place.file}, line {place.line}" if place.line else place.file


def fact(entry: Entry) -> str:
    """A fact with where it stands."""
    return f"{entry.value.strip()} ({at(entry.place)})"
