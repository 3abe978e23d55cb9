"""A card and a paper that give the same figure differently."""

from collections.abc import Iterator

from claims.contradictions.card_vs_paper import differing
from claims.records import Case, Finding, Verdict
from claims.rules import rule


@rule("card-and-paper", version=2)
def card_and_paper(case: Case, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds figures that the document and the one that was read beside it give differently."""
    vendor = case.model is not None and case.model.format == "predictions"
    folder, _, file = case.beside[0].place.file.partition("/") if case.beside else ("", "", "")
    name = file if vendor else folder  # a vendor's other file is known by its own name, a paper by its number
    yield from differing(case.claims, case.beside, name, vendor=vendor)
