"""A vendor's folder that contradicts itself: the card, the PDF, the price sheet and the answers."""

from collections.abc import Iterator

from claims.contradictions.vendor_terms import contradictory_terms
from claims.records import Case, Finding, Verdict
from claims.rules import rule


@rule("vendor-folder", version=1)
def vendor_folder(case: Case, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds prices and uptimes that two files give differently, and a price sheet that the answers' own prices miss."""
    yield from contradictory_terms(case.promises, case.prices, case.attempts)
