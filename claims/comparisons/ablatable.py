"""Which of the components that a document presents can be left out of it, and so want an ablation.

A data set, a definition or the whole system is presented too, but there is nothing to leave out: the main table is the
test of the whole. A component that is only used is everybody's.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from claims import catalog
from claims.catalog.word_lists import pattern
from claims.comparisons.own_system import OwnSystem
from claims.comparisons.sections import blocks_in, part_of
from claims.records import Block, Contribution, Document
from claims.text.sentences import sentences

_PROPOSES = re.compile(
    r"(?i)\b(?:we|our|this (?:paper|work))\b.{0,60}\b(?:propos|introduc|present|design|develop|devis|contribut)\w*"
    r"|\bnovel\b|\b(?:is|are) (?:proposed|introduced)\b"
)
_OURS = re.compile(r"\b[Ww]e\b|\b[Oo]ur\b|\bproposed\b")
_LAST = re.compile(r"(?i)\s(?:of|for|with|called|named|on|in|via|based|between|using|and)\s.*$")


@dataclass(frozen=True)
class Parts:
    """The components that something could be shown without: those presented as new, and those said to be used."""

    new: tuple[Contribution, ...]
    used: tuple[Contribution, ...] = ()

    @property
    def gaps(self) -> list[Contribution]:
        """Those that nothing isolates, the new ones first."""
        return [part for part in (*self.new, *self.used) if not part.ablated]


def parts_to_isolate(document: Document | None, presented: Sequence[Contribution]) -> Parts:
    """The components that are presented as new, and that something could be shown without.

    What is only used counts where nothing at all is isolated; beside an ablation it is a choice like many others.
    """
    if document is None:
        return Parts(tuple(presented))
    whole = OwnSystem.of_paper(document)
    able = [part for part in presented if can_be_left_out(part.component) and not whole.owns(part.component)]
    new = tuple(part for part in able if _stands_in(part, document, _PROPOSES))
    if any(part.ablated for part in presented):
        return Parts(new)
    return Parts(new, tuple(part for part in able if part not in new and _stands_in(part, document, _OURS)))


def can_be_left_out(name: str) -> bool:
    """Whether a component is a part, by its name: not the whole, no data, no definition, no step that every model has."""
    words = re.findall(r"[A-Za-z][\w-]*", name)
    head = re.sub(r"[^\w-]", "", _LAST.sub("", name).split(" ")[-1]) if words else ""
    plain = len(words) == 1 and name.islower() and "-" not in name
    if (
        not words
        or plain
        or len(name) > 80
        or pattern("component_words", "no_components").search(name)
        or pattern("component_words", "component_clauses").search(name.strip())
        or pattern("component_words", "components_of_everybody").match(name.strip(" ."))
    ):
        return False
    return (
        not pattern("component_words", "whole_systems").fullmatch(head)
        and catalog.dataset(name.strip()) is None
    )


def is_surely_a_part(part: Contribution, document: Document | None) -> bool:
    """Whether a name is that of a part for certain: by its last word or as an acronym; a heading's told up front too."""
    name = part.component.strip()
    head = re.sub(r"[^\w-]", "", _LAST.sub("", name).split(" ")[-1]).rpartition("-")[2]
    acronym = re.fullmatch(r"[A-Z][A-Z\d]{1,6}(?:-[A-Z\d]{1,4})?", name) is not None
    if not acronym and pattern("component_words", "component_heads").fullmatch(head) is None:
        return False
    headings = document is not None and any(
        block.kind == "heading" and block.place.quote == part.place.quote and block.place == part.place
        for block in document.blocks
    )
    return document is None or not headings or _is_claimed_up_front(name, document)


def _stands_in(part: Contribution, document: Document, shape: re.Pattern[str]) -> bool:
    """Whether the place of a component presents it: a heading over the own work, or a sentence of that shape."""
    blocks = [
        block
        for block in document.blocks
        if block.place.quote == part.place.quote and block.place == part.place
    ]
    return (not blocks and part.place.table is None) or any(
        _presents(block, part.component, document, shape) for block in blocks
    )


def _presents(block: Block, name: str, document: Document, shape: re.Pattern[str]) -> bool:
    if block.kind == "caption":
        return False
    if block.kind == "heading":
        return _heads_own_work(block, document)
    if shape is _OURS and part_of(block) != "method":
        return False
    naming = [sentence for sentence in sentences(block) if name[:40] in sentence]
    return any(shape.search(sentence) for sentence in naming)


def _is_claimed_up_front(name: str, document: Document) -> bool:
    """Whether the abstract or the introduction presents what a heading names: most of its telling words in one sentence."""
    telling = {word[:6] for word in re.findall(r"[a-z]{4,}", name.casefold())}
    return bool(telling) and any(
        _PROPOSES.search(sentence)
        and 2 * len(telling & {word[:6] for word in re.findall(r"[a-z]{4,}", sentence.casefold())})
        > len(telling)
        for block in blocks_in(document, "abstract", "introduction")
        for sentence in sentences(block)
    )


def _heads_own_work(heading: Block, document: Document) -> bool:
    """Whether a heading of the method, before the results, has text right below it that speaks of "we"."""
    for block in document.blocks:
        if block is heading:
            break
        if (
            block.kind == "heading"
            and len(block.section) == 1
            and part_of(block) in ("results", "conclusion")
        ):
            return False
    below = [
        block
        for block in document.blocks
        if block.kind == "paragraph" and block.section[-1:] == heading.section[-1:]
    ]
    return part_of(heading) in ("method", "related") and any(
        _OURS.search(block.text[:1_500]) for block in below[:3]
    )
