"""A card whose one result is a single number."""

from collections.abc import Iterator

from claims.records import Case, Finding, Verdict
from claims.rules import rule


@rule("single-score", version=1)
def single_score(case: Case, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds cards that show one score of their model on one data set, and no other system's."""
    quality = [claim for claim in case.claims if claim.kind == "quality" and not claim.in_doubt]
    if any(not claim.own or claim.read_by.startswith("paper") for claim in quality):
        return
    if quality and len({(claim.metric, claim.stated.value) for claim in quality}) == 1:
        claim = quality[0]
        on = f" on {claim.dataset}" if claim.dataset else ""
        yield Finding(
            rule="hero-number",
            severity="info",
            says=f"The only result is one number: {claim.metric_as_written} {claim.stated.as_written.strip()}{on}.",
            claim_ids=(claim.id,),
            places=(claim.place,),
            remedy="Show the model on a second data set or by a second metric.",
        )
