"""A speed without the device it was measured on."""

from collections.abc import Iterator

from claims.records import Case, Finding, Verdict
from claims.rules import rule


@rule("missing-hardware", version=1)
def missing_hardware(case: Case, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds speed claims about the model itself that name no device."""
    bare = [one for one in case.claims if one.kind == "speed" and one.own and one.hardware is None]
    if bare:
        yield Finding(
            rule="missing-hardware",
            severity="warning",
            says=f"{len(bare)} speed claim{'s name' if len(bare) > 1 else ' names'} no device.",
            claim_ids=tuple(one.id for one in bare),
            places=tuple(one.place for one in bare),
            remedy="Ask which device, batch size and sequence length the figure was measured with.",
        )
