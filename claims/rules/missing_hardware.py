"""A speed without the device it was measured on."""

import re
from collections.abc import Iterator

from claims.records import Block, Claim, Document, Finding, HardwareMention, OpenCase, Place, Verdict
from claims.rules import rule

_MEASURED = re.compile(
    r"(?i)\b(?:run-?time|speed|inference|latenc\w+|throughput|measured|benchmark\w*|comput(?:ed|ing) (?:on|with)|per second|ms\b|fps)\b"
)
_DEVICE = re.compile(
    r"(?i)\b(?:gpus?|tpus?|cpus?|cuda|nvidia|intel|amd|xeon|epyc|raspberry|cortex|snapdragon|jetson|iphone ?\d*|android|"
    r"workstation|laptop|i[3579]-\d+|(?:rtx|gtx|titan) ?\w+|[avhlt]\d{2,3}s?|m[1-4] (?:pro|max|ultra|mac\w*))\b"
)
_FASTER = re.compile(
    r"(?i)\b\d{1,4}(?:\.\d+)?\s?(?:x|×|times) (?:faster|speed-?up|(?:the |higher |more )?throughput)"
    r"|\b(?:runs?|inference|decoding|generation|generates)\b[^.;:]{0,30}\b(?:significantly|notably|much|considerably) faster\b"
    r"|\b(?:significantly|notably|much|considerably) faster (?:training|inference|decoding|generation)\b"
)
_MEASURED_ON = re.compile(
    r"(?i)\b(?:latency|speed|throughput|inference|run-?time)\b[^.;]{0,30}\b(?:measured|benchmarked|timed|tested) (?:on|with)\b(?P<on>[^.;]{0,40})"
)
_MEDIA = re.compile(r"(?i)\b(?:video|audio|clips?|recordings?|before and|chunks?|windows?|segments?)\b")
"""Words of a line whose seconds are the length of something, not the time that a model takes."""
_AMOUNT = re.compile(r"(?i)\s?(?:less|fewer|smaller|larger|more)\b(?! (?:time|latency|energy|throughput)\b)")
"""What follows a ratio of something that no clock measures: samples, parameters, bytes."""
NOTES = 12
"""Lines below a table in which a note may name the device."""
SURE = 0.6
"""Confidence below which a number of a paper's text is not taken for a speed."""


