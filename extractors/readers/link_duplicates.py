"""Links claims that a document states twice: the later one points at the first."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from claims import catalog
from claims.quantities import units
from claims.records import Claim

_KIN = 200
"""First statements that a later one is compared with."""


class _Statement(NamedTuple):
    """A claim and what its number can mean, worked out once for all comparisons."""

    claim: Claim
    readings: tuple[units.Reading, ...]


def link_duplicates(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """The claims, each later statement of the same with `same_as` set to the first one's id.

    The same means: metric, subject, data set and split agree as far as both name them, and the values agree
    within the coarser rounding, whichever of 0-1 and 0-100 they are printed in.
    """
    firsts: dict[tuple[str, str], list[_Statement]] = defaultdict(list)
    linked: list[Claim] = []
    for claim in claims:
        kin = firsts[(claim.metric.casefold(), "" if claim.own else claim.subject.casefold())]
        statement = _Statement(claim, _readings(claim))
        first = next((other for other in kin[:_KIN] if _agree(other, statement)), None)
        if first:
            claim = claim.model_copy(update={"same_as": first.claim.id})
        elif len(kin) < _KIN:
            kin.append(statement)
        linked.append(claim)
    return tuple(linked)


def _readings(claim: Claim) -> tuple[units.Reading, ...]:
    metric = catalog.metric(claim.metric)
    return units.readings(claim.stated, metric.scale, metric=metric) if metric else ()


def _agree(first: _Statement, second: _Statement) -> bool:
    if not _equal(first, second):
        return False
    claim, other = first.claim, second.claim
    if claim.own and other.own and claim.subject != other.subject:
        return False
    if claim.split and other.split and claim.split.casefold() != other.split.casefold():
        return False
    if (
        (claim.dataset is None) != (other.dataset is None)
        and claim.kind == "quality"
        and not _whole(claim, other)
    ):
        return False
    if claim.dataset and other.dataset and not catalog.same_dataset(claim.dataset, other.dataset):
        return False
    return claim.conditions == other.conditions


def _whole(first: Claim, other: Claim) -> bool:
    """Whether both values are printed so precisely that chance cannot make them agree."""
    return min(len(claim.stated.value.as_tuple().digits) for claim in (first, other)) >= 4


def _equal(first: _Statement, second: _Statement) -> bool:
    """Whether some readings of the two numbers agree within the coarser rounding."""
    if not first.readings:
        stated, other = first.claim.stated, second.claim.stated
        return stated.value == other.value and stated.unit == other.unit
    return any(
        _near(a.value, b.value, max(a.half_step, b.half_step))
        for a in first.readings
        for b in second.readings
    )


def _near(value: Decimal, other: Decimal, slack: Decimal) -> bool:
    return abs(value - other) <= slack
