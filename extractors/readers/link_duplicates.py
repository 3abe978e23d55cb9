"""Links claims that a document states twice: the later one points at the first."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from claims import catalog
from claims.quantities import units
from claims.records import Claim


def link_duplicates(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """The claims, each later statement of the same with `same_as` set to the first one's id.

    The same means: metric, subject, data set and split agree as far as both name them, and the values agree
    within the coarser rounding, whichever of 0-1 and 0-100 they are printed in.
    """
    firsts: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    linked: list[Claim] = []
    for claim in claims:
        kin = firsts[(claim.metric.casefold(), "" if claim.own else claim.subject.casefold())]
        first = next((other for other in kin[:200] if _agree(other, claim)), None)
        if first:
            claim = claim.model_copy(update={"same_as": first.id})
        else:
            kin.append(claim)
        linked.append(claim)
    return tuple(linked)


def _agree(claim: Claim, other: Claim) -> bool:
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
    return claim.conditions == other.conditions and _equal(claim, other)


def _whole(first: Claim, other: Claim) -> bool:
    """Whether both values are printed so precisely that chance cannot make them agree."""
    return min(len(claim.stated.value.as_tuple().digits) for claim in (first, other)) >= 4


def _equal(claim: Claim, other: Claim) -> bool:
    """Whether some readings of the two numbers agree within the coarser rounding."""
    metric = catalog.metric(claim.metric)
    if metric is None or not (readings := units.readings(claim.stated, metric.scale, metric=metric)):
        return claim.stated.value == other.stated.value and claim.stated.unit == other.stated.unit
    others = units.readings(other.stated, metric.scale, metric=metric)
    return any(_near(a.value, b.value, max(a.half_step, b.half_step)) for a in readings for b in others)


def _near(value: Decimal, other: Decimal, slack: Decimal) -> bool:
    return abs(value - other) <= slack
