"""JUnit XML and SARIF: what a CI server and a code host read of a run, by the rules of the two formats."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from lxml import etree

from claims.records import Correction, Dossier
from reports import registry
from tests.reports.dossiers import bare, realistic
from tests.reports.enemy import HOSTILE, hostile

JUNIT = """<!DOCTYPE testsuites [
<!ELEMENT testsuites (testsuite*)> <!ATTLIST testsuites name CDATA #REQUIRED tests CDATA #REQUIRED
 failures CDATA #REQUIRED skipped CDATA #REQUIRED errors CDATA #REQUIRED>
<!ELEMENT testsuite (testcase*)> <!ATTLIST testsuite name CDATA #REQUIRED tests CDATA #REQUIRED
 failures CDATA #REQUIRED skipped CDATA #REQUIRED errors CDATA #REQUIRED>
<!ELEMENT testcase ((skipped|failure)?, system-out?)> <!ATTLIST testcase classname CDATA #REQUIRED name CDATA #REQUIRED>
<!ELEMENT skipped EMPTY> <!ATTLIST skipped message CDATA #IMPLIED>
<!ELEMENT failure (#PCDATA)> <!ATTLIST failure type CDATA #REQUIRED message CDATA #REQUIRED>
<!ELEMENT system-out (#PCDATA)> ]>"""
"""What is used of the form that Jenkins and GitLab read, as a document type."""


def closed(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    """The schema of an object with no other keys."""
    whole = {"properties": {**required, **optional}, "required": [*required], "additionalProperties": False}
    return {"type": "object", **whole}


TEXT = {"type": "string", "minLength": 1}
MESSAGE = closed({"text": TEXT})
LOCATION = closed(
    {
        "physicalLocation": closed(
            {
                "artifactLocation": closed(
                    {"uri": {"type": "string", "pattern": r"^[\w.~%/@!$&'()*+,;=:-]+$"}}
                )
            },
            region=closed({"startLine": {"type": "integer", "minimum": 1}}, snippet=MESSAGE),
        )
    },
    message=MESSAGE,
)
RESULT = closed(
    {
        "ruleId": TEXT,
        "level": {"enum": ["error", "warning", "note"]},
        "message": MESSAGE,
        "partialFingerprints": {"type": "object", "additionalProperties": TEXT},
    },
    locations={"type": "array", "items": LOCATION, "minItems": 1},
    suppressions={
        "type": "array",
        "items": closed({"kind": {"enum": ["inSource", "external"]}}, justification=TEXT),
    },
)
DRIVER = closed(
    {"name": TEXT, "rules": {"type": "array", "items": closed({"id": TEXT, "shortDescription": MESSAGE})}}
)
RUN = closed(
    {
        "tool": closed({"driver": DRIVER}),
        "automationDetails": closed({"id": TEXT}),
        "columnKind": {"enum": ["unicodeCodePoints", "utf16CodeUnits"]},
        "results": {"type": "array", "items": RESULT},
    }
)
SARIF = closed({"$schema": TEXT, "version": {"const": "2.1.0"}, "runs": {"type": "array", "items": RUN}})
"""What is used of SARIF 2.1.0, closed: a key that the standard does not have fails."""


def junit(dossier: Dossier) -> etree._Element:
    root = etree.fromstring(registry["junit"].call(dossier))
    etree.fromstring(JUNIT.encode() + etree.tostring(root), etree.XMLParser(dtd_validation=True))
    for element in (root, *root):
        counts = [len([*element.iter(tag)]) for tag in ("testcase", "failure", "skipped")]
        assert [int(element.get(name, "")) for name in ("tests", "failures", "skipped")] == counts
    return root


def results(dossier: Dossier) -> list[dict[str, Any]]:
    log = json.loads(registry["sarif"].call(dossier))
    Draft202012Validator(SARIF).validate(log)
    (run,) = log["runs"]
    assert {result["ruleId"] for result in run["results"]} == {
        rule["id"] for rule in run["tool"]["driver"]["rules"]
    }
    found: list[dict[str, Any]] = run["results"]
    prints = [result["partialFingerprints"]["assay/v1"] for result in found]
    assert len(prints) == len(set(prints))
    return found


@pytest.mark.parametrize("make", [realistic, bare, *(lambda text=text: hostile(text) for text in HOSTILE)])
def test_both_forms_are_what_their_readers_take(make: Any) -> None:
    dossier = make()
    junit(dossier)
    results(dossier)


def test_what_fails_fails_and_what_was_not_checked_is_skipped() -> None:
    claims = junit(realistic()).find("testsuite[@name='claims']")
    assert claims is not None
    assert [failure.get("type") for failure in claims.iter("failure")] == [
        "refuted",
        "refuted",
        "falls_short",
    ]
    assert claims.get("skipped") == "5" and claims.get("tests") == "11"
    names = [(case.get("classname"), case.get("name")) for case in claims]
    assert len(names) == len(set(names))


def test_code_hosts_are_told_of_problems_alone_at_their_line() -> None:
    found = results(realistic())
    claims = [result for result in found if result["ruleId"].startswith("claim/")]
    assert [result["level"] for result in claims] == ["error", "error", "warning", "note"]
    place = claims[0]["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("README.md", 31)


def test_what_a_person_dismissed_no_longer_fails_and_keeps_the_reason() -> None:
    before = realistic()
    refuted = next(verdict.claim_id for verdict in before.verdicts if verdict.outcome == "refuted")
    serious = next(finding.id for finding in before.findings if finding.severity == "serious")
    decisions = [Correction(about=about, kind="dismiss", why="read wrongly") for about in (refuted, serious)]
    after = before.model_copy(update={"corrections": (*before.corrections, *decisions)})
    assert int(junit(after).get("failures", "")) == int(junit(before).get("failures", "")) - 2
    reasons = [
        result["suppressions"][0]["justification"] for result in results(after) if "suppressions" in result
    ]
    assert reasons == ["read wrongly", "read wrongly"]


def test_a_figure_keeps_its_fingerprint_when_its_value_and_line_change() -> None:
    before = realistic()
    edited = tuple(
        claim.model_copy(update={"place": claim.place.model_copy(update={"line": 7})})
        for claim in before.claims
    )
    after = before.model_copy(update={"claims": edited})
    prints = [[result["partialFingerprints"] for result in results(dossier)] for dossier in (before, after)]
    assert prints[0] == prints[1]
