"""A speed without the device it was measured on."""

from collections.abc import Iterator

from claims.records import Case, Claim, Finding, Verdict
from claims.rules import rule


@rule("missing-hardware", version=2)
def missing_hardware(case: Case, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds speed claims about the model itself in a document that names no device they can have been measured on."""
    bare = [claim for claim in case.claims if _is_bare(claim)]
    measured = [mention for mention in case.hardware if mention.role != "training"]
    if not bare or measured:
        return
    only = ", ".join(dict.fromkeys(mention.name for mention in case.hardware))
    yield Finding(
        rule="missing-hardware",
        severity="warning",
        says=f"{len(bare)} speed claim{'s name' if len(bare) > 1 else ' names'} no device, such as {_said(bare[0])}."
        + (f" The only device that is named, {only}, is said to have trained the model." if only else ""),
        claim_ids=tuple(claim.id for claim in bare),
        places=tuple(claim.place for claim in bare),
        remedy="Ask which device, batch size and sequence length the figure was measured with.",
    )


def _said(claim: Claim) -> str:
    return f"{claim.metric_as_written} {claim.stated.as_written.strip()}"


def _is_bare(claim: Claim) -> bool:
    """Whether a claim is a speed of the own model without a device; a time of training is told by its own device."""
    return claim.kind == "speed" and claim.own and claim.hardware is None and claim.metric != "training_time"
