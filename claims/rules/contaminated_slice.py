"""Rows of the slice that the model's own repository ships."""

from collections.abc import Iterator

from claims.records import Case, Finding, Slice, Verdict
from claims.rules import rule
from claims.verdicts.judge import decided_by_shipped

MANY = 0.1
"""The share of shipped rows from which on the finding is serious."""


@rule("contaminated-slice", version=3)
def contaminated_slice(case: Case, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds slices that share rows with the data in the model's repository, and claims on which those rows decide."""
    for row_slice in case.slices:
        yield from _unread(row_slice)
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
    yield from _deciding(case)


def _unread(rows: Slice) -> Iterator[Finding]:
    """Files of the repository that could not be compared with the rows."""
    if rows.unread:
        count = f"{len(rows.unread)} file{'s' if len(rows.unread) > 1 else ''}"
        yield Finding(
            rule="contaminated-slice",
            severity="warning",
            says=(
                f"{count} of the model's repository could not be compared with {rows.name}, so that it may ship rows of "
                f"it: {'; '.join(rows.unread[:5])}."
            ),
            remedy="Ask what these files hold.",
        )


def _deciding(case: Case) -> Iterator[Finding]:
    """Claims that are judged one way without the shipped rows and another way with them."""
    open_ids = decided_by_shipped(case)
    if open_ids:
        count = f"{len(open_ids):,} claim{'s' if len(open_ids) > 1 else ''}"
        yield Finding(
            rule="contaminated-slice",
            severity="serious",
            says=f"The rows that the model's repository ships decide {count}: with them the verdict is another than without.",
            claim_ids=open_ids,
            places=tuple(claim.place for claim in case.claims if claim.id in open_ids),
            remedy="Ask why these rows are shipped; whoever ships the rows that a model gets wrong raises its score.",
        )
