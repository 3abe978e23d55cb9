"""Whether two prints of a system's score can be one number, and which of the two is worse."""

from decimal import Decimal

from claims import catalog
from claims.arithmetic.rounding_range import rounded
from claims.records import Claim


def same_setting(claim: Claim, other: Claim) -> bool:
    """Whether nothing says that the two were measured under different conditions."""
    conditions, others = claim.conditions, other.conditions
    return not conditions or not others or conditions.casefold() == others.casefold()


def agree(claim: Claim, other: Claim) -> bool:
    """Whether two prints can be one number, as a share or in per cent, within their spreads."""
    spread = max(claim.stated.spread or Decimal(0), other.stated.spread or Decimal(0))
    if abs(claim.stated.value - other.stated.value) <= spread:
        return True
    here = rounded(claim.stated.value)
    return any(here.meets(rounded(other.stated.value).times(factor)) for factor in (1.0, 100.0, 0.01))


def higher_is_better(claim: Claim) -> bool | None:
    """The better direction of a claim's metric; None where the catalog does not know it."""
    known = catalog.metric(claim.metric)
    return known.higher_is_better if known else None
