"""Claims of the results tables of a paper."""

from collections.abc import Iterator

from claims.records import Claim, Document
from extractors import extractor
from extractors.language.memo import once_per_document
from extractors.tables.claims import claims_of_table
from extractors.tables.context import DocumentContext
from extractors.tables.read import read_tables

READ_BY = "paper-tables@10"


@extractor("paper-tables", version=10, reads="paper")
def paper_tables(document: Document) -> Iterator[Claim]:
    """Reads the results in a paper's tables: whose, on what, by which metric, from headers, labels, caption and text."""
    yield from claims_of_tables(document)


@once_per_document
def claims_of_tables(document: Document) -> Iterator[Claim]:
    """The claims of all tables."""
    for read in read_tables(DocumentContext(document, is_paper=True)):
        yield from claims_of_table(read, READ_BY)
