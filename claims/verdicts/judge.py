"""One verdict for each claim of a case, by the rules of docs/verdicts.md."""

from decimal import Decimal

from claims.records import Attempt, Case, Claim, Measurement, Outcome, Skipped, Verdict
from claims.statistics.multiplicity import holm
from claims.verdicts import exact, sentences
from claims.verdicts.bounds import DifferenceBounds
from claims.verdicts.matched import MatchedClaim, is_here, match_measurement
from claims.verdicts.sampled import difference_bounds, is_far_above, settled_by


def judge(case: Case) -> tuple[Verdict, ...]:
    """One verdict a claim, in the claims' order; refutations are adjusted over the whole case (Holm)."""
    attempts = {a.claim_id: a for a in reversed(case.attempts) if a.claim_id}
    matches = {c.id: h for c in case.claims if (h := _matched(c, attempts.get(c.id), case)) is not None}
    bounds = {
        key: w for key, h in matches.items() if _is_sampled(h) and (w := difference_bounds(h)) is not None
    }
    adjusted = _adjusted(case, bounds)
    verdicts = []
    for claim in case.claims:
        matched = matches.get(claim.id)
        if matched is None:
            verdicts.append(_unchecked(claim, attempts.get(claim.id)))
        elif claim.hardware and matched.basis == "hardware" and not is_here(claim, case.machine):
            verdicts.append(_elsewhere(matched))
        elif claim.id in bounds:
            verdicts.append(_sampled(matched, bounds[claim.id], adjusted[claim.id]))
        else:
            verdicts.append(_exact(matched))
    return tuple(verdicts)


def _matched(claim: Claim, attempt: Attempt | None, case: Case) -> MatchedClaim | None:
    return match_measurement(claim, attempt, case) if isinstance(attempt, Measurement) else None


def _is_sampled(matched: MatchedClaim) -> bool:
    return matched.basis != "structure" and not matched.complete


def _adjusted(case: Case, bounds: dict[str, DifferenceBounds]) -> dict[str, float]:
    """Holm over what is tested; the same statement at another place is the same hypothesis."""
    root = {claim.id: claim.same_as or claim.id for claim in case.claims if claim.id in bounds}
    least: dict[str, float] = {}
    for key, first in root.items():
        least[first] = max(least.get(first, 0.0), bounds[key].p)
    adjusted = dict(zip(least, holm(list(least.values())), strict=True))
    return {key: max(adjusted[first], bounds[key].p) for key, first in root.items()}


def _unchecked(claim: Claim, attempt: Attempt | None) -> Verdict:
    if isinstance(attempt, Skipped):
        return Verdict(claim_id=claim.id, outcome="unchecked", reason=attempt.reason, says=attempt.detail)
    if isinstance(attempt, Measurement):
        says = f"“{claim.stated.as_written}” has no meaning as {claim.metric_as_written}."
        return Verdict(claim_id=claim.id, outcome="unchecked", reason="ambiguous", says=says)
    says = "Nothing was measured for it."
    return Verdict(claim_id=claim.id, outcome="unchecked", reason="no_reproducer", says=says)


def _elsewhere(matched: MatchedClaim) -> Verdict:
    return Verdict(
        claim_id=matched.claim.id,
        outcome="unchecked",
        reason="other_hardware",
        says=sentences.elsewhere(matched),
        observed=matched.observed,
    )


def _sampled(matched: MatchedClaim, bounds: DifferenceBounds, p: float) -> Verdict:
    outcome = _outcome(matched, bounds, p)
    needed = settled_by(matched) if outcome == "inconclusive" else None
    exceeded = outcome in ("confirmed", "transfers") and bounds.low > float(matched.slack)
    return Verdict(
        claim_id=matched.claim.id,
        outcome=outcome,
        basis=matched.basis,
        says=sentences.sampled(matched, outcome, needed=needed, exceeded=exceeded),
        observed=matched.observed,
        difference=matched.printed(matched.difference),
        low=matched.printed(Decimal(repr(bounds.low))),
        high=matched.printed(Decimal(repr(bounds.high))),
        margin=matched.printed(matched.slack),
        p_refuted=round(p, 6),
        needed_n=needed,
    )


def _outcome(matched: MatchedClaim, bounds: DifferenceBounds, p: float) -> Outcome:
    slack = float(matched.slack)
    worse = bounds.is_worse(slack, p) and not matched.is_excused
    holds = bounds.holds(slack) and not is_far_above(matched)
    if matched.basis == "same_data" or (matched.basis == "hardware" and matched.claim.hardware):
        return "refuted" if worse else "confirmed" if holds else "inconclusive"
    if matched.basis == "hardware":  # no device is named: what is true here need not be what was meant
        return "transfers" if holds else "inconclusive"
    return "falls_short" if worse else "transfers" if holds else "inconclusive"


def _exact(matched: MatchedClaim) -> Verdict:
    if matched.basis == "structure":
        found = exact.fit_structure(matched)
    elif matched.complete:
        found = exact.fit_complete(matched)
    else:
        found = exact.Fit("inconclusive", "no bounds")
    return Verdict(
        claim_id=matched.claim.id,
        outcome=found.outcome,
        basis=matched.basis,
        says=sentences.exact(matched, found.outcome, found.how),
        observed=matched.observed,
        difference=matched.printed(matched.difference),
        margin=matched.printed(matched.reading.half_step),
    )
