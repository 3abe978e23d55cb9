"""Claims of the results tables in a card's body."""

from collections.abc import Iterator

from claims.records import Claim, Document
from extractors import extractor
from extractors.language.make_claim import MODEL_SETTINGS
from extractors.language.memo import once_per_document
from extractors.tables.card.claims import by_rules
from extractors.tables.context import DocumentContext
from extractors.tables.read import read_tables
from extractors.tables.telling import told
from extractors.tables.with_rules import beside_rules

READ_BY = "card-tables@6"


@extractor("card-tables", version=6, reads="card")
def card_tables(document: Document) -> Iterator[Claim]:
    """Reads tables of results, sizes and speeds, whichever way they lie; training curves and settings are no claims."""
    yield from (claim for claim in stated_in_tables(document) if claim.metric not in MODEL_SETTINGS)


@once_per_document
def stated_in_tables(document: Document) -> Iterator[Claim]:
    """Every number that a table ties to a metric, settings of the model among them."""
    rules = tuple(by_rules(document))
    reads = tuple(read_tables(DocumentContext(document, is_paper=False, earlier=rules)))
    learned = [claim for read in reads for claim in told(read, READ_BY)]
    yield from beside_rules(learned, rules, reads)
