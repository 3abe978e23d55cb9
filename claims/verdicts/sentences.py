"""The sentence of each verdict: what was measured, on what data, and what it means for the claim."""

from decimal import Decimal

from claims.records import Outcome
from claims.verdicts.matched import MatchedClaim
from claims.verdicts.sampled import is_far_above

ON = {
    "same_data": "rows of the claimed data set",
    "own_data": "rows of your own data",
    "hardware": "runs on this machine",
}


def sampled(matched: MatchedClaim, outcome: Outcome, *, needed: int | None, exceeded: bool) -> str:
    """What a sample did to a claim."""
    seen = matched.observed
    measured = f"{seen.value}{_unit(matched)} on {seen.n:,} {ON[matched.basis]}"
    if outcome == "refuted":
        return f"Measured {measured}: short of the claim by more than the margin, beyond chance."
    if outcome == "falls_short":
        return (
            f"Measured {measured}: on your data it stays short of the printed figure by more than the margin."
        )
    if outcome in ("confirmed", "transfers"):
        what = "exceeds the claim" if exceeded else "holds within the margin"
        return f"Measured {measured}: {what}{'' if outcome == 'confirmed' else ' here'}."
    if is_far_above(matched):
        return f"Measured {measured}: so far above the printed figure that it may mean something else."
    if matched.is_excused:
        return (
            f"Measured {measured}: the claim leaves open how it was counted, and counted otherwise it holds."
        )
    settle = f" About {needed:,} rows would settle it." if needed else ""
    return f"Measured {measured}: neither confirmed nor refuted at this margin.{settle}"


def exact(matched: MatchedClaim, outcome: Outcome, how: str) -> str:
    """What an exact comparison did to a claim."""
    seen = f"{matched.observed.value.normalize():f}{_unit(matched)}"
    if matched.basis == "structure":
        if outcome == "confirmed":
            way = how.replace("as printed", "").strip()
            return f"The files say {seen}, as printed{f' ({way})' if way else ''}."
        if outcome == "refuted":
            return f"The files say {seen}; no reading of the unit and no way of counting gives the printed figure."
        if how == "more":
            return f"The files allow {seen}: the printed figure is less, as a setting or the training may have it."
        if how == "bounds":
            low, high = matched.observed.low, matched.observed.high
            return (
                f"The files hold {seen} as exported; between {_plain(low)} and {_plain(high)} were learnt, "
                "for an export adds constants and folds layers."
            )
        return f"The files say {seen}: within 1 %, which another way of counting may explain."
    if outcome == "confirmed":
        return f"The complete split gives {seen}: the printed figure{' is exceeded' if how else ''}."
    if outcome == "refuted":
        return f"The complete split gives {seen}, and rounding cannot hide the difference."
    if how == "no bounds":
        return f"Measured {seen}, without an interval: it can neither confirm nor refute."
    return f"The complete split gives {seen}; the printed figure is its {how.replace('_', ' ')}."


def elsewhere(matched: MatchedClaim) -> str:
    """The sentence for a claim about a device that this machine does not have."""
    device = matched.claim.hardware.name if matched.claim.hardware else "another device"
    seen = f"{matched.observed.value.normalize():f}{_unit(matched)}"
    return f"Claimed on {device}, which this machine is not; measured here: {seen}."


def _unit(matched: MatchedClaim) -> str:
    unit = matched.claim.stated.unit
    if unit is None:
        return ""
    return unit if unit == "%" else f" {unit}"


def _plain(value: Decimal | None) -> str:
    return "?" if value is None else f"{value.normalize():f}"
