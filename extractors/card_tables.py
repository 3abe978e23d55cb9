"""Claims of the results tables in a card's body."""

from collections.abc import Iterator

from claims.records import Claim, Document
from extractors import extractor
from extractors.language.make_claim import MODEL_SETTINGS
from extractors.tables.card.claims import by_rules
from extractors.tables.context import DocumentContext
from extractors.tables.read import read_tables
from extractors.tables.telling import told

READ_BY = "card-tables@5"


@extractor("card-tables", version=5, reads="card")
def card_tables(document: Document) -> Iterator[Claim]:
    """Reads tables of results, sizes and speeds, whichever way they lie; training curves and settings are no claims."""
    yield from (one for one in stated_in_tables(document) if one.metric not in MODEL_SETTINGS)


def stated_in_tables(document: Document) -> Iterator[Claim]:
    """Every number that a table ties to a metric, settings of the model among them."""
    context = DocumentContext(document, is_paper=False, earlier=tuple(by_rules(document)))
    for read in read_tables(context):
        yield from told(read, READ_BY)
