"""Figures of a table that do not follow from each other."""

from collections.abc import Callable, Iterator

from claims.arithmetic.averages import averages
from claims.arithmetic.captions import captions
from claims.arithmetic.f_scores import f_scores
from claims.arithmetic.f_scores_in_lists import high_f_scores
from claims.arithmetic.gains import brackets, gain_columns
from claims.arithmetic.highlight_marks import second_marked
from claims.arithmetic.marks_of_best import best_marks
from claims.arithmetic.numeric_table import NumericTable, numeric_tables
from claims.arithmetic.related_columns import related_columns
from claims.arithmetic.text_vs_tables import against_tables, gains_in_text, gains_of_tables
from claims.arithmetic.totals import totals
from claims.comparisons.overclaims import overclaims
from claims.comparisons.paper_view import paper_view
from claims.records import Finding, OpenCase, Verdict
from claims.rules import rule

CHECKS: tuple[Callable[[NumericTable], Iterator[Finding]], ...] = (
    averages,
    f_scores,
    brackets,
    gain_columns,
    related_columns,
    second_marked,
    totals,
)
TURNED: tuple[Callable[[NumericTable], Iterator[Finding]], ...] = (averages, gain_columns, f_scores)
"""Checks that also read a table by its rows: an average may stand below its parts."""
MOST = 12
"""Findings of one table; one with more is read wrongly."""


@rule("arithmetic", version=4)
def arithmetic(case: OpenCase, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds averages, gains, ratios, F scores and marks of the best that the other figures of a table contradict."""
    yield from high_f_scores(case.claims)
    if case.document is None:
        return
    tables = list(numeric_tables(case.document.tables))
    for table in tables:
        findings = [finding for check in CHECKS for finding in check(table)]
        turned = table.transposed()
        findings += [finding for check in TURNED for finding in check(turned)]
        if len(findings) <= MOST:
            yield from findings
    yield from best_marks(tables)
    yield from gains_in_text(case.document)
    yield from gains_of_tables(case.document, tables)
    yield from against_tables(case.claims, case.document, tables)
    yield from captions(case.document, tables)
    paper = paper_view(case)
    if paper is not None and paper.own.names:
        yield from overclaims(paper)
