"""Systems that are said to outperform others and stand behind every one of them in every column of a table."""

import re
from collections.abc import Iterator
from decimal import Decimal

from claims import catalog
from claims.arithmetic.findings import finding
from claims.arithmetic.numeric_table import NumericCell
from claims.comparisons.compared_systems import Compared, System
from claims.comparisons.margins import direction
from claims.comparisons.paper_view import PaperView
from claims.comparisons.sections import blocks_in
from claims.records import Block, Finding
from claims.text.sentences import sentences

_AHEAD = re.compile(r"(?i)\b(?:outperform\w*|surpass\w*|beats?|is superior to)\b")
_NOT = re.compile(r"(?i)\b(?:not|never|cannot|except|fails? to|would|could|may|might)\b")
LEAST = 2
"""Columns, and other systems, from which on it is no accident of one measure or one rival."""
MOST_TOLD = 3
Behind = tuple[str, NumericCell, System, NumericCell]
"""A column's heading, the own best figure, the weakest other system and its figure, which is still better."""


def behind_everywhere(paper: PaperView) -> Iterator[Finding]:
    """Finds tables in which the own system is last in every column of scores, where the text says that it is ahead."""
    for comparison in paper.compared:
        behind = [] if comparison.ablation else _behind(comparison, paper)
        claimed = _said(paper) if len(behind) >= LEAST else None
        if claimed is not None:
            yield _finding(*claimed, comparison, behind)
            return


def _behind(comparison: Compared, paper: PaperView) -> list[Behind]:
    """Every column of scores with the weakest other system, where all are ahead of the own one; else none."""
    own = [system for system in comparison.own if catalog.metric(system.name) is None]
    behind: list[Behind] = []
    for column in comparison.table.columns:
        up = direction(comparison.table, column, paper.directions)
        mine = [system.numbers[column] for system in own if column in system.numbers]
        rivals = [(s, s.numbers[column]) for s in comparison.others if column in s.numbers]
        if up is None or not mine:
            continue
        best = (max if up else min)(mine, key=_value)
        weakest = (min if up else max)(rivals, key=lambda pair: _value(pair[1]), default=None)
        if weakest is None or len(rivals) < LEAST or (_value(weakest[1]) > _value(best)) != up:
            return []
        if _value(weakest[1]) == _value(best):
            return []
        behind.append((comparison.table.head(column), best, *weakest))
    return behind


def _value(number: NumericCell) -> Decimal:
    return number.value


def _said(paper: PaperView) -> tuple[Block, str] | None:
    """The first sentence that puts the own system ahead without denying it."""
    for block in blocks_in(paper.document, "abstract", "introduction", "results", "conclusion"):
        for sentence in sentences(block):
            ahead = _AHEAD.search(sentence)
            before = sentence[: ahead.start()] if ahead else ""
            own = re.search(r"(?i)\bour\b", before) or any(name in before for name in paper.own.names)
            if own and not _NOT.search(sentence):
                return block, sentence
    return None


def _finding(block: Block, sentence: str, comparison: Compared, behind: list[Behind]) -> Finding:
    shown = "; ".join(
        f"{head} {own.printed} against {other.printed} of {system.name}"
        for head, own, system, other in behind[:MOST_TOLD]
    )
    cells = tuple(number.cell.place for _, own, _, other in behind[:MOST_TOLD] for number in (own, other))
    return finding(
        f"“{sentence[:140].strip()}”: in {comparison.table.table.label} it is behind even the weakest other system in all "
        f"{len(behind)} columns: {shown}.",
        "Say where the system is ahead, or correct the figures.",
        (block.place.model_copy(update={"quote": sentence[:200]}), *cells),
        rule="unsupported-headline",
    )
