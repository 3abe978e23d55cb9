"""Claims of the results tables in a card's body."""

from collections.abc import Iterator

from claims.records import Claim, Document
from extractors import extractor
from extractors.language.make_claim import MODEL_SETTINGS
from extractors.language.memo import once_per_document
from extractors.tables.card.claims import by_rules
from extractors.tables.choose_reading import surer_claims
from extractors.tables.context import DocumentContext
from extractors.tables.read import read_tables

READ_BY = "card-tables@5"


@extractor("card-tables", version=5, reads="card")
def card_tables(document: Document) -> Iterator[Claim]:
    """Reads tables of results, sizes and speeds, whichever way they lie; training curves and settings are no claims."""
    yield from (one for one in stated_in_tables(document) if one.metric not in MODEL_SETTINGS)


@once_per_document
def stated_in_tables(document: Document) -> Iterator[Claim]:
    """Every number that a table ties to a metric, settings of the model among them."""
    rules = tuple(by_rules(document))
    reads = tuple(read_tables(DocumentContext(document, is_paper=False, earlier=rules)))
    yield from surer_claims(reads, rules, READ_BY)
