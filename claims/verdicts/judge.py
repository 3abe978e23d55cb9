"""One verdict for each claim of a case; the law of the design, and nothing else."""

from decimal import Decimal

from claims.records import Attempt, Case, Claim, Measurement, Outcome, Skipped, Verdict
from claims.statistics.multiplicity import holm
from claims.verdicts import exact, sentences
from claims.verdicts.bounds import Weighed
from claims.verdicts.matched import Hearing, hear, is_here
from claims.verdicts.sampled import is_far_above, settled_by, weigh


def judge(case: Case) -> tuple[Verdict, ...]:
    """One verdict a claim, in the claims' order; refutations are adjusted over the whole case (Holm)."""
    attempts = {a.claim_id: a for a in reversed(case.attempts) if a.claim_id}
    heard = {c.id: h for c in case.claims if (h := _heard(c, attempts.get(c.id), case)) is not None}
    weighed = {key: w for key, h in heard.items() if _is_sampled(h) and (w := weigh(h)) is not None}
    adjusted = _adjusted(case, weighed)
    verdicts = []
    for claim in case.claims:
        hearing = heard.get(claim.id)
        if hearing is None:
            verdicts.append(_unchecked(claim, attempts.get(claim.id)))
        elif claim.hardware and hearing.basis == "hardware" and not is_here(claim, case.machine):
            verdicts.append(_elsewhere(hearing))
        elif claim.id in weighed:
            verdicts.append(_sampled(hearing, weighed[claim.id], adjusted[claim.id]))
        else:
            verdicts.append(_exact(hearing))
    return tuple(verdicts)


def _heard(claim: Claim, attempt: Attempt | None, case: Case) -> Hearing | None:
    return hear(claim, attempt, case) if isinstance(attempt, Measurement) else None


def _is_sampled(hearing: Hearing) -> bool:
    return hearing.basis != "structure" and not hearing.complete


def _adjusted(case: Case, weighed: dict[str, Weighed]) -> dict[str, float]:
    """Holm over what is tested; the same statement at another place is the same hypothesis."""
    root = {claim.id: claim.same_as or claim.id for claim in case.claims if claim.id in weighed}
    least: dict[str, float] = {}
    for key, first in root.items():
        least[first] = max(least.get(first, 0.0), weighed[key].p)
    adjusted = dict(zip(least, holm(list(least.values())), strict=True))
    return {key: max(adjusted[first], weighed[key].p) for key, first in root.items()}


def _unchecked(claim: Claim, attempt: Attempt | None) -> Verdict:
    if isinstance(attempt, Skipped):
        return Verdict(claim_id=claim.id, outcome="unchecked", reason=attempt.reason, says=attempt.detail)
    if isinstance(attempt, Measurement):
        says = f"“{claim.stated.as_written}” has no meaning as {claim.metric_as_written}."
        return Verdict(claim_id=claim.id, outcome="unchecked", reason="ambiguous", says=says)
    says = "Nothing was measured for it."
    return Verdict(claim_id=claim.id, outcome="unchecked", reason="no_reproducer", says=says)


def _elsewhere(hearing: Hearing) -> Verdict:
    return Verdict(
        claim_id=hearing.claim.id,
        outcome="unchecked",
        reason="other_hardware",
        says=sentences.elsewhere(hearing),
        observed=hearing.observed,
    )


def _sampled(hearing: Hearing, weighed: Weighed, p: float) -> Verdict:
    outcome = _outcome(hearing, weighed, p)
    needed = settled_by(hearing) if outcome == "inconclusive" else None
    exceeded = outcome in ("confirmed", "transfers") and weighed.low > float(hearing.slack)
    return Verdict(
        claim_id=hearing.claim.id,
        outcome=outcome,
        basis=hearing.basis,
        says=sentences.sampled(hearing, outcome, needed=needed, exceeded=exceeded),
        observed=hearing.observed,
        difference=hearing.printed(hearing.difference),
        low=hearing.printed(Decimal(repr(weighed.low))),
        high=hearing.printed(Decimal(repr(weighed.high))),
        margin=hearing.printed(hearing.slack),
        p_refuted=round(p, 6),
        needed_n=needed,
    )


def _outcome(hearing: Hearing, weighed: Weighed, p: float) -> Outcome:
    slack = float(hearing.slack)
    worse = weighed.is_worse(slack, p) and not hearing.is_excused
    holds = weighed.holds(slack) and not is_far_above(hearing)
    if hearing.basis == "same_data" or (hearing.basis == "hardware" and hearing.claim.hardware):
        return "refuted" if worse else "confirmed" if holds else "inconclusive"
    if hearing.basis == "hardware":  # no device is named: what is true here need not be what was meant
        return "transfers" if holds else "inconclusive"
    return "falls_short" if worse else "transfers" if holds else "inconclusive"


def _exact(hearing: Hearing) -> Verdict:
    if hearing.basis == "structure":
        found = exact.fit_structure(hearing)
    elif hearing.complete:
        found = exact.fit_complete(hearing)
    else:
        found = exact.Fit("inconclusive", "no bounds")
    return Verdict(
        claim_id=hearing.claim.id,
        outcome=found.outcome,
        basis=hearing.basis,
        says=sentences.exact(hearing, found.outcome, found.how),
        observed=hearing.observed,
        difference=hearing.printed(hearing.difference),
        margin=hearing.printed(hearing.reading.half_step),
    )
