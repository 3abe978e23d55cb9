"""Scores without a spread."""

from collections.abc import Iterator

from claims.comparisons.paper_view import paper_view
from claims.records import Finding, OpenCase, Verdict
from claims.rules import rule


@rule("no-variance", version=1)
def no_variance(case: OpenCase, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds documents that compare scores and report neither a spread nor several runs."""
    paper = paper_view(case)
    if paper is None or paper.check("variance_reported") != "no" or not paper.margins:
        return
    near = min(paper.margins, key=lambda margin: abs(margin.ahead))
    yield Finding(
        rule="no-variance",
        severity="warning",
        says=f"No score has a spread or a number of runs, though systems are only {abs(near.ahead)} apart: {near.says}.",
        places=(near.own_number.cell.place, near.other_number.cell.place),
        remedy="Report the mean and the standard deviation over several seeds, or a confidence interval.",
    )
