"""A card that contradicts itself or the files beside it."""

from collections.abc import Iterator

from claims.contradictions.card_vs_files import against_files
from claims.contradictions.licence_and_settings import licences, settings
from claims.contradictions.repeated_figures import disagreeing, of_the_name, repeated_in_index
from claims.contradictions.sizes import device_hours, repeated, variants
from claims.contradictions.table_labels import named_otherwise, relabelled, short_of_text
from claims.corrections import is_printed
from claims.records import Case, Finding, Verdict
from claims.rules import rule

MOST = 20
"""Contradictions of one card that are told; a card with more has other troubles."""


@rule("card-mismatch", version=2)
def card_mismatch(case: Case, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds figures, settings and licences that two parts of a card, or the card and its files, give differently."""
    claims = tuple(
        claim
        for claim in case.claims
        if not claim.read_by.startswith("paper") and is_printed(claim)  # a paper has many systems
    )
    own = next((claim.subject for claim in claims if claim.own), "")
    findings = [
        *disagreeing(claims),
        *repeated_in_index(claims),
        *relabelled(claims),
        *named_otherwise(claims),
        *short_of_text(claims),
        *of_the_name(claims, own),
        *variants(claims),
        *device_hours(claims, case.hardware),
        *repeated(claims),
        *licences(case.facts),
        *settings(case.facts),
        *against_files(claims, case.facts),
    ]
    yield from findings[:MOST]
