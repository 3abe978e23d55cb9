"""Claims of the classification reports that a card prints as text."""

import re
from collections.abc import Iterator

from claims import catalog
from claims.quantities import quantity
from claims.records import Block, Claim, Document, Quantity
from extractors import extractor
from extractors.language.make_claim import make_claim
from extractors.language.source_text import CardSentence, TextByLine
from extractors.readers.classification_report import (
    ReportScore,
    continues_report,
    holds_report,
    report_scores,
)
from extractors.tables.card.context import Context

READ_BY = "classification-reports@1"


@extractor("classification-reports", version=1, reads="card")
def classification_reports(document: Document) -> Iterator[Claim]:
    """Reads the scores of printed classification reports, each with its class or its average."""
    context, lines = Context(document), TextByLine(document)
    above, reported = "", False
    for block in document.blocks:
        goes_on = reported and block.kind != "heading" and continues_report(block.text)
        reported = goes_on or holds_report(block.text)
        if block.kind == "heading":
            above = ""
        elif reported:
            for score in report_scores(block.text, goes_on=goes_on):
                yield from _claim(score, block, above, context, lines)
        else:
            above = block.text[-600:]


def _claim(
    score: ReportScore, block: Block, above: str, context: Context, lines: TextByLine
) -> Iterator[Claim]:
    """The claim of one score: a macro average has its own metric, and a class is a condition."""
    averaged = catalog.metric(f"{score.metric}_{score.average}") if score.average else None
    metric = averaged or catalog.metric(score.metric)
    stated = quantity.read(score.text)
    row = CardSentence(_line(block, score), _line_start(block, score), block, above)
    at = score.start - row.start
    place = row.place(at, at + len(score.text), lines, digits=score.text)
    if metric is None or place is None or not isinstance(stated, Quantity):
        return
    yield make_claim(
        stated,
        place.model_copy(update={"column": score.column}),
        metric,
        printed=f"{score.label} {score.metric}" if not score.of_class else score.metric,
        subject=context.names.subject,
        own=True,
        read_by=READ_BY,
        confidence=0.95,
        where=context.of_sentence(row),
        conditions=f"class {score.label}"
        if score.of_class
        else f"{score.average} average"
        if score.average
        else None,
    )


def _line_start(block: Block, score: ReportScore) -> int:
    return block.text.rfind("\n", 0, score.start) + 1


def _line(block: Block, score: ReportScore) -> str:
    start = _line_start(block, score)
    return re.match(r"[^\n]*", block.text[start:])[0]  # type: ignore[index] # an empty match is one
