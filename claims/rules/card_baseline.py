"""A card whose scores, or whose praise of its model, stand beside no other model's score."""

import re
from collections.abc import Iterator

from claims.records import Block, Finding, OpenCase, Place, Verdict
from claims.rules import rule

_PRAISE = re.compile(
    r"(?i)\bstate[- ]of[- ]the[- ]art\b|\boutperform\w*|\bsurpass(?:es|ed|ing)?\b|\b(?:strong|excellent|superior|stellar|impressive|leading)\s"
    r"(?:\w+ )?(?:performance|accuracy|results|quality)\b|\bhigh[- ]quality (?:\w+ ){0,2}(?:embeddings|results)\b|\bbeats?\b|\bbetter than\b"
)
_HISTORY = re.compile(
    r"(?i)\b(?:cite|citation|bibtex|abstract|references?|license|changelog|acknowledg\w+)\b"
)


@rule("card-baseline", version=1)
def card_baseline(case: OpenCase, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds cards whose scores or praise stand alone: no other model has a score beside them."""
    document = case.document
    if document is None or any(claim.read_by.startswith("paper") for claim in case.claims):
        return
    if not any(block.place.file.endswith(".md") for block in document.blocks[:3]):
        return
    quality = [claim for claim in case.claims if claim.kind == "quality" and not claim.in_doubt]
    if any(not claim.own for claim in quality) or any(claim.kind == "comparison" for claim in case.claims):
        return
    own = [claim for claim in quality if claim.own]
    praise = next(filter(None, map(_praise, document.blocks)), None)
    if not praise and (not own or _several_rows([claim.place for claim in own])):
        return
    shown = f"{len(own)} score{'s' if len(own) != 1 else ''} of the model" if own else "no score"
    yield Finding(
        rule="missing-baseline",
        severity="warning" if praise else "info",
        says=(f"“{praise.quote[:90]}”, but the card has " if praise else "The card has ")
        + f"{shown} and none of any other model.",
        claim_ids=tuple(claim.id for claim in own[:3]),
        places=((praise,) if praise else ()) + tuple(claim.place for claim in own[:3]),
        remedy="Put the scores of at least one other model on the same data beside them.",
    )


def _praise(block: Block) -> Place | None:
    if block.kind not in ("paragraph", "list") or any(_HISTORY.search(heading) for heading in block.section):
        return None
    match = _PRAISE.search(block.text[:8_000])
    if match is None:
        return None
    around = block.text[max(0, match.start() - 30) : match.end() + 40].replace("\n", " ").strip()
    return block.place.model_copy(update={"quote": around})


def _several_rows(places: list[Place]) -> bool:
    """Whether a table shows several rows as the model's own: its versions are compared with each other."""
    rows = {(place.table, place.row) for place in places if place.table}
    return len(rows) > len({table for table, _ in rows}) + 1
