"""One verdict for each claim of a case, by the rules of docs/verdicts.md."""

from collections.abc import Iterator
from decimal import Decimal

from claims.records import Attempt, Case, Claim, Measurement, Outcome, Skipped, Verdict
from claims.verdicts import exact, sentences
from claims.verdicts.adjusted_p_values import adjusted_p
from claims.verdicts.bounds import DifferenceBounds
from claims.verdicts.matched import MatchedClaim, match_measurement
from claims.verdicts.reservations import reservation
from claims.verdicts.sampled import difference_bounds, is_far_above, settled_by
from claims.verdicts.shipped_rows import case_with_shipped, left_open
from claims.verdicts.this_machine import is_here
from claims.verdicts.under_load import survives


def judge(case: Case) -> tuple[Verdict, ...]:
    """One verdict a claim, in the claims' order; refutations are adjusted over the whole case (Holm).

    Where rows were left out since the model's repository ships them, a claim on which they decide stays open.
    """
    return tuple(left_open(*both) for both in _both_ways(case))


def decided_by_shipped(case: Case) -> tuple[str, ...]:
    """The claims, by id, on which the rows decide that the model's repository ships."""
    if not case.with_shipped:
        return ()
    return tuple(
        without.claim_id for without, together in _both_ways(case) if left_open(without, together) != without
    )


def _both_ways(case: Case) -> Iterator[tuple[Verdict, Verdict]]:
    """Each claim's verdict without the shipped rows and with them; twice the same where none were left out."""
    without, together = _judged(case), case_with_shipped(case)
    return zip(without, without if together is None else _judged(together), strict=True)


def _judged(case: Case) -> tuple[Verdict, ...]:
    attempts = {a.claim_id: a for a in reversed(case.attempts) if a.claim_id}
    matches = {c.id: h for c in case.claims if (h := _matched(c, attempts.get(c.id), case)) is not None}
    bounds = {
        key: w
        for key, h in matches.items()
        if h.basis != "structure" and not h.complete and (w := difference_bounds(h)) is not None
    }
    adjusted = adjusted_p(case.claims, matches, bounds)
    verdicts = []
    for claim in case.claims:
        matched = matches.get(claim.id)
        if matched is None:
            verdicts.append(_unchecked(claim, attempts.get(claim.id)))
        elif claim.hardware and matched.basis == "hardware" and not is_here(claim, case.machine):
            verdicts.append(_elsewhere(matched))
        elif claim.id in bounds:
            verdicts.append(_sampled(matched, bounds[claim.id], adjusted[claim.id], tests=len(bounds)))
        else:
            verdicts.append(_exact(matched))
    return tuple(verdicts)


def _matched(claim: Claim, attempt: Attempt | None, case: Case) -> MatchedClaim | None:
    return match_measurement(claim, attempt, case) if isinstance(attempt, Measurement) else None


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


def _sampled(matched: MatchedClaim, bounds: DifferenceBounds, p: float, *, tests: int) -> Verdict:
    outcome = _outcome(matched, bounds, p)
    stands = survives(matched, outcome, tests)
    withheld = "" if stands else reservation(matched.claim, matched.measured, outcome)
    outcome = "inconclusive" if withheld else outcome
    needed = settled_by(matched) if outcome == "inconclusive" and not withheld else None
    exceeded = outcome in ("confirmed", "transfers") and bounds.low > float(matched.slack_to_confirm)
    says = sentences.sampled(
        matched,
        outcome,
        needed=needed,
        exceeded=exceeded,
        worse_alone=bounds.is_worse(float(matched.slack), bounds.p),
        withheld=withheld,
    )
    return Verdict(
        claim_id=matched.claim.id,
        outcome=outcome,
        basis=matched.basis,
        says=f"{says} {stands}".strip(),
        observed=matched.observed,
        difference=matched.printed(matched.difference),
        low=matched.printed(Decimal(repr(bounds.low))),
        high=matched.printed(Decimal(repr(bounds.high))),
        margin=matched.printed(matched.slack),
        p_refuted=round(p, 6),
        needed_n=needed,
    )


def _outcome(matched: MatchedClaim, bounds: DifferenceBounds, p: float) -> Outcome:
    worse = (
        bounds.is_worse(float(matched.slack), p) and not matched.is_excused and not matched.is_harmless_bound
    )
    holds = bounds.holds(float(matched.slack_to_confirm)) and not is_far_above(matched)
    if matched.basis == "same_data" or (matched.basis == "hardware" and matched.claim.hardware):
        return "refuted" if worse else "confirmed" if holds else "inconclusive"
    if matched.basis in (
        "hardware",
        "supplied",
    ):  # the device is not named: what is true on one need not be meant
        return "transfers" if holds else "inconclusive"
    return "falls_short" if worse else "transfers" if holds else "inconclusive"


def _exact(matched: MatchedClaim) -> Verdict:
    if matched.basis == "structure":
        fit = exact.fit_structure(matched)
    elif matched.complete:
        fit = exact.fit_complete(matched)
    else:
        fit = exact.Fit("inconclusive", "no bounds")
    withheld = reservation(matched.claim, matched.measured, fit.outcome)
    fit = exact.Fit("inconclusive", "withheld") if withheld else fit
    return Verdict(
        claim_id=matched.claim.id,
        outcome=fit.outcome,
        basis=matched.basis,
        says=sentences.exact(matched, fit.outcome, fit.agreement, withheld=withheld),
        observed=matched.observed,
        difference=matched.printed(matched.difference),
        margin=matched.printed(matched.reading.half_step),
    )
