"""A baseline that has other numbers here than in other documents, or than in another version of this one."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from claims.across_documents.same_score import agree, higher_is_better, same_setting
from claims.identity import comparable_key
from claims.records import Claim, Finding, OpenCase, Past, Verdict
from claims.rules import rule

MOST = 8
"""Drifts of one document that are told."""


@rule("baseline-drift", version=2)
def baseline_drift(case: OpenCase, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds scores of other systems that no setting here shares with the same score in documents read before."""
    before: dict[str, list[Past]] = defaultdict(list)
    for past in case.history:
        if key := comparable_key(past.claim):
            before[key].append(past)
    here: dict[str, list[Claim]] = defaultdict(list)
    for claim in case.claims if before else ():
        if (key := comparable_key(claim)) in before and not claim.in_doubt:
            here[str(key)].append(claim)
    drifts = [drift for key, claims in here.items() if (drift := _drift(claims, before[key]))]
    yield from sorted(drifts, key=lambda drift: drift.severity != "warning")[:MOST]


def _drift(here: Sequence[Claim], before: Sequence[Past]) -> Finding | None:
    """The first score here, where it agrees with none of the same that was read before."""
    claim = here[0]
    others = [past for past in before if not past.claim.in_doubt and _comparable(claim, past)]
    if not others or any(agree(claim, past.claim) for claim in here for past in others):
        return None
    past = others[0]
    worse = _is_worse(claim, past.claim)
    place = past.claim.place
    return Finding(
        rule="baseline-drift",
        severity="warning" if worse and not claim.own else "info",
        says=f"{claim.subject} has {claim.metric_as_written} {claim.stated.as_written.strip()} on {claim.dataset} here, and "
        f"{past.claim.stated.as_written.strip()} in {past.target}@{past.revision[:12]}"
        f"{f', {place.table}' if place.table else ''}{', its own document' if past.claim.own else ''}.",
        claim_ids=tuple(claim.id for claim in here),
        places=tuple(claim.place for claim in here),
        remedy="Quote the published figure, or say how the system was run again and why it differs.",
    )


def _comparable(claim: Claim, past: Past) -> bool:
    """Whether the two are of one setting; what a document says of itself counts against its other versions only."""
    return (not claim.own or past.claim.own) and same_setting(claim, past.claim)


def _is_worse(claim: Claim, other: Claim) -> bool:
    up = higher_is_better(claim) is not False
    return (claim.stated.value < other.stated.value) == up
