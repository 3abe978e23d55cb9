"""Claims that meet no sampling error: counts and sizes, and scores on the complete claimed split."""

from decimal import Decimal
from typing import NamedTuple

from claims.quantities.units import Reading, readings
from claims.records import Outcome
from claims.verdicts.matched import MatchedClaim

TOLERANCE = Decimal("0.001")
"""A tenth of a point: what another batch size, precision or library version may do to a score."""
COUNTING = Decimal("0.01")
"""One per cent: what a head, a pooler or tied embeddings may do to a count. Within it nothing is refuted."""
COARSEST = Decimal("0.1")
"""What the rounding of a count may hide at most before it is borne out: "1 million" is not said of 1,314,940."""

AT_LEAST = frozenset({"context_length"})
"""Sizes of which the files give what is possible: a document may speak of less, such as the length in training."""


class Fit(NamedTuple):
    """What became of an exact comparison, and in which way of counting."""

    outcome: Outcome
    agreement: str


def fit_structure(matched: MatchedClaim) -> Fit:
    """Compare a printed size with the exact one, in every reading of its unit and every way of counting."""
    stated = matched.claim.stated
    ways = [(matched.measured.observed.value, "")]
    ways += [(alternative.value, alternative.metric) for alternative in matched.measured.alternatives]
    nearest, coarse = Decimal("Infinity"), False
    for reading in readings(stated, matched.metric.scale, metric=matched.metric):
        for value, way in ways:
            if _within(value, reading, stated.relation, rounding_step(stated.value) * reading.factor):
                if stated.relation == "=" and abs(value - reading.value) > COARSEST * abs(reading.value):
                    coarse = True
                    continue
                return Fit("confirmed", " ".join(filter(None, (reading.label, way.replace("_", " ")))))
            nearest = min(nearest, abs(value - reading.value) / max(abs(reading.value), Decimal(1)))
    if coarse:
        return Fit("inconclusive", "rounding")
    if _is_between(matched):
        return Fit("inconclusive", "bounds")
    if nearest <= COUNTING:
        return Fit("inconclusive", "near")
    if matched.metric.id in AT_LEAST and matched.difference > 0:
        return Fit("inconclusive", "more")
    return Fit("refuted", "")


def _is_between(matched: MatchedClaim) -> bool:
    """Whether a size that is only known within bounds may be what is printed."""
    low, high = matched.measured.low, matched.measured.high
    if low is None or high is None or low == high:
        return False
    edge = 1 + COUNTING
    meanings = readings(matched.claim.stated, matched.metric.scale, metric=matched.metric)
    return any(low / edge <= reading.value <= high * edge for reading in meanings)


def rounding_step(value: Decimal) -> Decimal:
    """What rounding can hide, the trailing zeros of a whole number included: 110 may stand for 105 to 115."""
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent != 0 or not value:
        return Decimal(5).scaleb(exponent - 1) if isinstance(exponent, int) else Decimal(0)
    digits = str(abs(int(value)))
    return Decimal(5).scaleb(len(digits) - len(digits.rstrip("0")) - 1)


def _within(value: Decimal, reading: Reading, relation: str, step: Decimal) -> bool:
    if relation == "<":
        return value <= reading.value + step
    if relation == ">":
        return value >= reading.value - step
    wide = abs(reading.value) * Decimal("0.05") if relation == "~" else Decimal(0)
    return abs(value - reading.value) <= max(step, wide)


def fit_complete(matched: MatchedClaim) -> Fit:
    """Compare a score with the same score on the complete claimed split: it must agree within rounding."""
    allowed = matched.slack_to_confirm - matched.margin + TOLERANCE
    if matched.difference >= -allowed:
        return Fit("confirmed", "exceeded" if matched.difference > allowed else "")
    if matched.is_harmless_bound:
        return Fit("inconclusive", "harmless bound")
    if matched.difference >= -matched.reading.half_step - matched.spread - TOLERANCE:
        return Fit("inconclusive", "spread" if matched.spread else "rounding")
    neighbour = agreeing_neighbour(matched)
    return Fit("inconclusive", neighbour) if neighbour else Fit("refuted", "")


def agreeing_neighbour(matched: MatchedClaim) -> str:
    """The neighbouring metric that agrees with the claim to its printed precision, or ""."""
    half, claimed = matched.reading.half_step, matched.reading.value
    near = (
        alternative.metric
        for alternative in matched.measured.alternatives
        if abs(alternative.value - claimed) <= half
    )
    return next(near, "")
