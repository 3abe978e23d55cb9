"""The reproducibility checklist of a card, each question answered from what it says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from claims.records import Block, Check, Claim, Document, HardwareMention, Place
from claims.text.sentences import split_sentences
from extractors import extractor
from extractors.card_hardware import card_hardware
from extractors.card_index import card_index
from extractors.card_prose import card_prose
from extractors.card_tables import card_tables
from extractors.language.datasets import datasets_in
from extractors.tables.card.context import Context

_TRAINED = re.compile(r"(?i)\b(?:pre-?)?train(?:ed|ing)\b|\bfine-?tun(?:ed|ing)\b")
_VARIED = re.compile(
    r"(?i)\bstandard (?:deviations?|errors?)\b|\bconfidence intervals?\b|±|\+/-|\bstd\.?\b|\b(?:over|across|of) \w{1,6} (?:runs|seeds)\b"
)

_LIMITS = re.compile(r"(?i)\blimitations?\b|\b(?:may|might|can|could) (?:be|contain|produce|generate|reflect|exhibit|show)\b.{0,40}\b(?:bias|inaccura|unreliab"
                     r"|harmful|offensive|incorrect)|\bnot (?:recommend|suitable|intended|adapted)\w*|limited practical usage")  # fmt: skip
_SPLIT = re.compile(
    r"(?i)\b(?:dev|development|val|validation|valid|test|eval|evaluation|held-out)[ -](?:set|split|data|dataset)\b|\bdevtest\b|\btest-(?:clean|other)\b"
)
_LICENCE = re.compile(
    r"(?i)\blicen[cs](?:e|ed)\b.{0,80}\b(?:MIT|Apache|CC[ -]BY|GPL|BSD|OpenRAIL|Llama|RAIL|AGPL|public domain)|\b(?:MIT|Apache|BSD|GPL)\b.{0,20}licen[cs]e"
)
_MONTH = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
_PINNED = re.compile(
    rf"\b{_MONTH}\.? (?:\d{{1,2}}(?:st|nd|rd|th)?,? )?20\d\d\b|\b20\d\d-\d\d-\d\d\b|\brevision\s?=|\bcommit [0-9a-f]{{7,40}}\b"
    r"|\bversion \d{1,2}(?:\.\d{1,3})? of (?:the|this) model\b"
)
_SPEED = frozenset({"latency", "throughput", "tokens_per_second", "fps", "speedup", "rtf", "ttft", "tpot"})


@dataclass(frozen=True)
class CardReading:
    """A document and what the other extractors read in it."""

    document: Document

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """The numbers of the structured results, the tables and the text."""
        return tuple(
            claim
            for read in (card_index, card_tables, card_prose)
            for claim in read(self.document)
            if isinstance(claim, Claim)
        )

    @cached_property
    def hardware(self) -> tuple[HardwareMention, ...]:
        """The devices."""
        return tuple(
            mention for mention in card_hardware(self.document) if isinstance(mention, HardwareMention)
        )

    @cached_property
    def prose(self) -> tuple[Block, ...]:
        """The blocks that speak, without code and citations."""
        return tuple(
            block
            for block in self.document.blocks
            if block.kind != "code" and not re.search(r"(?i)citation|bibtex", " ".join(block.section))
        )

    def field(self, shape: str) -> Place | None:
        """The first field of the front matter of that path that says something."""
        places = (
            e.place
            for e in self.document.metadata
            if re.fullmatch(shape, e.path) and e.value.strip() and e.place.file != "config.json"
        )
        return next(places, None)

    def says(self, shape: re.Pattern[str], *, headings: bool = True) -> Place | None:
        """The first block of text in which a pattern stands."""
        places = (
            b.place for b in self.prose if (headings or b.kind != "heading") and shape.search(b.text[:20_000])
        )
        return next(places, None)


@extractor("card-checks", version=2, reads="card")
def card_checks(document: Document) -> Iterator[Check]:
    """Answers the questions of the checklist, with the place of each yes."""
    card = CardReading(document)
    answers = {
        "hardware_named": next((device.place for device in card.hardware), None),
        "training_data_named": _training_data(card),
        "evaluation_data_named": next(
            (claim.place for claim in card.claims if claim.kind == "quality" and claim.dataset), None
        ),
        "split_named": next(
            (claim.place for claim in card.claims if claim.kind == "quality" and claim.split), None
        )
        or card.says(_SPLIT),
        "baseline_compared": next((claim.place for claim in card.claims if _compares(claim)), None),
        "variance_reported": next(
            (claim.place for claim in card.claims if claim.stated.spread is not None), None
        )
        or card.says(_VARIED),
        "speed_claimed": next((claim.place for claim in card.claims if claim.metric in _SPEED), None),
        "limitations_discussed": _limitations(card),
        "licence_named": card.field(r"licen[cs]e(?:_name)?(?:/0)?") or _licence(card),
        "revision_or_date_pinned": card.says(_PINNED) or _in_code(card),
    }
    for question, place in answers.items():
        yield Check(question=question, answer="yes" if place else "no", place=place)
    fast = [claim for claim in card.claims if claim.metric in _SPEED]
    speed_place = next((claim.hardware.place for claim in fast if claim.hardware), None)
    yield Check(
        question="speed_claim_has_hardware",
        answer="not applicable" if not fast else "yes" if speed_place else "no",
        place=speed_place,
    )


def _training_data(card: CardReading) -> Place | None:
    """A declared data set, or a sentence about training that names or links one."""
    if place := card.field(r"datasets(?:/\d{1,3})?"):
        return place
    links = {link.place.line for link in card.document.links if link.kind == "dataset"}
    for block in card.prose:
        if _TRAINED.search(block.text[:20_000]) and block.kind != "heading":
            first = block.place.line or 1
            linked = any(line in links for line in range(first, first + block.text.count("\n") + 1))
            sentences = (
                sentence for sentence in split_sentences(block.text[:20_000]) if _TRAINED.search(sentence)
            )
            if linked or any(
                True for sentence in sentences for _ in datasets_in(sentence, Context(card.document).datasets)
            ):
                return block.place
    return None


def _compares(claim: Claim) -> bool:
    """Whether a claim sets the model beside another, or says by how much it differs."""
    return (claim.kind in ("quality", "speed") and not claim.own) or claim.kind == "comparison"


def _limitations(card: CardReading) -> Place | None:
    """A section on limits, or a sentence that owns up to one."""
    headed = (
        b.place
        for b in card.prose
        if b.kind == "heading" and re.search(r"(?i)limitation|\bbias|\brisks?\b|out-of-scope|caveat", b.text)
    )
    return next(headed, None) or card.says(_LIMITS, headings=False)


def _licence(card: CardReading) -> Place | None:
    """A licence named in the text or in a table of properties."""
    for table in card.document.tables:
        keys = {
            c.row: c for c in table.cells if c.column == 0 and re.fullmatch(r"(?i)\W*licen[cs]e\W*", c.text)
        }
        places = next(
            (c.place for c in table.cells if c.column == 1 and c.row in keys and c.text.strip()), None
        )
        if places:
            return places
    return card.says(_LICENCE)


def _in_code(card: CardReading) -> Place | None:
    """A revision that the example code pins."""
    places = (
        b.place
        for b in card.document.blocks
        if b.kind == "code" and re.search(r"\brevision\s?=\s?[\"'][\w.-]+[\"']", b.text[:20_000])
    )
    return next(places, None)
