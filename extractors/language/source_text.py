"""Sentences of a card, each with its place in the source."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from claims.records import Block, Document, Place
from claims.text.sentences import sentence_ends

LONGEST = 1_500
"""Characters of one sentence that are read."""
MOST_TEXT = 60_000
"""Characters of one block that are read."""
_JOINED = re.compile(r"(?<=\d)-(?=(?:million|billion|trillion)\b)")
_KEYED_LINE = re.compile(
    r"(?m)^[ \t>*•-]{0,8}[`*\"']{0,3}[A-Za-z#][^:=|\n]{0,60}?[`*\"']{0,3} ?[:=] ?[`*\"']{0,3}[~<>≈±+−-]?\.?\d[^\n]{0,30}$"
)
"""A line that holds a name and a number alone, which is a statement of its own: "Precision: 82.7 %"."""


@dataclass(frozen=True)
class CardSentence:
    """One sentence of a card; its text has blanks where the source breaks its lines."""

    text: str
    start: int
    """Where it begins in the block's text."""
    block: Block
    before: str = ""
    """What stands before it: the rest of its block, or the block above in the same section."""

    def place(self, start: int, end: int, lines: "TextByLine", *, digits: str) -> Place | None:
        """Where its characters from `start` to `end` stand, word by word in the source; None where they do not."""
        first = (self.block.place.line or 1) + self.block.text[: self.start + start].count("\n")
        last = (self.block.place.line or 1) + self.block.text.count("\n")
        quote = self.block.text[self.start + start : self.start + end].partition("\n")[0].strip()
        for text in (quote, digits):
            for line in dict.fromkeys([first, *range(self.block.place.line or 1, last + 1)]):
                if text and lines.holds(line, text):
                    return Place(file=self.block.place.file, line=line, quote=text)
        return None


@dataclass(frozen=True)
class TextByLine:
    """Text by source line, to check that a quote is on its line."""

    document: Document

    @cached_property
    def _text_of_line(self) -> dict[int, str]:
        shown: dict[int, str] = {}
        for block in self.document.blocks:
            for offset, line in enumerate(block.text.split("\n")):
                at = (block.place.line or 1) + offset
                shown[at] = f"{shown.get(at, '')}\n{line}"
        return shown

    def holds(self, line: int, quote: str) -> bool:
        """Whether a quote stands on a line."""
        return quote in self._text_of_line.get(line, "")


def card_sentences(document: Document) -> Iterator[CardSentence]:
    """The sentences of a document's paragraphs, lists and quotes, in reading order."""
    above = ""
    section: tuple[str, ...] = ()
    for block in document.blocks:
        if block.section != section:
            above, section = "", block.section
        if block.kind in ("paragraph", "list", "quote", "caption"):
            text = block.text[:MOST_TEXT]
            start = 0
            for end in _ends(text):
                plain = _JOINED.sub(" ", text[start : min(end, start + LONGEST)].replace("\n", " "))
                yield CardSentence(plain, start, block, above[-600:])
                above = f"{above} {text[start:end]}"[-1200:]
                start = end
        if block.kind == "heading":
            above = ""


def _ends(text: str) -> list[int]:
    """Where the sentences of a block end, and the lines that hold a name and a number alone."""
    keyed = [at for match in _KEYED_LINE.finditer(text) for at in match.span()]
    return sorted({*sentence_ends(text), *(at for at in keyed if at > 0)})
