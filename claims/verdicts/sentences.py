"""The sentence of each verdict: what was measured, on what data, and what it means for the claim."""

from decimal import Decimal

from claims.records import Observed, Outcome
from claims.verdicts.matched import MatchedClaim
from claims.verdicts.reservations import supplied_answers
from claims.verdicts.sampled import is_far_above

ON = {
    "same_data": "rows of the claimed data set",
    "own_data": "rows of your own data",
    "hardware": "runs on this machine",
    "supplied": "answers, as the supplied file says",
}
SUPPLIED = "on a machine that it does not name; nothing was timed or priced here"


def sampled(
    matched: MatchedClaim,
    outcome: Outcome,
    *,
    needed: int | None,
    exceeded: bool,
    worse_alone: bool = False,
    withheld: str = "",
) -> str:
    """The sentence on a claim that was compared with a sample.

    `withheld` says why the outcome was withheld, `worse_alone` whether the claim would be refuted if it stood alone.
    """
    seen = matched.observed
    if matched.basis == "supplied":
        return _supplied(matched, outcome, withheld)
    measured = f"{_gives(matched)} {_figure(seen)}{_unit(matched)} on {seen.n:,} {ON[matched.basis]}"
    if withheld:
        return f"{measured}, which settles nothing: {withheld}"
    if outcome == "refuted":
        return f"{measured}: short of the claim by more than the margin, beyond chance."
    if outcome == "falls_short":
        return f"{measured}: on your data it stays short of the printed figure by more than the margin."
    if outcome in ("confirmed", "transfers"):
        result = _better(matched, "the claim") if exceeded else "holds within the margin"
        return f"{measured}: {result}{'' if outcome == 'confirmed' else ' here'}."
    if is_far_above(matched):
        return f"{measured}: so far above the printed figure that it may mean something else."
    if matched.is_excused:
        return f"{measured}: the claim leaves open how it was counted, and counted otherwise it holds."
    settle = f" About {needed:,} rows would settle it." if needed else ""
    return f"{measured}: {_why_open(matched, worse_alone=worse_alone)}.{settle}"


def _why_open(matched: MatchedClaim, *, worse_alone: bool) -> str:
    """Why a sampled claim is neither confirmed nor refuted."""
    if worse_alone and matched.is_harmless_bound:
        return "lower than the printed figure, which is only said not to be exceeded"
    if worse_alone:
        return (
            "short of the claim by more than the margin, beyond chance if this claim stood alone, and not beyond "
            "chance beside all that was tested"
        )
    return "neither confirmed nor refuted at this margin"


def _supplied(matched: MatchedClaim, outcome: Outcome, withheld: str) -> str:
    """What figures of a file that somebody supplied do to a claim: they are a statement, and no measurement."""
    seen = matched.observed
    given = (
        f"The supplied file gives {_figure(seen)}{_unit(matched)} [{_plain(seen.low)}, {_plain(seen.high)}]"
    )
    agrees = "it agrees with the claim" if outcome == "transfers" else "it does not bear the claim out"
    return f"{given} over {seen.n:,} answers, {SUPPLIED}: {withheld or f'{agrees}.'}"


def exact(matched: MatchedClaim, outcome: Outcome, agreement: str, *, withheld: str = "") -> str:
    """The sentence on a claim that was compared exactly; `withheld` says why the outcome was withheld."""
    seen = f"{matched.observed.value.normalize():zf}{_unit(matched)}"
    if withheld:
        return f"{_gives(matched)} {seen}, which settles nothing: {withheld}"
    if agreement == "harmless bound":
        return (
            f"{_gives(matched)} {seen}: lower than the printed figure, which is only said not to be exceeded."
        )
    if agreement == "spread":
        return f"{_gives(matched)} {seen}: the printed figure's own ± could hide the difference."
    if agreement == "rounding":
        return (
            f"{_gives(matched)} {seen}: only the few digits of the printed figure could hide the difference."
        )
    return (
        _counted(matched, seen, outcome, agreement)
        if matched.basis == "structure"
        else _complete(matched, seen, outcome, agreement)
    )


def _counted(matched: MatchedClaim, seen: str, outcome: Outcome, agreement: str) -> str:
    """What the files did to a size."""
    if outcome == "confirmed":
        way = agreement.replace("as printed", "").strip()
        return f"The files say {seen}, as printed{f' ({way})' if way else ''}."
    if outcome == "refuted":
        return (
            f"The files say {seen}; no reading of the unit and no way of counting gives the printed figure."
        )
    if agreement == "more":
        return (
            f"The files allow {seen}: the printed figure is less, as a setting or the training may have it."
        )
    if agreement == "bounds":
        low, high = matched.observed.low, matched.observed.high
        return (
            f"The files hold {seen} as exported; between {_plain(low)} and {_plain(high)} were learnt, "
            "for an export adds constants and folds layers."
        )
    return f"The files say {seen}: within 1 %, which another way of counting may explain."


def _complete(matched: MatchedClaim, seen: str, outcome: Outcome, agreement: str) -> str:
    """What the complete split did to a score."""
    if agreement == "no bounds":
        return f"{_gives(matched)} {seen}, without an interval: it can neither confirm nor refute."
    by = (
        "On the complete split the supplied answers give"
        if _is_supplied(matched)
        else "The complete split gives"
    )
    if outcome == "confirmed":
        return (
            f"{by} {seen}: {_better(matched, 'the printed figure') if agreement else 'the printed figure'}."
        )
    if outcome == "refuted":
        return f"{by} {seen}, and rounding cannot hide the difference."
    return f"{by} {seen}; the printed figure is its {agreement.replace('_', ' ')}."


def _better(matched: MatchedClaim, than: str) -> str:
    """That what was measured is better than what was stated, in the metric's own direction."""
    return f"exceeds {than}" if matched.sign > 0 else f"lower than {than}, which is better"


def _gives(matched: MatchedClaim) -> str:
    """How a sentence on what was measured begins: who gave the answers."""
    return "The supplied answers give" if _is_supplied(matched) else "Measured"


def _is_supplied(matched: MatchedClaim) -> bool:
    return bool(supplied_answers(matched.measured))


def elsewhere(matched: MatchedClaim) -> str:
    """The sentence for a claim about a device that this machine does not have."""
    device = matched.claim.hardware.name if matched.claim.hardware else "another device"
    seen = f"{_figure(matched.observed)}{_unit(matched)}"
    return f"Claimed on {device}, which this machine is not; measured here: {seen}."


def _figure(observed: Observed) -> str:
    """The value with two digits of what its interval leaves open, and with four digits where it has none."""
    low, high, value = observed.low, observed.high, observed.value
    if low is not None and high is not None and high > low:
        places = 1 - (high - low).adjusted()
    else:
        places = 3 - value.adjusted() if value else 0
    decimals = max(0, -int(value.as_tuple().exponent))
    return f"{value.quantize(Decimal(1).scaleb(-min(max(0, places), decimals))):zf}"


def _unit(matched: MatchedClaim) -> str:
    unit = matched.claim.stated.unit
    if unit is None:
        return ""
    return unit if unit == "%" else f" {unit}"


def _plain(value: Decimal | None) -> str:
    return "?" if value is None else f"{value.normalize():zf}"
