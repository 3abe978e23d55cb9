"""An accuracy, or an F1 over all classes, that the table of the classes contradicts."""

from collections.abc import Iterator, Sequence

from claims.arithmetic.class_reports import ClassReport, class_report
from claims.arithmetic.findings import finding
from claims.arithmetic.numeric_table import numeric_tables
from claims.arithmetic.rounding_range import RoundingRange, rounded
from claims.records import Claim, Finding, OpenCase, Verdict
from claims.rules import rule


@rule("class-totals", version=1)
def class_totals(case: OpenCase, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds the one score of all rows that the counts behind a table of classes cannot give, where they give another.

    That another one follows shows that both are of one test; and one such table is no ensemble's beside a model's.
    """
    tables = numeric_tables(case.document.tables if case.document else ())
    reports = [report for table in tables if (report := class_report(table))]
    if len(reports) != 1:
        return
    report = reports[0]
    stated = [
        (claim, ways)
        for claim in case.claims
        if _is_of_all(claim, report) and (ways := _computed(claim, report))
    ]
    odd = [(claim, ways) for claim, ways in stated if not _follows(claim, ways)]
    if len(odd) == 1 and len(stated) > 1:
        yield _finding(odd[0][0], odd[0][1], report)


def _is_of_all(claim: Claim, report: ClassReport) -> bool:
    """Whether a claim is a score of the own model, of this test, that stands outside the table."""
    table = report.table.table
    of_table = [cell.cell.place.line for cell in report.cells]
    inside = claim.place.line in of_table if claim.place.line else claim.place.table == table.label
    return claim.own and claim.kind == "quality" and claim.stated.relation == "=" and not inside


def _computed(claim: Claim, report: ClassReport) -> list[RoundingRange]:
    """What a claim's score is by the classes' counts: one range, or one for each average that it does not tell apart."""
    named = f"{claim.metric_as_written} {claim.conditions or ''}".casefold()
    if claim.metric == "accuracy" and report.accuracy:
        return [report.accuracy]
    if claim.metric != "f1" or "class" in named or "micro" in named:
        return []
    if "macro" in named:
        return [report.macro_f1]
    return [report.weighted_f1] if "weighted" in named else [report.macro_f1, report.weighted_f1]


def _follows(claim: Claim, ways: Sequence[RoundingRange]) -> bool:
    value = claim.stated.value
    percent = claim.stated.unit == "%" or value > 1
    stated = rounded(value).times(0.01) if percent else rounded(value)
    return any(stated.meets(way) for way in ways)


def _finding(claim: Claim, ways: Sequence[RoundingRange], report: ClassReport) -> Finding:
    scale = 100 if claim.stated.unit == "%" or claim.stated.value > 1 else 1
    low, high = min(way.low for way in ways) * scale, max(way.high for way in ways) * scale
    digits = 2 if scale == 100 else 4
    computed = f"{low:.{digits}f}" if high - low < 0.1**digits else f"{low:.{digits}f} to {high:.{digits}f}"
    return finding(
        f"{claim.metric_as_written} is given as {claim.stated.as_written.strip('*_` ')}, but the {len(report.classes)} classes of "
        f"{report.table.table.label}, of {report.rows} rows together, make it {computed}.",
        "Compute the score again, or say what else it was computed on.",
        (claim.place, *(cell.cell.place for cell in report.cells)),
    ).model_copy(update={"claim_ids": (claim.id,)})
