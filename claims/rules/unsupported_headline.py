"""A headline figure that nothing else in the document shows."""

import re
from collections.abc import Iterator
from decimal import Decimal

from claims.arithmetic.numeric_table import numeric_tables
from claims.arithmetic.text_vs_tables import PrintedNumbers
from claims.catalog.word_lists import pattern
from claims.comparisons.sections import part_of
from claims.records import Block, Finding, OpenCase, Verdict
from claims.rules import rule
from claims.text.sentences import sentences

_FIGURE = re.compile(
    r"(?<![\w.\-–])(?P<value>\d{1,3}+\.\d{1,3}+)(?:\s?(?P<unit>%|points?))?(?![\w.]|\s?(?:M|B|GB|x|×|times|hours?|days?|ms|-bit|bits?)\b)"
)

SMALL = 15
"""Figures below it are mostly gains, rates and sizes, not scores."""


@rule("unsupported-headline", version=1)
def unsupported_headline(case: OpenCase, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds scores of the abstract that stand in no table and nowhere else in the text."""
    document = case.document
    if document is None or not any(table for table in numeric_tables(document.tables)):
        return
    in_tables = PrintedNumbers.of(list(numeric_tables(document.tables)), document)
    body = "\n".join(b.text for b in document.blocks if part_of(b) not in ("abstract", "back"))
    for block in document.blocks:
        if part_of(block) != "abstract" or block.kind not in ("paragraph", "quote") or not block.section:
            continue
        for sentence in sentences(block):
            for match in (
                _FIGURE.finditer(sentence)
                if pattern("sentence_words", "score_words").search(sentence)
                else ()
            ):
                value = Decimal(match["value"])
                gain = re.search(
                    r"(?i)\b(?:improv|gain|increas|higher|reduc|over|better|by|outperform|absolute|relative)\w*",
                    sentence[match.end() : match.end() + 25],
                )
                before = re.search(
                    r"(?i)\b(?:by|of up to|improv\w+ (?:of|by)|gains? of|increase of|reduc\w+ (?:of|by)|than|version)\s?(?:\w+\s){0,2}$",
                    sentence[: match.start()][-40:],
                )
                if (
                    value >= SMALL
                    and not gain
                    and not before
                    and not in_tables.has(value)
                    and match["value"] not in body
                ):
                    yield _finding(block, match)


def _finding(block: Block, match: re.Match[str]) -> Finding:
    return Finding(
        rule="unsupported-headline",
        severity="warning",
        says=f"The abstract's {match[0].strip()} stands in no table and nowhere else in the text.",
        places=(block.place.model_copy(update={"quote": match["value"]}),),
        remedy="Show the result that the figure comes from, or correct it.",
    )
