"""Components that nothing isolates."""

import re
from collections.abc import Iterator, Sequence

from claims.records import Contribution, Finding, OpenCase, Verdict
from claims.rules import rule

_PROPOSES = re.compile(r"(?i)\b(?:propos|introduc|present|design|develop|devis|novel|contribut)\w*")
MOST_TOLD = 8
"""Components that one finding names."""


@rule("ablation-gap", version=1)
def ablation_gap(case: OpenCase, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds what a document presents as its own without showing what it is good for, beside what it does show."""
    gaps = [one for one in case.contributions if not one.ablated and _is_presented(one, case)]
    shown = [one for one in case.contributions if one.ablated]
    if not gaps:
        return
    yield Finding(
        rule="ablation-gap",
        severity="warning",
        says=f"{_what(gaps, shown)} {_list(gaps)}.{f' Isolated are {_list(shown)}.' if shown else ''}",
        places=tuple(one.place for one in gaps[:MOST_TOLD]),
        remedy="Report the result with each of these parts left out or replaced, the rest unchanged.",
    )


def _is_presented(part: Contribution, case: OpenCase) -> bool:
    """Whether a component heads a section or is proposed; one that is only used is everybody's."""
    if case.document is None:
        return True
    blocks = [one for one in case.document.blocks if one.place == part.place]
    return not blocks or any(one.kind == "heading" or _PROPOSES.search(one.text) for one in blocks)


def _what(gaps: Sequence[Contribution], shown: Sequence[Contribution]) -> str:
    if not shown:
        return f"No ablation isolates any of the {len(gaps)} components that are presented:"
    return f"{len(gaps)} of {len(gaps) + len(shown)} components are never isolated:"


def _list(parts: Sequence[Contribution]) -> str:
    told = ", ".join(_one(one) for one in parts[:MOST_TOLD])
    return f"{told} and {len(parts) - MOST_TOLD} more" if len(parts) > MOST_TOLD else told


def _one(part: Contribution) -> str:
    at = part.where or part.place
    where = at.table or (f"page {at.page}" if at.page else f"line {at.line}" if at.line else at.file)
    return f"{part.component} ({where})"
