"""Why a claim of a table was read so, asked of the files that it was read from; runs in an isolated child."""

from pathlib import Path

from extractors.pipeline.read import reader_of
from extractors.pipeline.reading import ExplainOrder
from extractors.tables.card.claims import by_rules
from extractors.tables.context import DocumentContext
from extractors.tables.reading_reasons import ReadingReasons
from extractors.tables.reasons import reasons


def run_in_child(request: bytes) -> bytes:
    """`explain` in bytes: the JSON of an ExplainOrder in, the JSON of ReadingReasons out; raises ReadError."""
    return explain(ExplainOrder.from_bytes(request)).to_bytes()


def explain(order: ExplainOrder) -> ReadingReasons:
    """Why a claim was read so; without labels where it stands in no table that learned weights read."""
    sort, reader = reader_of(order)
    document = reader(Path(order.root), order.files, order.source)
    rules = () if sort == "paper" else tuple(by_rules(document))
    context = DocumentContext(document, is_paper=sort == "paper", earlier=rules)
    return reasons(order.claim, context) or ReadingReasons()
