"""The claims and serious findings as JUnit XML, which CI servers show as a table of tests."""

from collections import Counter
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from claims.records import Dossier, Finding
from reports import report
from reports.views.claim_rows import ClaimRow, claim_rows
from reports.views.safe_text import visible
from reports.views.vocabulary import OUTCOME

FAILED = ("refuted", "falls_short")
"""Outcomes that are a failure; those that leave a claim open are skipped tests."""
PASSED = ("confirmed", "transfers")
"""Outcomes that are a passed test."""


@report("junit", version=1, suffix=".junit.xml")
def junit(dossier: Dossier) -> bytes:
    """One test for each claim, named without its value so that runs can be compared, and one for each finding."""
    claims, findings = Element("testsuite", name="claims"), Element("testsuite", name="findings")
    names: Counter[str] = Counter()
    target = visible(dossier.target)
    for row in claim_rows(dossier):
        _add_claim(claims, row, target, names)
    for finding in dossier.findings:
        _add_finding(findings, finding, target, dossier.dismissals.get(finding.id), names)
    root = Element("testsuites", name=f"Assay: {target}")
    for suite in (claims, findings):
        suite.attrib.update(_counts(suite))
        root.append(suite)
    root.attrib.update(_counts(root))
    indent(root)
    body: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return body + b"\n"


def _add_claim(suite: Element, row: ClaimRow, target: str, names: Counter[str]) -> None:
    case = _case(suite, f"{target}.claims", visible(row.name), names)
    outcome = OUTCOME[row.outcome]
    if row.set_aside is not None:
        SubElement(case, "skipped", message=visible(f"dismissed: {row.set_aside}"))
    elif row.outcome in FAILED:
        failure = SubElement(case, "failure", type=row.outcome, message=visible(f"{outcome}: {row.brief}"))
        failure.text = f"{row.why} ({visible(row.place)})"
    elif row.outcome not in PASSED:
        SubElement(case, "skipped", message=visible(f"{outcome}: {row.stated} claimed. {row.why}"))
    else:
        SubElement(case, "system-out").text = visible(f"{outcome}: {row.brief}")


def _add_finding(
    suite: Element, finding: Finding, target: str, dismissed: str | None, names: Counter[str]
) -> None:
    """A serious finding is a failure; any other is told by a test that passes."""
    case = _case(suite, f"{target}.findings", finding.rule, names)
    says = visible(finding.says)
    if dismissed is not None:
        SubElement(case, "skipped", message=visible(f"dismissed: {dismissed}"))
    elif finding.severity == "serious":
        failure = SubElement(case, "failure", type=finding.severity, message=says)
        failure.text = visible(finding.remedy)
    else:
        SubElement(case, "system-out").text = f"{finding.severity}: {says}"


def _case(suite: Element, kind: str, name: str, names: Counter[str]) -> Element:
    """A test whose name no other test has."""
    names[f"{kind}.{name}"] += 1
    count = names[f"{kind}.{name}"]
    return SubElement(suite, "testcase", classname=kind, name=name if count == 1 else f"{name} ({count})")


def _counts(element: Element) -> dict[str, str]:
    """How many tests there are in an element, failed and skipped."""
    counted = {"tests": "testcase", "failures": "failure", "skipped": "skipped"}
    return {name: str(len([*element.iter(tag)])) for name, tag in counted.items()} | {"errors": "0"}
