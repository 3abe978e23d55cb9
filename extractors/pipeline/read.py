"""Reads the files of a document: from files to the claims, devices, checks and tables that they state.

It runs in an isolated child process; the parent passes bytes and never parses a document itself.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import extractors
from claims.errors import ReadError
from claims.records import Check, Claim, Contribution, Document, HardwareMention, Promise, Source
from claims.records.source import Entry
from extractors.language.number_qualifiers import percentile_row
from extractors.leaderboards.rank import leaderboard
from extractors.leaderboards.row import with_tasks
from extractors.pipeline.reading import Reading, ReadOrder
from extractors.readers import card, paper, price_sheet
from extractors.readers.config_facts import MOST_FACTS, facts_of
from extractors.readers.link_duplicates import link_duplicates
from extractors.readers.truncate import truncate

Reader = Callable[[Path, Sequence[str], Source], Document]
MOST_CLAIMS = 20_000
"""Claims that are kept of one document."""


def run_in_child(request: bytes) -> bytes:
    """`read` in bytes: the JSON of a ReadOrder in, the JSON of a Reading out; raises ReadError as `read` does."""
    return read(ReadOrder.from_bytes(request)).to_bytes()


def read(order: ReadOrder) -> Reading:
    """What the files of an order say; raises ReadError where they are no document that can be read."""
    sort, reader = reader_of(order)
    document = reader(Path(order.root), order.files, order.source)
    facts = [
        fact for plugin in extractors.registry if sort in plugin.traits for fact in plugin.call(document)
    ]
    stated = [percentile_row(fact, document.source.name) for fact in facts if isinstance(fact, Claim)]
    claims = link_duplicates(_one_claim_a_place(stated))
    if sort == "paper":
        claims = with_tasks(claims, document)
    sheet = price_sheet.read(Path(order.root), order.files if order.source.kind == "folder" else ())
    warnings = (*document.warnings, *sheet.warnings)
    over = f"It states more than the limit of {MOST_CLAIMS:,} claims; the later ones are left out."
    return Reading(
        title=document.title,
        metadata=document.metadata,
        links=document.links,
        warnings=(*warnings, over) if len(claims) > MOST_CLAIMS else warnings,
        claims=claims[:MOST_CLAIMS],
        hardware=tuple(fact for fact in facts if isinstance(fact, HardwareMention)),
        contributions=tuple(fact for fact in facts if isinstance(fact, Contribution)),
        checks=tuple(fact for fact in facts if isinstance(fact, Check)),
        facts=(*facts_of(document), *(fact for fact in facts if isinstance(fact, Entry)))[:MOST_FACTS],
        prices=sheet.prices,
        promises=tuple(fact for fact in facts if isinstance(fact, Promise))[:MOST_FACTS],
        leaderboard=leaderboard(claims, document),
        document=truncate(document),
    )


def reader_of(order: ReadOrder) -> tuple[extractors.Reads, Reader]:
    """Which sort of document an order is for, and who reads it."""
    if not order.files:
        raise ReadError(
            f"There is nothing to read in {order.source.name}: no model card, no paper.",
            "Name a card or a paper, or a folder that holds one.",
        )
    if paper.is_paper(order.files):
        return "paper", paper.read
    return "card", card.read


def _prices_once(claims: Sequence[Claim]) -> list[Claim]:
    """The claims, but no bare price where the same one was read with what it is for: "0.60" of "$0.60 per call"."""
    whole = {
        (claim.place.file, claim.place.page, claim.place.line, claim.stated.value)
        for claim in claims
        if claim.kind == "cost" and claim.stated.unit is not None
    }
    return [
        claim
        for claim in claims
        if claim.kind != "cost"
        or claim.stated.unit is not None
        or (claim.place.file, claim.place.page, claim.place.line, claim.stated.value) not in whole
    ]


def _one_claim_a_place(claims: Sequence[Claim]) -> list[Claim]:
    """One claim a place, the surest; in the order of the document."""
    best: dict[tuple[object, ...], Claim] = {}
    for claim in _prices_once(claims):
        at = claim.place
        each = (
            (claim.dataset, claim.metric) if claim.read_by.startswith("paper") else None
        )  # "82.4/82.4" is two
        key = (
            at.file,
            at.page,
            at.bbox,
            at.line,
            at.row,
            at.column,
            claim.stated.value,
            claim.stated.unit,
            each,
        )
        if key not in best or claim.confidence > best[key].confidence:
            best[key] = claim
    order = {id(claim): index for index, claim in enumerate(claims)}
    if any(claim.read_by.startswith("paper") for claim in claims):
        return sorted(best.values(), key=lambda claim: order[id(claim)])  # headlines first, then tables
    return sorted(
        best.values(),
        key=lambda claim: (claim.place.file, claim.place.page or 0, claim.place.line or 0, order[id(claim)]),
    )


__all__ = ["ReadOrder", "Reading", "read", "run_in_child"]
