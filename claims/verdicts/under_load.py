"""Whether a verdict on a speed survives that the machine was busy while it was measured.

Load makes a model slower and not faster. So a claim that holds under load holds; one that is missed is missed only if
it would be at the most favourable reading too: as much faster as fixed work beside the runs was at its best, and twice
as fast again, for what that work suffered from even then (another program on the same core).
"""

from dataclasses import replace
from decimal import Decimal

from claims.records import Measurement, Outcome
from claims.verdicts.matched import MatchedClaim
from claims.verdicts.reservations import BUSY
from claims.verdicts.sampled import difference_bounds

SLOWDOWN = "usual against fastest calibration work"
"""The setting of a time that tells how many times as long fixed work took in all but one of twenty, or on average."""
SLOWEST = "slowest against fastest calibration work"
"""The same of its slowest time, which bears on rare slow runs."""
_MIDDLE = ("p50", "mean")
"""Statistics that a few slow runs do not decide."""
_UNSEEN = Decimal(2)


def survives(matched: MatchedClaim, outcome: Outcome, tests: int) -> str:
    """Why an outcome stands although the machine was busy, in a sentence; empty where it does not, or was not busy.

    `tests` is how many claims are tested together, by which a small p-value is multiplied.
    """
    if matched.claim.in_doubt or not any(pair.name == BUSY for pair in matched.measured.settings):
        return ""
    if outcome in ("confirmed", "transfers"):
        return "The machine was busy meanwhile, which makes a model slower and not faster."
    factor = most_favourable(matched.measured)
    if outcome not in ("refuted", "falls_short") or factor is None:
        return ""
    bounds = difference_bounds(replace(matched, measured=_faster(matched, factor)))
    if bounds is None or not bounds.is_worse(float(matched.slack), min(1.0, bounds.p * tests)):
        return ""
    return f"The machine was busy meanwhile, but even {factor:.3g} times as fast it would fall short."


def most_favourable(measured: Measurement) -> Decimal | None:
    """How many times as fast the model may be on a quiet machine; None where no work was timed beside it."""
    settings = {pair.name: pair.value for pair in measured.settings}
    slowdown = settings.get(SLOWDOWN if settings.get("statistic") in _MIDDLE else SLOWEST)
    return None if slowdown is None else max(Decimal(slowdown), Decimal(1)) * _UNSEEN


def _faster(matched: MatchedClaim, factor: Decimal) -> Measurement:
    """The measurement as it would be so many times as fast: shorter times, higher rates."""
    by = factor if matched.sign > 0 else 1 / factor
    measured = matched.measured
    scaled = {
        name: value * by
        for name in ("low", "high", "lower95", "upper95")
        if (value := getattr(measured, name)) is not None
    }
    observed = measured.observed.model_copy(update={"value": measured.observed.value * by})
    return measured.model_copy(update={**scaled, "observed": observed})
