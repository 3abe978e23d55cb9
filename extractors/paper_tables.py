"""Claims of the results tables of a paper."""

from collections.abc import Iterator

from claims.records import Claim, Document
from extractors import extractor
from extractors.language.memo import once_per_document
from extractors.tables.context import DocumentContext
from extractors.tables.paper.claims import by_rules
from extractors.tables.read import read_tables
from extractors.tables.telling import told
from extractors.tables.with_rules import beside_rules

READ_BY = "paper-tables@5"


@extractor("paper-tables", version=5, reads="paper")
def paper_tables(document: Document) -> Iterator[Claim]:
    """Reads the results in a paper's tables: whose, on what, by which metric, from headers, labels, caption and text."""
    yield from claims_of_tables(document)


@once_per_document
def claims_of_tables(document: Document) -> Iterator[Claim]:
    """The claims of all tables."""
    rules = tuple(by_rules(document))
    reads = tuple(read_tables(DocumentContext(document, is_paper=True, earlier=rules)))
    learned = [claim for read in reads for claim in told(read, READ_BY)]
    yield from beside_rules(learned, rules, reads)
