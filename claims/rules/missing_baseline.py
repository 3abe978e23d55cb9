"""Results without the systems that they should be set against."""

import re
from collections.abc import Iterator

from claims.across_documents.published_before import Unshown, stronger_before
from claims.catalog.word_lists import pattern
from claims.comparisons.announced_baselines import announced_and_not_shown
from claims.comparisons.compared_systems import Compared
from claims.comparisons.paper_view import PaperView, paper_view
from claims.records import Claim, Finding, OpenCase, Place, Severity, Verdict
from claims.rules import rule

FEW = 3
"""Other systems up to which a comparison is thin."""
SOME = 5
"""Other systems up to which systems that are discussed again and again are missed."""
MOST_TOLD = 3
"""Systems that one finding names."""
OFTEN = 3
"""Mentions by which a related system is discussed rather than listed."""


@rule("missing-baseline", version=4)
def missing_baseline(case: OpenCase, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds comparisons with few other systems, the related ones that are discussed and not run, and those that are dropped."""
    yield from _published(list(stronger_before(case)))
    paper = paper_view(case)
    if paper is None or not paper.tables:
        return
    yield from _announced(paper)
    if not paper.own.names or not paper.compared:
        yield from _discussed(paper)
        return
    main = [comparison for comparison in paper.compared if not comparison.ablation]
    if main and not any(comparison.others for comparison in main):
        yield _finding(
            f"No table sets {paper.own.names[0]} beside another system: only its own variants are shown.",
            "Compare with at least two published systems on the same data.",
            main[0],
        )
        return
    others = _others(main)
    if not main:
        yield from _discussed(paper)
    elif len(others) <= SOME:
        yield from _thin(paper, main, list(others.values()))
    else:
        yield from _dropped(paper, main)
        yield from _discussed(paper)


def _published(unshown: list[Unshown]) -> Iterator[Finding]:
    """Stronger systems of earlier papers that no table shows, those that beat the paper's own one first."""
    systems: dict[tuple[str, str], Unshown] = {}
    for system in sorted(unshown, key=lambda system: not system.own):
        systems.setdefault((system.past.target, system.past.claim.subject), system)
    for past, best, own in [*systems.values()][:MOST_TOLD]:
        claim, place = past.claim, past.claim.place
        than = "any system here" if own else f"any other system here ({best.subject}: {_as_written(best)})"
        yield Finding(
            rule="missing-baseline",
            severity="info",
            says=f"{claim.subject} has {claim.metric_as_written} {_as_written(claim)} on {claim.dataset} in the earlier "
            f"{past.target}{f', {place.table}' if place.table else ''}: better than {than}, and no table here shows it.",
            claim_ids=(best.id,),
            places=(best.place,),
            remedy="Add it to the comparison, or say why it cannot be compared.",
        )


def _as_written(claim: Claim) -> str:
    return claim.stated.as_written.strip()


def _announced(paper: PaperView) -> Iterator[Finding]:
    """Baselines that are said to be compared with and have no result."""
    announced = list(announced_and_not_shown(paper))
    if announced:
        names = list(dict.fromkeys(name for _, name, _ in announced))[:MOST_TOLD]
        block, _, shown = announced[0]
        called = "is announced as a baseline" if len(names) == 1 else "are announced as baselines"
        yield Finding(
            rule="missing-baseline",
            severity="warning",
            says=f"{', '.join(names)} {called} beside {', '.join(shown[:MOST_TOLD])}, but no table, caption or sentence "
            "has a result for it.",
            places=(block.place,),
            remedy="Report the results, or take the name out of the list.",
        )


def _others(main: list[Compared]) -> dict[str, str]:
    """The other systems of all tables of results, by their bare names; sizes of one system count once."""
    return {
        _bare(other.name): other.name
        for comparison in main
        for other in comparison.others
        if _bare(other.name)
    }


def _thin(paper: PaperView, main: list[Compared], others: list[str]) -> Iterator[Finding]:
    """A comparison with few other systems, with the related ones that the text discusses and no table shows."""
    related = sorted(_related(paper), key=lambda system: -system[2])
    often = [system for system in related if system[2] >= OFTEN]
    if (len(others) > FEW and not often) or (len(others) > 1 and not related):
        return
    shown = ", ".join(others[:MOST_TOLD]) + (
        f" and {len(others) - MOST_TOLD} more" if len(others) > MOST_TOLD else ""
    )
    named = ", ".join(f"{name} ({_times(count)})" for name, _, count in related[:MOST_TOLD])
    discussed = f" Related systems that the text discusses, and no table shows: {named}." if named else ""
    severity: Severity = "warning" if len(others) <= 1 or often else "info"
    largest = max(main, key=lambda comparison: len(comparison.others))
    count = "no more than one other system" if len(others) == 1 else f"{len(others)} other systems only"
    yield Finding(
        rule="missing-baseline",
        severity=severity,
        says=f"The tables of results compare {paper.own.names[0]} with {count}: {shown}.{discussed}",
        places=(largest.table.table.place, *(place for _, place, _ in related[:MOST_TOLD])),
        remedy="Add the strongest published systems for the same data, or say why they cannot be compared.",
    )


def _related(paper: PaperView) -> Iterator[tuple[str, Place, int]]:
    """Systems that the text cites as related work, that no table shows, with how often they are named."""
    text = "\n".join(block.text for block in paper.document.blocks)
    for name, place, related in paper.named_elsewhere():
        if related and not pattern("model_words", "no_baseline_names").search(name):
            count = len(re.findall(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text))
            yield name, place, count


def _discussed(paper: PaperView) -> Iterator[Finding]:
    """Related systems that a paper discusses more than once and shows in no table."""
    often = sorted((system for system in _related(paper) if system[2] > 1), key=lambda system: -system[2])
    if often:
        named = ", ".join(f"{name} ({_times(count)})" for name, _, count in often[:MOST_TOLD])
        yield Finding(
            rule="missing-baseline",
            severity="info",
            says=f"Related systems that the text discusses, and no table shows: {named}.",
            places=tuple(place for _, place, _ in often[:MOST_TOLD]),
            remedy="Add them to the comparison, or say why they cannot be compared.",
        )


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _dropped(paper: PaperView, main: list[Compared]) -> Iterator[Finding]:
    """Systems that one table compares and a smaller one of costs, with one other system, leaves out."""
    largest = max(main, key=lambda comparison: len({_bare(o.name) for o in comparison.others}))
    every = {_bare(other.name): other.name for other in largest.others}
    for comparison in main:
        here = {_bare(other.name) for other in comparison.others}
        left_out = [name for bare, name in every.items() if bare not in here]
        if comparison is largest or not _costs(comparison) or len(here) != 1 or not here & every.keys():
            continue
        if len(left_out) > 1:
            yield _finding(
                f"{comparison.table.table.label} compares the cost of {paper.own.names[0]} with one other system only; "
                f"{', '.join(left_out[:MOST_TOLD])} of {largest.table.table.label} are left out there.",
                "Show the same baselines in both tables.",
                comparison,
            )
            return


def _costs(comparison: Compared) -> bool:
    """Whether most columns of a table are time, memory or size, where the baselines of the scores are expected too."""
    heads = [comparison.table.head(column) for column in comparison.table.columns]
    cost = [head for head in heads if pattern("table_words", "cost_columns").search(head)]
    return 2 * len(cost) > len(heads)


def _bare(name: str) -> str:
    return re.sub(r"[^a-z]", "", re.sub(r"\(.*?\)|\[.*?\]", "", name).casefold())[:24]


def _finding(says: str, remedy: str, at: Compared) -> Finding:
    return Finding(
        rule="missing-baseline", severity="warning", says=says, places=(at.table.table.place,), remedy=remedy
    )
