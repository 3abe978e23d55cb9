"""Rows of the slice that the model's own repository ships."""

from collections.abc import Iterator

from claims.records import Case, Finding, Verdict
from claims.rules import rule

MANY = 0.1
"""The share of shipped rows from which on the finding is serious."""


@rule("contaminated-slice", version=1)
def contaminated_slice(case: Case, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds slices that share rows with the data in the model's repository; those rows were not measured."""
    for row_slice in case.slices:
        if not row_slice.left_out:
            continue
        shipped, whole = len(row_slice.left_out), row_slice.rows + row_slice.missing + len(row_slice.left_out)
        kept = (
            f"The other {row_slice.rows:,} were measured."
            if row_slice.rows
            else "Too few others were left to measure."
        )
        yield Finding(
            rule="contaminated-slice",
            severity="serious" if shipped > MANY * whole else "warning",
            says=f"{shipped:,} of the {whole:,} rows of {row_slice.name} are in the model's own repository. {kept}",
            claim_ids=tuple(claim.id for claim in case.claims if claim.kind == "quality" and claim.own),
            remedy="Test on rows that the model's makers cannot have seen.",
        )
