"""Where sentences end: the one rule for cards and papers."""

import functools
import re
from collections.abc import Iterator

from claims.catalog.word_lists import words
from claims.records.source import Block, Document

MOST_TEXT = 20_000
"""Characters of one block that are read."""
MOST = 200
"""Sentences of one block that are read."""
LONGEST = 1_000
"""Characters of one sentence that are read."""
_SPOKEN = ("paragraph", "list", "caption", "quote")
_BROKEN_WORD = re.compile(r"(?<=[a-z])-\n(?=[a-z])")


@functools.cache
def _end() -> re.Pattern[str]:
    """A mark that ends a sentence: no abbreviation's or initial's, before a blank and no small letter, or the end."""
    no_abbreviation = "".join(
        rf"(?<!\b{re.escape(word)}\.)" for word in sorted(words("sentence_words", "abbreviations"))
    )
    return re.compile(rf"[.!?。]{no_abbreviation}(?<!\b[A-Z]\.)(?=\s+[^\sa-z]|\s*$)|\n(?=\s*[-*•] )")


def sentence_ends(text: str) -> Iterator[int]:
    """The positions right behind each sentence; what is left behind the last one is a sentence too."""
    end = 0
    for mark in _end().finditer(text):
        end = mark.end()
        yield end
    if text[end:].strip():
        yield len(text)


def split_sentences(text: str) -> list[str]:
    """The sentences of a text, without the blanks around them."""
    ends = list(sentence_ends(text))
    return [text[start:end].strip() for start, end in zip([0, *ends], ends, strict=False)]


def spoken_blocks(document: Document) -> Iterator[Block]:
    """The blocks of a document that hold sentences: no headings and no code."""
    return (block for block in document.blocks if block.kind in _SPOKEN)


def sentences(block: Block) -> list[str]:
    """The first sentences of a block on one line each, words broken at a line's end mended."""
    return list(_sentences(block.text[:MOST_TEXT]))


@functools.lru_cache(maxsize=4096)
def _sentences(text: str) -> tuple[str, ...]:
    """The same of a text; many rules ask for the same blocks."""
    whole = _BROKEN_WORD.sub("", text).replace("\n", " ")
    return tuple(sentence[:LONGEST] for sentence in split_sentences(whole)[:MOST])
