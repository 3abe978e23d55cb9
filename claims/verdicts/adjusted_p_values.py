"""Which claims are tested together: Holm's adjustment, by measurement.

Claims that one measurement answers are thresholds of the same number: they count as one hypothesis, so that many true
ones beside it save no false one. What can never be refuted, such as a speed on no named device, is not among them.
"""

from collections.abc import Mapping, Sequence

from claims.records import Claim
from claims.statistics.multiplicity import holm_nested
from claims.verdicts.bounds import DifferenceBounds
from claims.verdicts.matched import MatchedClaim

_TESTED = ("same_data", "own_data")


def adjusted_p(
    claims: Sequence[Claim], matches: Mapping[str, MatchedClaim], bounds: Mapping[str, DifferenceBounds]
) -> dict[str, float]:
    """The adjusted p-value of each claim with bounds; the same statement at another place is the same hypothesis."""
    root = {claim.id: claim.same_as or claim.id for claim in claims if claim.id in bounds}
    weakest: dict[str, float] = {}
    for key, first in root.items():
        weakest[first] = max(weakest.get(first, 0.0), bounds[key].p)
    families: dict[tuple[object, ...], dict[str, float]] = {}
    for key, first in root.items():
        if _is_tested(matches[key]):
            families.setdefault(_measurement(matches[key]), {})[first] = weakest[first]
    groups = [tuple(family.values()) for family in families.values()]
    adjusted = dict(weakest)
    for family, values in zip(families.values(), holm_nested(groups), strict=True):
        adjusted |= {first: max(p, adjusted[first]) for first, p in zip(family, values, strict=True)}
    return {key: adjusted[first] for key, first in root.items()}


def _is_tested(matched: MatchedClaim) -> bool:
    """Whether the claim may be refuted by what was measured."""
    return matched.basis in _TESTED or (matched.basis == "hardware" and matched.claim.hardware is not None)


def _measurement(matched: MatchedClaim) -> tuple[object, ...]:
    """What tells one measurement from another: who, what, on which rows, and what came out."""
    measurement = matched.measured
    return (
        measurement.subject,
        measurement.reproducer,
        measurement.slice_sha256,
        measurement.observed.value,
        measurement.n,
        measurement.method,
    )
