"""Answers that prove nothing, a model's or supplied ones, and figures of a supplier that contradict the claim."""

from collections.abc import Iterator

from claims.records import Case, Claim, Finding, Measurement, Verdict
from claims.rules import rule
from claims.verdicts.reservations import KNOWN_ROWS, LEAKED, doubts

_REMEDIES = {
    LEAKED: "Leave what tells the label out of the model's inputs.",
    KNOWN_ROWS: "Test on rows that the model's makers cannot have seen.",
}
_OF_A_SUPPLIER = "Send the vendor rows without labels, and keep the labels."


@rule("supplied-answers", version=2)
def supplied_answers(case: Case, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds claims that the supplier's own file contradicts, and answers whose agreement is doubtful."""
    by_id = {claim.id: claim for claim in case.claims}
    for verdict in verdicts:
        if verdict.basis == "supplied" and _is_contradicted(verdict) and verdict.claim_id in by_id:
            yield _contradiction(by_id[verdict.claim_id], verdict)
    yield from _doubts(case)


def _is_contradicted(verdict: Verdict) -> bool:
    """Whether even the upper bound of the difference lies below the margin."""
    return verdict.high is not None and verdict.margin is not None and verdict.high < -verdict.margin


def _contradiction(claim: Claim, verdict: Verdict) -> Finding:
    seen, unit = verdict.observed, f" {claim.stated.unit}" if claim.stated.unit else ""
    shown = (
        f"{seen.value}{unit} [{seen.low}, {seen.high}] over {seen.n:,} answers" if seen else "another figure"
    )
    printed = f"{claim.metric_as_written} {claim.stated.as_written}".casefold()
    named = (claim.conditions or "").casefold() in printed
    figure = claim.metric_as_written if named else f"{claim.metric_as_written} ({claim.conditions})"
    return Finding(
        rule="card-mismatch",
        severity="serious",
        says=f"The claimed {figure} of {claim.stated.as_written.strip()} is contradicted by the supplied file itself, "
        f"which gives {shown}. Nothing was measured here, and the machine is unknown.",
        claim_ids=(claim.id,),
        places=(claim.place,),
        remedy="Ask the vendor which of the two holds, and on which machine.",
    )


def _doubts(case: Case) -> Iterator[Finding]:
    """One finding for each doubt about the answers."""
    scores = [attempt for attempt in case.attempts if isinstance(attempt, Measurement)]
    reasons = dict.fromkeys(reason for score in scores for reason in doubts(score))
    for reason in reasons:
        ids = tuple(score.claim_id for score in scores if score.claim_id and reason in score.settings)
        yield Finding(
            rule="contaminated-slice",
            severity="serious",
            says=f"{reason.value[:1].upper()}{reason.value[1:]} Such answers confirm nothing.",
            claim_ids=ids,
            remedy=_REMEDIES.get(reason.name, _OF_A_SUPPLIER),
        )
