"""Results without the systems that they should be set against."""

import re
from collections.abc import Iterator

from claims.catalog.word_lists import pattern
from claims.comparisons.compared_systems import Compared
from claims.comparisons.paper_view import PaperView, paper_view
from claims.records import Finding, OpenCase, Verdict
from claims.rules import rule

MANY = 3
"""Systems named in passing that make a gap, where none is discussed as related work."""
FEW = 2
"""Other systems below which a comparison is thin."""
MOST_TOLD = 8


@rule("missing-baseline", version=1)
def missing_baseline(case: OpenCase, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds tables that show only the own variants, systems named but not compared, and baselines dropped between tables."""
    paper = paper_view(case)
    if paper is None or not paper.own.names or not paper.compared:
        return
    main = [comparison for comparison in paper.compared if not comparison.ablation]
    if main and not any(comparison.others for comparison in main):
        yield _finding(
            f"No table sets {paper.own.names[0]} beside another system: only its own variants are shown.",
            "Compare with at least two published systems on the same data.",
            main[0],
        )
        return
    yield from _thin(paper, main)
    yield from _absent(paper, main)
    yield from _dropped(paper, main)


def _thin(paper: PaperView, main: list[Compared]) -> Iterator[Finding]:
    """A document whose largest comparison has one other system."""
    others = {_bare(other.name): other.name for comparison in main for other in comparison.others}
    most = max((len({_bare(other.name) for other in comparison.others}) for comparison in main), default=0)
    if most == 1:
        names = ", ".join(list(others.values())[:MOST_TOLD])
        yield _finding(
            f"No table compares {paper.own.names[0]} with more than one other system; the only ones are {names}.",
            "Add the strongest published systems for the same data.",
            max(main, key=lambda comparison: len(comparison.others)),
        )


def _absent(paper: PaperView, main: list[Compared]) -> Iterator[Finding]:
    named = list(paper.named_elsewhere())
    shown = max((len({_bare(other.name) for other in comparison.others}) for comparison in main), default=0)
    if not main or not (any(related for _, _, related in named) or len(named) >= MANY):
        return
    names = ", ".join(name for name, _, _ in named[:MOST_TOLD])
    yield Finding(
        rule="missing-baseline",
        severity="warning" if shown <= FEW else "info",
        says=f"{names} are named as related systems, but no table compares them with {paper.own.names[0]}; the largest "
        f"comparison ({_largest(main)}) has {shown} other system{'' if shown == 1 else 's'}.",
        places=tuple(place for _, place, _ in named[:MOST_TOLD]),
        remedy="Add them to the comparison, or say why they cannot be compared.",
    )


def _largest(main: list[Compared]) -> str:
    return max(main, key=lambda comparison: len(comparison.others)).table.table.label


def _dropped(paper: PaperView, main: list[Compared]) -> Iterator[Finding]:
    """Systems that one table compares and a smaller one, with no more than two others, leaves out."""
    largest = max(main, key=lambda comparison: len({_bare(o.name) for o in comparison.others}), default=None)
    if largest is None:
        return
    every = {_bare(other.name): other.name for other in largest.others}
    for comparison in main:
        here = {_bare(other.name) for other in comparison.others}
        if (
            not _costs(comparison)
            or comparison is largest
            or len(here) > FEW
            or len(every) < len(here) + 2
            or not here & every.keys()
        ):
            continue
        missing = ", ".join(name for bare, name in list(every.items())[:MOST_TOLD] if bare not in here)
        yield _finding(
            f"{comparison.table.table.label} compares {paper.own.names[0]} with {len(here)} other system{'s' if len(here) > 1 else ''} "
            f"only; {missing} of {largest.table.table.label} are left out there.",
            "Show the same baselines in both tables.",
            comparison,
        )


def _costs(comparison: Compared) -> bool:
    """Whether a table is about time, memory or size, where the baselines of the scores are expected too."""
    heads = " ".join(comparison.table.head(column) for column in comparison.table.columns)
    return bool(
        pattern("table_words", "cost_columns").search(f"{heads} {comparison.table.table.caption or ''}")
    )


def _bare(name: str) -> str:
    return re.sub(r"[^a-z]", "", re.sub(r"\(.*?\)|\[.*?\]", "", name).casefold())[:24]


def _finding(says: str, remedy: str, at: Compared) -> Finding:
    return Finding(
        rule="missing-baseline", severity="warning", says=says, places=(at.table.table.place,), remedy=remedy
    )
