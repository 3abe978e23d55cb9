"""A card's table of files that contradicts itself."""

from collections.abc import Iterator

from claims.contradictions.variant_tables import variant_tables as in_document
from claims.records import Finding, OpenCase, Verdict
from claims.rules import rule


@rule("variant-tables", version=1)
def variant_tables(case: OpenCase, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds names of files that their quantisation contradicts, and memory below the size of the file that it holds."""
    if case.document is not None:
        yield from in_document(case.document)
