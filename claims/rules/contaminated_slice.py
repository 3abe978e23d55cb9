"""Rows of the slice that the model's own repository ships."""

from collections.abc import Iterator

from claims.records import Case, Finding, Verdict
from claims.rules import rule

MANY = 0.1
"""The share of shipped rows from which on the finding is serious."""


@rule("contaminated-slice", version=1)
def contaminated_slice(case: Case, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds slices that share rows with the data in the model's repository; those rows were not measured."""
    for one in case.slices:
        if not one.left_out:
            continue
        shipped, whole = len(one.left_out), one.rows + one.missing + len(one.left_out)
        kept = (
            f"The other {one.rows:,} were measured." if one.rows else "Too few others were left to measure."
        )
        yield Finding(
            rule="contaminated-slice",
            severity="serious" if shipped > MANY * whole else "warning",
            says=f"{shipped:,} of the {whole:,} rows of {one.name} are in the model's own repository. {kept}",
            claim_ids=tuple(claim.id for claim in case.claims if claim.kind == "quality" and claim.own),
            remedy="Test on rows that the model's makers cannot have seen.",
        )
