"""The same statement at two places of a document is one claim told twice: the later points at the first."""

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
    told: list[Claim] = []
    for claim in claims:
        kin = firsts[(claim.metric.casefold(), "" if claim.own else claim.subject.casefold())]
        first = next((one for one in kin[:200] if _agree(one, claim)), None)
        if first:
            claim = claim.model_copy(update={"same_as": first.id})
        else:
            kin.append(claim)
        told.append(claim)
    return tuple(told)


def _agree(one: Claim, other: Claim) -> bool:
    if one.own and other.own and one.subject != other.subject:
        return False
    if one.split and other.split and one.split.casefold() != other.split.casefold():
        return False
    if (one.dataset is None) != (other.dataset is None) and one.kind == "quality" and not _whole(one, other):
        return False
    if one.dataset and other.dataset and not catalog.same_dataset(one.dataset, other.dataset):
        return False
    return one.conditions == other.conditions and _equal(one, other)


def _whole(one: Claim, other: Claim) -> bool:
    """Whether both values are printed so precisely that chance cannot make them agree."""
    return min(len(claim.stated.value.as_tuple().digits) for claim in (one, other)) >= 4


def _equal(one: Claim, other: Claim) -> bool:
    """Whether some readings of the two numbers agree within the coarser rounding."""
    metric = catalog.metric(one.metric)
    if metric is None or not (readings := units.readings(one.stated, metric.scale, metric=metric)):
        return one.stated.value == other.stated.value and one.stated.unit == other.stated.unit
    others = units.readings(other.stated, metric.scale, metric=metric)
    return any(_near(a.value, b.value, max(a.half_step, b.half_step)) for a in readings for b in others)


def _near(one: Decimal, other: Decimal, slack: Decimal) -> bool:
    return abs(one - other) <= slack