@rule("missing-hardware", version=4)
def missing_hardware(case: OpenCase, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds speed claims about the model itself in a document that names no device they can have been measured on."""
    paper = any(claim.read_by.startswith("paper") for claim in case.claims)
    bare = [
        claim
        for claim in case.claims
        if _is_bare(claim, paper=paper)
        and not _beside_a_device(claim.place, case.document)
        and not _of_media(claim.place, case.document)
        and not _of_amount(claim, case.document)
    ]
    if any(_is_measured_on(mention, case.document, paper=paper) for mention in case.hardware):
        return
    if case.document and (_names_a_device(case.document) if paper else _says_where(case.document)):
        return
    place = _asked(case) or _said_faster(case.document) if not bare and not paper else None
    if not bare and place is None:
        return
    only = ", ".join(dict.fromkeys(mention.name for mention in case.hardware))
    what = (
        f"{len(bare)} speed claim{'s name' if len(bare) > 1 else ' names'} no device, such as {_stated(bare[0])}."
        if bare
        else f"A speed is told with no device: “{place.quote[:90]}”{_line(place)}."
        if place
        else ""
    )
    yield Finding(
        rule="missing-hardware",
        severity="warning",
        says=what
        + (f" The only device that is named, {only}, is said to have trained the model." if only else ""),
        claim_ids=tuple(claim.id for claim in bare),
        places=tuple(claim.place for claim in bare) or ((place,) if place else ()),
        remedy="Ask which device, batch size and sequence length the figure was measured with.",
    )


def _line(place: Place) -> str:
    return f" (line {place.line})" if place.line else ""


def _stated(claim: Claim) -> str:
    return f"{claim.metric_as_written} {claim.stated.as_written.strip()}"


def _is_bare(claim: Claim, *, paper: bool) -> bool:
    """Whether a claim is a speed of the own model without a device; a time of training is told by its own device."""
    if (
        claim.kind != "speed"
        or not claim.own
        or claim.hardware is not None
        or claim.metric == "training_time"
        or "train" in claim.metric_as_written.casefold()
    ):
        return False
    vague = (
        claim.confidence < SURE
        or claim.stated.unit == "%"
        or (claim.stated.unit is None and claim.place.table is None)
        or "delay" in claim.metric_as_written.casefold()
    )
    return not (paper and vague)


def _of_media(place: Place, document: Document | None) -> bool:
    """Whether seconds of a card's text stand in a paragraph about recordings or parts of them."""
    seconds = place.table is None and re.search(r"(?i)\d\s?(?:s|sec|seconds?)\b", place.quote or "")
    return bool(seconds) and any(_MEDIA.search(block.text) for block in _at(place, document))


def _of_amount(claim: Claim, document: Document | None) -> bool:
    """Whether a ratio of a card's text is, each time it stands there, of an amount: "3x fewer samples"."""
    quote = claim.stated.as_written.strip()
    if claim.metric != "speedup" or claim.place.table is not None or not quote:
        return False
    spoken = re.compile(rf"(?<![\w.]){re.escape(quote)}(?P<after>.{{0,30}})", re.DOTALL)
    after = [match["after"] for block in _at(claim.place, document) for match in spoken.finditer(block.text)]
    return bool(after) and all(_AMOUNT.match(text) for text in after)


def _at(place: Place, document: Document | None) -> Iterator[Block]:
    """The block of a card that a place lies in."""
    for block in document.blocks if document and place.line is not None else ():
        first = block.place.line
        if first is not None and first <= (place.line or 0) <= first + block.text.count("\n"):
            yield block


def _is_measured_on(mention: HardwareMention, document: Document | None, *, paper: bool) -> bool:
    """Whether something may have been measured on a device: it did not only train, or the text beside it says so."""
    if mention.role != "training" or paper:
        return True
    blocks = document.blocks if document else ()
    return any(
        mention.place.line is not None
        and block.place.line is not None
        and block.place.line <= mention.place.line <= block.place.line + block.text.count("\n")
        and _MEASURED.search(block.text[:4_000])
        for block in blocks
    )


def _beside_a_device(place: Place, document: Document | None) -> bool:
    """Whether the paragraph or the table that a number of a card stands in, or a note below it, names a device."""
    if any(_DEVICE.search(block.text[:4_000]) for block in _at(place, document)):
        return True
    for table in document.tables if document and place.line is not None else ():
        lines = [cell.place.line for cell in table.cells if cell.place.line is not None]
        if lines and min(lines) <= (place.line or 0) <= max(lines):
            heads = [cell.text for cell in table.cells if cell.row < max(1, table.header_rows)]
            return any(_DEVICE.search(text) for text in (*heads, *_notes(max(lines), document)))
    return False


def _notes(last: int, document: Document | None) -> Iterator[str]:
    """The blocks of a card that stand right below a table."""
    for block in document.blocks if document else ():
        if block.kind in ("paragraph", "list") and last < (block.place.line or 0) <= last + NOTES:
            yield block.text[:4_000]


def _names_a_device(document: Document) -> bool:
    texts = (*(block.text for block in document.blocks), *(table.caption or "" for table in document.tables))
    return any(_DEVICE.search(text[:20_000]) for text in texts)


def _says_where(document: Document) -> bool:
    """Whether a card's text says on which device its speeds were measured."""
    return any(
        _DEVICE.search(match["on"])
        for block in document.blocks
        for match in _MEASURED_ON.finditer(block.text[:20_000])
    )


def _asked(case: OpenCase) -> Place | None:
    """Where the checklist of a card saw a speed, and no device for it."""
    answers = {check.question: check for check in case.checks}
    claimed, with_device = answers.get("speed_claimed"), answers.get("speed_claim_has_hardware")
    without_device = claimed and with_device and claimed.answer == "yes" and with_device.answer == "no"
    place = claimed.place if claimed and without_device else None
    if place and not _beside_a_device(place, case.document) and not _of_media(place, case.document):
        return place
    return None


def _said_faster(document: Document | None) -> Place | None:
    """A sentence that calls the model faster."""
    for block in document.blocks if document else ():
        match = _FASTER.search(block.text[:20_000]) if block.kind in ("paragraph", "list") else None
        if match:
            return block.place.model_copy(update={"quote": match[0]})
    return None
