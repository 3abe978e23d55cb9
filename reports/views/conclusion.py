"""The sentence at the top of every report, and the three things that matter most."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, islice, zip_longest
from typing import TypeVar

from claims.records import Finding, Outcome, Severity
from reports.views.claim_rows import ClaimRow
from reports.views.safe_text import visible
from reports.views.vocabulary import ORDER, OUTCOME, SEVERITY, counted, listed_words, why_not

Counts = dict[Outcome, int]
T = TypeVar("T")
MOST_POINTS = 3


@dataclass(frozen=True)
class KeyPoint:
    """One thing that matters."""

    tone: Outcome | Severity
    """An outcome or a severity, which says how it is shown."""
    label: str
    """The same in a word or two."""
    says: str
    """The thing itself."""
    about: str = ""
    """The id of the claim or finding; empty where it is about several."""


def count_outcomes(rows: Iterable[ClaimRow]) -> Counts:
    """How many rows each outcome has, in the order in which reports list them."""
    by_outcome = Counter(row.outcome for row in rows)
    return {outcome: by_outcome[outcome] for outcome in ORDER}


def conclude(counts: Counts, measured: int) -> str:
    """What came out, in one sentence; `measured` is how many numbers were measured without a claim."""
    total = sum(counts.values())
    checked = total - counts["unchecked"]
    if not total:
        tail = f"; {counted(measured, 'number was', 'numbers were')} measured here" if measured else ""
        return f"The document states no number that could be read{tail}."
    if not checked:
        none = f"None of the {total:,} claims could" if total > 1 else "The one claim could not"
        return f"{none} be checked here."
    return _worst(counts, checked)


def _worst(counts: Counts, checked: int) -> str:
    """The sentence for the worst outcome among the checked claims."""
    refuted, short = counts["refuted"], counts["falls_short"]
    of = f"of the {checked:,} claims checked" if checked > 1 else "of 1 claim checked"
    if refuted:
        more = f", and {short:,} more {_verb(short, 'falls', 'fall')} short on your own data" if short else ""
        return f"{refuted:,} {of} {_verb(refuted, 'does', 'do')} not hold{more}."
    if short:
        return f"{short:,} {of} {_verb(short, 'falls', 'fall')} short on your own data; none is refuted."
    return _best(counts, checked)


def _best(counts: Counts, checked: int) -> str:
    """The sentence where nothing is refuted and nothing falls short."""
    holds, transfers, open_ = counts["confirmed"], counts["transfers"], counts["inconclusive"]
    if holds == checked:
        return f"All {checked:,} claims checked hold." if checked > 1 else "The one claim checked holds."
    if open_ == checked:
        claims = f"any of the {checked:,} claims" if checked > 1 else "the one claim"
        return f"The data at hand cannot settle {claims} checked."
    parts = [f"{holds:,} {_verb(holds, 'holds', 'hold')}"] if holds else []
    parts += (
        [f"{transfers:,} {_verb(transfers, 'carries', 'carry')} over to your own data"] if transfers else []
    )
    parts += [f"{open_:,} cannot be settled"] if open_ else []
    return f"Of {counted(checked, 'claim')} checked, {listed_words(parts)}; none is refuted."


def side_notes(counts: Counts, findings: tuple[Finding, ...]) -> str:
    """What the sentence leaves out: the claims that were not checked, and the findings that matter."""
    total, left = sum(counts.values()), counts["unchecked"]
    serious = sum(finding.severity == "serious" for finding in findings)
    parts = [f"{left:,} of {counted(total, 'claim')} could not be checked."] if left and left < total else []
    parts += [f"{counted(serious, 'finding is', 'findings are')} serious."] if serious else []
    return " ".join(parts)


def key_points(rows: tuple[ClaimRow, ...], findings: tuple[Finding, ...]) -> tuple[KeyPoint, ...]:
    """The things that matter most: what fails before what holds, a finding beside each failure."""
    by_outcome = {
        o: [KeyPoint(o, OUTCOME[o], row.brief + ".", row.claim.id) for row in rows if row.outcome == o]
        for o in ORDER
    }
    serious, warnings = _finding_points(findings, "serious"), _finding_points(findings, "warning")
    bad = _in_turn(by_outcome["refuted"], serious, by_outcome["falls_short"])
    rest = [
        by_outcome["confirmed"],
        by_outcome["transfers"],
        warnings,
        by_outcome["inconclusive"],
        _left(rows),
    ]
    return tuple(islice(chain(bad, _in_turn(*rest)), MOST_POINTS))


def _finding_points(findings: tuple[Finding, ...], severity: Severity) -> list[KeyPoint]:
    return [
        KeyPoint(severity, SEVERITY[severity], visible(finding.says), finding.id)
        for finding in findings
        if finding.severity == severity
    ]


def _left(rows: tuple[ClaimRow, ...]) -> list[KeyPoint]:
    """The commonest reason for which claims were not checked."""
    reasons = Counter(row.verdict.reason for row in rows if row.outcome == "unchecked")
    if not reasons:
        return []
    reason, times = reasons.most_common(1)[0]
    shared = {row.why for row in rows if row.outcome == "unchecked" and row.verdict.reason == reason}
    named = shared.pop() if reason == "no_reproducer" and len(shared) == 1 else f"{why_not(reason)}."
    says = f"{counted(times, 'claim')} could not be checked: {named}"
    return [KeyPoint("unchecked", OUTCOME["unchecked"], says)]


def _in_turn(*lists: list[T]) -> Iterable[T]:
    """The first of each list, then the second of each."""
    return (item for turn in zip_longest(*lists) for item in turn if item is not None)


def _verb(count: int, singular: str, more: str) -> str:
    return singular if count == 1 else more
