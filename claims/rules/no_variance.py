"""Scores without a spread."""

import re
from collections.abc import Iterator
from decimal import Decimal

from claims.comparisons.paper_view import paper_view
from claims.records import Finding, OpenCase, Verdict
from claims.rules import rule

_RUNS = re.compile(
    r"(?i)\b(?:mean|average\w*|averaging|median) (?:of|over|across|from) (?:\w+ ){0,2}(?:runs|seeds|trials)\b"
    r"|\bvariance of different runs\b|\b9\d ?% (?:CIs?\b|confidence interval)[^.]{0,40}\b(?:comput|bootstrap)"
)
"""Sentences that give a number of runs or an interval, which the checklist may have missed."""
NEAR = Decimal("0.1")
"""Difference, relative to the score, that a spread over runs could well cover."""


@rule("no-variance", version=3)
def no_variance(case: OpenCase, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds documents that compare scores and report neither a spread nor several runs."""
    paper = paper_view(case)
    if paper is None or paper.check("variance_reported") != "no" or not paper.margins:
        return
    if any(_RUNS.search(block.text) for block in paper.document.blocks if block.kind != "heading"):
        return
    near = min(paper.margins, key=lambda margin: abs(margin.ahead))
    if abs(near.ahead) > NEAR * abs(near.own_number.value):
        return
    yield Finding(
        rule="no-variance",
        severity="warning",
        says=f"No score has a spread or a number of runs, though systems are only {abs(near.ahead)} apart: {near.says}.",
        places=(near.own_number.cell.place, near.other_number.cell.place),
        remedy="Report the mean and the standard deviation over several seeds, or a confidence interval.",
    )
