"""What fails and what was found as SARIF 2.1.0, which code hosts show beside the lines of a card."""

import hashlib
import json
from collections import Counter
from typing import Literal
from urllib.parse import quote

from claims.records import Dossier, Finding, Outcome, Place
from reports import report
from reports.views.claim_rows import ClaimRow, claim_rows
from reports.views.safe_text import visible
from reports.views.vocabulary import OUTCOME

Level = Literal["error", "warning", "note"]
Json = dict[str, object]
CLAIMS: dict[Outcome, Level] = {"refuted": "error", "falls_short": "warning", "inconclusive": "note"}
"""Outcomes that are told; what holds and what was not checked is no result, since hosts show each as a problem."""
LEVELS: dict[str, Level] = {"serious": "error", "warning": "warning", "info": "note"}
"""The level of a finding."""
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


@report("sarif", version=1, suffix=".sarif")
def sarif(dossier: Dossier) -> bytes:
    """One result for each claim that fails or is open and for each finding, with its line and a stable fingerprint."""
    rows = [row for row in claim_rows(dossier) if row.outcome in CLAIMS]
    seen: Counter[str] = Counter()
    results = [_claim(row, seen) for row in rows]
    results += [_finding(finding, dossier.dismissals.get(finding.id), seen) for finding in dossier.findings]
    rules = {f"claim/{row.outcome}": f"A printed number: {OUTCOME[row.outcome]}." for row in rows}
    rules |= {finding.rule: f"Finding: {finding.rule.replace('-', ' ')}." for finding in dossier.findings}
    described = [{"id": name, "shortDescription": {"text": text}} for name, text in sorted(rules.items())]
    run = {
        "tool": {"driver": {"name": "Assay", "rules": described}},
        "automationDetails": {"id": f"assay/{visible(dossier.target)}/{dossier.run}"},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, allow_nan=False, indent=2).encode() + b"\n"


def _claim(row: ClaimRow, seen: Counter[str]) -> Json:
    claim = row.claim
    key = (claim.metric, claim.dataset, claim.split, claim.subject, claim.conditions, claim.place.file)
    text = f"{OUTCOME[row.outcome].capitalize()}: {row.brief}. {row.why}"
    return _result(
        f"claim/{row.outcome}",
        CLAIMS[row.outcome],
        text,
        (claim.place,),
        _fingerprint("claim", *key, seen=seen),
        row.set_aside,
    )


def _finding(finding: Finding, dismissed: str | None, seen: Counter[str]) -> Json:
    text = f"{finding.says} {finding.remedy}"
    fingerprint = _fingerprint(finding.rule, *(place.file for place in finding.places[:1]), seen=seen)
    return _result(finding.rule, LEVELS[finding.severity], text, finding.places[:10], fingerprint, dismissed)


def _result(
    rule: str, level: Level, text: str, places: tuple[Place, ...], fingerprint: str, dismissed: str | None
) -> Json:
    result: Json = {
        "ruleId": rule,
        "level": level,
        "message": {"text": visible(text)},
        "partialFingerprints": {"assay/v1": fingerprint},
    }
    if places:
        result["locations"] = [_location(place) for place in places]
    if dismissed is not None:
        result["suppressions"] = [{"kind": "external", "justification": visible(dismissed)}]
    return result


def _location(place: Place) -> Json:
    physical: Json = {"artifactLocation": {"uri": quote(place.file)}}
    if place.line is not None:
        physical["region"] = {"startLine": max(place.line, 1), "snippet": {"text": visible(place.quote)}}
    located: Json = {"physicalLocation": physical}
    if place.page is not None:
        located["message"] = {"text": f"page {place.page}"}
    return located


def _fingerprint(*parts: str | None, seen: Counter[str]) -> str:
    """The same for the same figure in a later version of the document, whatever its value and line."""
    key = "\0".join(part or "" for part in parts)
    seen[key] += 1
    return hashlib.sha256(f"{key}\0{seen[key]}".encode()).hexdigest()[:32]
