"""Sentences of a paper, also across columns and pages, each character with its line in the document."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from claims.records import Block, Document, Place
from claims.text.sentences import sentence_ends

LONGEST = 1_200
"""Characters of one sentence that are read."""
PaperPart = Literal["abstract", "introduction", "conclusion", "body"]
_LAST = re.compile(r"(?i)^(?:[\dA-Z]{1,3}\.?\s)?(?:references?|bibliography|acknowledge?ments?)\b")
_ABSTRACT = re.compile(r"(?i)^abstract\b")
_INTRO = re.compile(r"(?i)^(?:[\dIVX]{1,3}\.?\s)?introduction\b")
_CONCLUDES = re.compile(
    r"(?i)^(?:[\dIVX]{1,4}\.?\s)?(?:conclu\w+|summary|discussion and conclu\w+|closing remarks)\b"
)


@dataclass(frozen=True)
class LineOfSentence:
    """A run of a sentence that stands on one line of a block."""

    start: int
    text: str
    block: Block
    line: int
    """Which line of the block it stands on, from 0."""


@dataclass(frozen=True)
class PaperSentence:
    """One sentence."""

    text: str
    pieces: tuple[LineOfSentence, ...]
    part: PaperPart
    section: tuple[str, ...]
    before: str = ""
    """What was said just before it in the same section."""

    def place(self, start: int, end: int) -> Place | None:
        """Where its characters from `start` to `end` stand; the quote is what is printed there."""
        piece = next((piece for piece in reversed(self.pieces) if piece.start <= start), None)
        if piece is None:
            return None
        quote = self.text[start : min(end, piece.start + len(piece.text))].strip()
        return place_on_line(piece.block, piece.line, quote)


def place_on_line(block: Block, line: int, quote: str) -> Place:
    """A place on a line of a block: the line of the file, or that part of the block's box on the page."""
    at = block.place
    if at.bbox is None:
        return at.model_copy(update={"line": (at.line or 1) + line, "quote": quote})
    count = block.text.count("\n") + 1
    step = (at.bbox[3] - at.bbox[1]) / count
    top = at.bbox[1] + line * step
    box = (at.bbox[0], round(top, 1), at.bbox[2], round(top + step, 1))
    return at.model_copy(update={"bbox": box, "quote": quote})


def paper_sentences(document: Document) -> Iterator[PaperSentence]:
    """The sentences of a paper's running text and captions, without its references."""
    run: list[Block] = []
    titled = False
    for block in document.blocks:
        titled = titled or (block.kind == "heading" and bool(_INTRO.match(block.text)))
        if any(_LAST.match(name) for name in block.section):
            continue
        if block.kind in ("paragraph", "list"):
            if run and (block.section != run[-1].section or not _goes_on(run[-1], block)):
                yield from _split_sentences(run, titled=titled)
                run = []
            run.append(block)
        elif block.kind == "caption":
            yield from _split_sentences([block], titled=True)
        elif block.kind == "heading":
            yield from _split_sentences(run, titled=titled or bool(_INTRO.match(block.text)))
            run = []
    yield from _split_sentences(run, titled=titled)


def _goes_on(last: Block, block: Block) -> bool:
    """Whether a block continues a sentence that the one before leaves open."""
    return (
        not re.search(r"[.!?:]\s*$", last.text)
        and bool(re.match(r"\s*[a-z(\d“]", block.text))
        and last.kind == block.kind
    )


def paper_part(section: Sequence[str], *, page: int | None, titled: bool) -> PaperPart:
    """Which part of a paper a section is; what stands on the first page before the introduction is the abstract."""
    top = section[0] if section else ""
    if _ABSTRACT.match(top) or (not titled and page in (None, 1)):
        return "abstract"
    if _INTRO.match(top):
        return "introduction"
    return "conclusion" if any(_CONCLUDES.match(name) for name in section[:2]) else "body"


def _split_sentences(run: Sequence[Block], *, titled: bool) -> Iterator[PaperSentence]:
    """The sentences of blocks that follow each other."""
    pieces: list[LineOfSentence] = []
    text = ""
    for block in run:
        for number, line in enumerate(block.text[:40_000].split("\n")):
            stripped = line.strip()
            if stripped:
                text = f"{text} " if text else ""
                pieces.append(LineOfSentence(len(text), stripped, block, number))
                text += stripped
    if not text:
        return
    first = run[0]
    place = paper_part(first.section, page=first.place.page, titled=titled)
    start = 0
    for end in sentence_ends(text):
        own = text[start : min(end, start + LONGEST)]
        if own.strip():
            moved = tuple(
                LineOfSentence(max(0, p.start - start), p.text[max(0, start - p.start) :], p.block, p.line)
                for p in pieces if p.start < start + len(own) and p.start + len(p.text) > start
            )  # fmt: skip
            yield PaperSentence(own, moved, place, first.section, text[max(0, start - 400) : start])
        start = end
