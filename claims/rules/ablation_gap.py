"""Components that nothing isolates."""

from collections.abc import Iterator, Sequence

from claims.comparisons.ablatable import (
    Parts,
    can_be_left_out,
    is_surely_a_part,
    parts_to_isolate,
)
from claims.records import Contribution, Finding, OpenCase, Verdict
from claims.rules import rule

MOST_TOLD = 8
"""Components that one finding names."""


@rule("ablation-gap", version=3)
def ablation_gap(case: OpenCase, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds what a document presents as its own without showing what it is good for, beside what it does show."""
    parts = parts_to_isolate(case.document, case.contributions)
    sure = [gap for gap in parts.gaps if is_surely_a_part(gap, case.document)]
    gaps = _distinct([*sure, *(gap for gap in parts.gaps if gap not in sure)])
    shown = _distinct(
        [
            contribution
            for contribution in case.contributions
            if contribution.ablated and can_be_left_out(contribution.component)
        ]
    )
    if not gaps:
        return
    yield Finding(
        rule="ablation-gap",
        severity="warning" if sure and _is_wide(parts, sure, shown) else "info",
        says=f"{_introduction(sure or gaps, shown)} {_list(sure or gaps)}.{f' Isolated are {_list(shown)}.' if shown else ''}",
        places=tuple(gap.place for gap in (sure or gaps)[:MOST_TOLD]),
        remedy="Report the result with each of these parts left out or replaced, the rest unchanged.",
    )


def _distinct(parts: Sequence[Contribution]) -> list[Contribution]:
    """Each component once, by its words."""
    kept: dict[str, Contribution] = {}
    for part in parts:
        kept.setdefault(" ".join(part.component.casefold().split()), part)
    return list(kept.values())


def _is_wide(parts: Parts, sure: Sequence[Contribution], shown: Sequence[Contribution]) -> bool:
    """Whether a third of what could be isolated is not, and something among it is presented as new."""
    return any(gap in parts.new for gap in sure) and 2 * len(sure) >= len(shown)


def _introduction(gaps: Sequence[Contribution], shown: Sequence[Contribution]) -> str:
    if not shown:
        return f"No ablation isolates any of the {len(gaps)} components that are presented:"
    return f"{len(gaps)} of {len(gaps) + len(shown)} components are never isolated:"


def _list(parts: Sequence[Contribution]) -> str:
    listed = ", ".join(_component_with_place(part) for part in parts[:MOST_TOLD])
    return f"{listed} and {len(parts) - MOST_TOLD} more" if len(parts) > MOST_TOLD else listed


def _component_with_place(part: Contribution) -> str:
    place = part.where or part.place
    where = place.table or (
        f"page {place.page}" if place.page else f"line {place.line}" if place.line else place.file
    )
    return f"{part.component} ({where})"
