"""Which claims are tested together: Holm's adjustment, by measurement.

Claims that one measurement answers are thresholds of the same number: they count as one hypothesis, so that many true
ones beside it save no false one. A claim whose own sampling error widens its bounds is no such threshold, since its
error is its own: it counts alone. What can never be refuted, such as a speed on no named device, is not among them.
docs/decisions/0022-thresholds-of-one-measurement-count-as-one-hypothesis.md says why this keeps the error.
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
    """The adjusted p-value of each claim with bounds, so that one that is refuted anywhere by chance is rare."""
    families: dict[tuple[object, ...], dict[str, float]] = {}
    for claim in claims:
        if claim.id in bounds and _is_tested(matches[claim.id]):
            families.setdefault(_family(matches[claim.id]), {})[claim.id] = bounds[claim.id].p
    groups = [tuple(family.values()) for family in families.values()]
    adjusted = {key: bound.p for key, bound in bounds.items()}
    for family, values in zip(families.values(), holm_nested(groups), strict=True):
        adjusted |= dict(zip(family, values, strict=True))
    return adjusted


def _is_tested(matched: MatchedClaim) -> bool:
    """Whether the claim may be refuted by what was measured."""
    if matched.is_harmless_bound:
        return False
    return matched.basis in _TESTED or (matched.basis == "hardware" and matched.claim.hardware is not None)


def _family(matched: MatchedClaim) -> tuple[object, ...]:
    """What claims share that are thresholds of one number: who measured, on which rows, and what came out."""
    measurement = matched.measured
    return (
        (matched.claim.same_as or matched.claim.id) if matched.claim_n is not None else None,
        measurement.subject,
        measurement.reproducer,
        measurement.slice_sha256,
        measurement.observed.value,
        measurement.n,
        measurement.method,
    )
