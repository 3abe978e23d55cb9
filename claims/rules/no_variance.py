"""Scores without a spread."""

from collections.abc import Iterator

from claims.comparisons.paper_view import story
from claims.records import Finding, OpenCase, Verdict
from claims.rules import rule


@rule("no-variance", version=1)
def no_variance(case: OpenCase, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds documents that compare scores and report neither a spread nor several runs."""
    told = story(case)
    if told is None or told.check("variance_reported") != "no" or not told.margins:
        return
    near = min(told.margins, key=lambda one: abs(one.ahead))
    yield Finding(
        rule="no-variance",
        severity="warning",
        says=f"No score has a spread or a number of runs, though systems are only {abs(near.ahead)} apart: {near.says}.",
        places=(near.own_number.cell.place, near.other_number.cell.place),
        remedy="Report the mean and the standard deviation over several seeds, or a confidence interval.",
    )
