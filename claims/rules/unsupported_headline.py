"""A headline figure that nothing else in the document shows."""

import re
from collections.abc import Iterator
from decimal import Decimal

from claims.arithmetic.numeric_table import numeric_tables
from claims.arithmetic.text_vs_tables import PrintedNumbers
from claims.catalog.word_lists import pattern
from claims.comparisons.sections import part_of
from claims.records import Block, Document, Finding, OpenCase, Verdict
from claims.rules import rule
from claims.text.sentences import sentences

_FIGURE = re.compile(
    r"(?<![\w.\-–])(?P<value>\d{1,3}+\.\d{1,4}+)(?:\s?(?P<unit>%|points?))?(?!\w|\.\d|\s?(?:M|B|GB|x|×|times|hours?|days?|ms|-bit|bits?)\b)"
)

_GAIN_BEHIND = re.compile(
    r"(?i)[^,;(]*\b(?:improv|gain|increas|higher|reduc|over|better|by|outperform|absolute|relative)\w*"
)
_GAIN_BEFORE = re.compile(
    r"(?i)\b(?:by|of up to|improv\w+ (?:of|by)|gains? of|increase of|reduc\w+ (?:of|by)|than|version)\s?(?:\w+\s){0,2}$"
)
_DISCUSSED = re.compile(r"(?i)\bdiscussions?\b|\blimitations?\b|\bfuture\b")
SHARE_DIGITS = 5
"""Characters of a share that is printed as a score: 0.912."""
SUMMARIES = ("abstract", "introduction", "conclusion", "back")
"""Parts that repeat results and show none."""
SMALL = 15
"""Figures below it are mostly gains, rates and sizes, not scores."""


@rule("unsupported-headline", version=3)
def unsupported_headline(case: OpenCase, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds scores of the abstract or the conclusion that stand in no table and in no section with results."""
    document = case.document
    if document is None or not any(table for table in numeric_tables(document.tables)):
        return
    in_tables = PrintedNumbers.of(list(numeric_tables(document.tables)), document)
    front = _front(document)
    body = "\n".join(b.text for b in document.blocks[front:] if part_of(b) not in SUMMARIES)
    reported: set[str] = set()
    for index, block in enumerate(document.blocks):
        part = "abstract" if 0 < index < front else part_of(block)
        if (
            part not in ("abstract", "conclusion")
            or block.kind not in ("paragraph", "quote")
            or not block.section
        ):
            continue
        if _DISCUSSED.search(" ".join(block.section[-1:])):
            continue  # a discussion shows results of its own
        for sentence in sentences(block):
            for match in _scores(sentence):
                missing = (
                    not in_tables.has(Decimal(match["value"])) and match["value"].lstrip("0") not in body
                )
                if missing and match["value"] not in reported:
                    reported.add(match["value"])
                    yield _finding(block, match, part)


def _front(document: Document) -> int:
    """How many blocks stand before the introduction: the title and the abstract, which may lack a heading."""
    for index, block in enumerate(document.blocks):
        if block.kind == "heading" and part_of(block) == "introduction":
            return index
    return 0


def _scores(sentence: str) -> Iterator[re.Match[str]]:
    """Figures of a sentence that are scores, and no gains or sizes."""
    if not pattern("sentence_words", "score_words").search(sentence):
        return
    for match in _FIGURE.finditer(sentence):
        value = Decimal(match["value"])
        share = value < 1 and len(match["value"]) >= SHARE_DIGITS
        gain = _GAIN_BEHIND.match(sentence[match.end() : match.end() + 25])
        before = _GAIN_BEFORE.search(sentence[: match.start()][-40:])
        if (value >= SMALL or share) and not gain and not before:
            yield match


def _finding(block: Block, match: re.Match[str], part: str) -> Finding:
    return Finding(
        rule="unsupported-headline",
        severity="warning",
        says=f"The {part}'s {match[0].strip()} stands in no table and nowhere in the sections with the results.",
        places=(block.place.model_copy(update={"quote": match["value"]}),),
        remedy="Show the result that the figure comes from, or correct it.",
    )
