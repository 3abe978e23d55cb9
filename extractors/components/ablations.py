"""Where a paper shows what a component is good for: tables, figures and sections that leave it out or vary it."""

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from claims.catalog import word_lists
from claims.comparisons.sections import part_of
from claims.records import Document, Place
from claims.text.sentences import sentences

_LEFT_OUT = re.compile(r"(?i)^\W*(?:(?:w/o|without|no|remove|only|with)\b|w/|[-–−+])\s?[A-Za-z]")
_ACRONYM = re.compile(r"(?P<long>(?:[A-Za-z][\w-]*\s){1,5}[A-Za-z][\w-]*)\s\((?P<short>[A-Z][A-Za-z]{1,6})\)")
TELLING = 1.6
"""Weight of a head noun ("loss") that alone ties a component to the title of an ablation."""
ENOUGH = 0.5
"""Share of a component's weight in words that a place must have in common with it."""


@dataclass(frozen=True)
class AblationText:
    """A text that isolates something, and its place."""

    text: str
    place: Place
    title: bool = False


@dataclass(frozen=True)
class Ablations:
    """Every ablation of a document."""

    document: Document

    def ablation_of(self, component: str) -> Place | None:
        """Where a component is isolated, if anywhere."""
        keys = stems(component)
        short = self.acronyms.get(" ".join(re.findall(r"[a-z]+", component.casefold())))
        weight = sum(self.weight(key) for key in keys)
        last = [
            word
            for word in re.findall(r"[a-zà-ü]{3,}", component.casefold())
            if word not in word_lists.words("component_words", "weightless")
        ]
        head = _stem(last[-1]) if last else None
        for place in self.texts:
            words = stems(place.text)
            shared = sum(self.weight(key) for key in keys if key in words)
            if keys and shared >= ENOUGH * weight and shared > 0:
                return place.place
            if place.title and head and head in words and self.weight(head) >= TELLING:
                return place.place
            if short and re.search(rf"\b{re.escape(short)}\b", place.text):
                return place.place
        return None

    def weight(self, stem: str) -> float:
        """How telling a word is: rare in the document, and no common noun of the field."""
        return math.log((len(self.document.blocks) + 2) / (self.counts[stem] + 1)) + 0.1

    @cached_property
    def counts(self) -> Counter[str]:
        """In how many blocks each stem stands."""
        return Counter(stem for block in self.document.blocks for stem in stems(block.text[:4_000]))

    @cached_property
    def acronyms(self) -> dict[str, str]:
        """Long forms in small letters, by every suffix of their words, and their short forms."""
        short_forms: dict[str, str] = {}
        for block in self.document.blocks:
            for match in _ACRONYM.finditer(block.text[:8_000].replace("\n", " ")):
                words = re.findall(r"[a-z]+", match["long"].casefold())
                for first in range(len(words)):
                    short_forms.setdefault(" ".join(words[first:]), match["short"])
        return short_forms

    @cached_property
    def texts(self) -> list[AblationText]:
        """Titles of ablations first, then their rows, then sentences."""
        return [*self._titles(), *self._rows(), *self._sentences()]

    def _titles(self) -> Iterator[AblationText]:
        for block in self.document.blocks:
            under = any(re.search(r"(?i)ablat", heading) for heading in block.section)
            announced = word_lists.pattern("table_words", "ablation_captions").search(block.text[:300]) or (
                under and block.kind == "heading"
            )
            if (
                block.kind in ("heading", "caption")
                and announced
                and part_of(block) in ("results", "back", "method")
            ):
                yield AblationText(block.text[:400], block.place, title=True)
        for table in self.document.tables:
            if word_lists.pattern("table_words", "ablation_captions").search(
                (table.caption or "")[:300]
            ) or _varied(table.section):
                yield AblationText((table.caption or "")[:400], table.place, title=True)

    def _rows(self) -> Iterator[AblationText]:
        for table in self.document.tables:
            ablation = word_lists.pattern("table_words", "ablation_captions").search(
                (table.caption or "")[:300]
            ) or _varied(table.section)
            for cell in table.cells:
                label = cell.column == 0 or cell.row < max(1, table.header_rows)
                if _LEFT_OUT.match(cell.text) or (ablation and label):
                    yield AblationText(cell.text, cell.place)

    def _sentences(self) -> Iterator[AblationText]:
        for block in self.document.blocks:
            if block.kind in ("paragraph", "list") and part_of(block) == "results":
                ablation = _varied(block.section)
                for sentence in sentences(block):
                    if ablation and word_lists.pattern("sentence_words", "variations").search(sentence):
                        yield AblationText(sentence, block.place)


def _varied(section: tuple[str, ...]) -> bool:
    return any(
        word_lists.pattern("table_words", "ablation_captions").search(heading)
        or re.search(r"(?i)\bvariations\b", heading)
        for heading in section
    )


def stems(text: str) -> set[str]:
    """The telling words of a text, without endings."""
    words = re.findall(r"[a-zà-ü]{3,}", text.casefold().replace("-\n", ""))
    return {_stem(word) for word in words if word not in word_lists.words("component_words", "weightless")}


def _stem(word: str) -> str:
    return (
        re.sub(r"(?:ations?|ings?|ers?|ions?|ed|es|s|al|ive|ly)$", "", word)[:9]
        if len(word) > 5
        else word.rstrip("s")
    )
