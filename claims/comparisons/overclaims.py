"""Sentences that say "better on all", against the cells that they speak of."""

import re
from collections.abc import Iterator

from claims.arithmetic.findings import finding
from claims.catalog.word_lists import pattern
from claims.comparisons.margins import Margin
from claims.comparisons.paper_view import PaperView
from claims.comparisons.sections import blocks_in
from claims.records import Block, Finding
from claims.text.sentences import sentences

_ALL = re.compile(
    r"(?i)\b(?:outperform\w*|surpass\w*|exceed\w*|beats?|superior to|better than|best|state-of-the-art)\b.{0,120}?"
    r"\b(?:on|in|across|over|for|under)\s(?:(?:all|every|each)(?: (?:of )?(?:the|these|our|those))?"
    r"(?: \w+){0,3}?) (?P<what>data ?sets?|benchmarks?|tasks?|metrics?|settings?|categories|languages|domains|splits|measures?|columns?)\b"
    r"|\bconsistently (?:outperform\w*|surpass\w*|beats?)\s\w+"
)
_TABLE = re.compile(r"\bTab(?:le|\.)\s?~?(?P<number>[A-Z]?\d{1,2})\b")
MOST_BEHIND = 0.34
"""Share of columns in which the own system may be behind; with more, the table is of something else."""


def overclaims(paper: PaperView) -> Iterator[Finding]:
    """Finds "outperforms the others on all data sets" over a table in which another system is better somewhere."""
    for block in blocks_in(paper.document, "results", "abstract", "introduction", "conclusion"):
        for sentence in sentences(block):
            match = _ALL.search(sentence)
            if (
                match
                and not pattern("sentence_words", "exceptions").search(sentence)
                and _speaks_of_own(sentence, paper)
            ):
                behind = _behind(sentence, paper)
                if behind:
                    yield _finding(block, match[0], behind)
                    return


def _speaks_of_own(sentence: str, paper: PaperView) -> bool:
    return bool(re.search(r"(?i)\b(?:our|ours|we)\b", sentence)) or any(
        name in sentence for name in paper.own.names
    )


def _behind(sentence: str, paper: PaperView) -> list[Margin]:
    """Columns of the tables that the sentence names, else of all, in which the system that it is set against is ahead."""
    named = {match["number"] for match in _TABLE.finditer(sentence)}
    every = [margin for margin in paper.margins if not named or _number(margin) in named]
    others = {other.name for compared in paper.compared for other in compared.others}
    rivals = {name for name in others if len(name) > 2 and name.split(" ")[0] in sentence}
    margins = [margin for margin in every if not rivals or margin.other.name in rivals]
    tables = {margin.table.table.label for margin in margins}
    behind = [margin for margin in margins if margin.ahead < 0 and not paper.own.owns(margin.other.name)]
    if len(tables) > 1 and not named:
        return []  # of which table it speaks is open
    return behind if len(behind) <= MOST_BEHIND * len(margins) else []


def _number(margin: Margin) -> str | None:
    """The number of a margin's table, by its label or its caption."""
    table = margin.table.table
    match = _TABLE.search(table.label) or _TABLE.match((table.caption or "").strip())
    return match["number"] if match else None


def _finding(block: Block, sentence: str, behind: list[Margin]) -> Finding:
    shown = "; ".join(margin.says for margin in behind[:3])
    return finding(
        f"“{sentence[:120]}” is not what the cells say: another system is better in {len(behind)} "
        f"column{'s' if len(behind) > 1 else ''}: {shown}.",
        "Say where the system is not ahead.",
        (
            block.place.model_copy(update={"quote": sentence[:120]}),
            *(
                place
                for margin in behind[:3]
                for place in (margin.own_number.cell.place, margin.other_number.cell.place)
            ),
        ),
    )
