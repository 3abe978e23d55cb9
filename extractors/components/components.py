"""The components that a paper presents as its own: what it proposes, lists as contributions, and heads its method with."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from claims.catalog import word_lists
from claims.comparisons.own_system import OwnSystem
from claims.comparisons.sections import bare, part_of
from claims.records import Block, Document, Place
from claims.text.sentences import sentences

_PROPOSES = re.compile(
    r"(?i)\b(?:we|this (?:paper|work)|our (?:method|model|approach|work))\b(?: \w+){0,2}? (?:propos|introduc|present|design|develop|devis|formulat)\w*\s+(?P<what>[^.;:]{3,160})"
    r"|\b(?P<passive>[^.;:,]{3,80}?) (?:is|are) (?:proposed|introduced|designed)\b"
)
_EMPLOYS = re.compile(
    r"(?i)\bwe\b(?: \w+){0,2}? (?:employ|adopt|add|append|appl(?:y|ied)|utili[sz]e|use|replace|incorporate|integrate|insert|combine|predict\w*)(?:ed|d|s)?\s+(?P<what>[^.;:]{3,120})"
)
_BASED = re.compile(r"(?i)\b(?:based on|via|through|using|built on)\s+(?P<what>(?:an? |the )?[\w\- ]{4,70})")
_CALLED = re.compile(
    r"(?i)^.{3,60}?\b(?:called|named|termed|dubbed|known as)(?: as)?,? (?:the )?(?P<name>\S.*)$"
)
_TITLE = re.compile(
    r"(?i)\b(?:effects?|influences?|impacts?|effectiveness|contributions?|ablations?(?: stud(?:y|ies))?|variations?) (?:of|on|for|over) (?P<what>[^.;:]{3,80})"
    r"|\bcomparisons? (?:of|between) different (?P<w2>[^.;:]{3,60})|\bafter each (?P<w3>[^.;:]{3,60})"
)
_WITHOUT = re.compile(
    r"(?i)^\W{0,3}(?:w/o\b|without\b|no\b|remove\b|[-–−](?= ?[A-Za-z])|\+(?= ?[A-Za-z]))\s?(?P<what>[A-Za-z][\w\- ]{2,50})"
)
ENOUGH = 10
"""Components that are proposed or headed, beside which what is only used counts no more."""
MOST_WEAK, MOST = 6, 18
"""Components that are only said to be used, and all components of a paper."""


@dataclass(frozen=True)
class Component:
    """A component in the paper's words, and where it is presented."""

    name: str
    place: Place
    strong: bool


def components(document: Document) -> list[Component]:
    """The components, each once: lists and proposals first, then the method's headings, then what it says it uses."""
    own = OwnSystem.of_paper(document)
    kept: list[Component] = []
    weak = strong = 0
    every = (
        *_proposed(document, own),
        *_headings(document, own),
        *_ablated(document, own),
        *_used(document, own),
    )
    for component in every:
        if any(_is_same_component(component.name, other.name) for other in kept) or len(kept) >= MOST:
            continue
        if not component.strong:
            weak += 1
        if component.strong or (weak <= MOST_WEAK and strong < ENOUGH):
            kept.append(component)
            strong += component.strong
    return kept


def proposed_components(document: Document) -> list[Component]:
    """The components that a document says "we propose" of, each once, wherever it says so."""
    own, kept = OwnSystem.of_paper(document), list[Component]()
    for block in document.blocks:
        for sentence in sentences(block) if block.kind in ("paragraph", "list") else ():
            for match in _PROPOSES.finditer(sentence):
                for component in _phrases(match["what"] or match["passive"], block, own, strong=True):
                    if len(kept) < MOST and not any(
                        _is_same_component(component.name, other.name) for other in kept
                    ):
                        kept.append(component)
    return kept


def _proposed(document: Document, own: OwnSystem) -> Iterator[Component]:
    for block in _blocks_of(document, "abstract", "introduction", "method", "conclusion"):
        for sentence in sentences(block):
            for match in _PROPOSES.finditer(sentence):
                yield from _phrases(match["what"] or match["passive"], block, own, strong=True)


def _used(document: Document, own: OwnSystem) -> Iterator[Component]:
    for block in _blocks_of(document, "method"):
        for sentence in sentences(block):
            for match in _EMPLOYS.finditer(sentence):
                yield from _phrases(match["what"], block, own, strong=False)


def _blocks_of(document: Document, *parts: str) -> Iterator[Block]:
    for block in document.blocks:
        if block.kind in ("paragraph", "list") and (
            part_of(block) in parts or ("method" in parts and _is_method(document, block))
        ):
            yield block


def _is_method(document: Document, block: Block) -> bool:
    """Whether a block is of the method: where no heading says so, what stands below the related work with its own heading."""
    part = part_of(block)
    if part == "method":
        return len(block.section) > 1 or not _is_front(document, block)
    headed = sum(
        block.kind == "heading" and part_of(block) == "method" and len(block.section) > 1
        for block in document.blocks
    )
    return part == "related" and len(block.section) > 1 and headed < 2


def _is_front(document: Document, block: Block) -> bool:
    """Whether a block stands before the abstract: title and authors."""
    for candidate in document.blocks:
        if candidate is block:
            return True
        if candidate.kind == "heading" and part_of(candidate) in ("abstract", "introduction"):
            return False
    return False


def _ablated(document: Document, own: OwnSystem) -> Iterator[Component]:
    """What ablations name: "w/o X", "Influence of X", "comparison of different X"."""
    for block in document.blocks:
        if block.kind in ("heading", "caption") and part_of(block) in ("results", "back"):
            for match in _TITLE.finditer(block.text[:300].replace("\n", " ")):
                yield from _phrases(match["what"] or match["w2"] or match["w3"], block, own, strong=True)
    for table in document.tables:
        for match in _TITLE.finditer((table.caption or "")[:300].replace("\n", " ")):
            block = Block(kind="caption", text=table.caption or "", section=table.section, place=table.place)
            yield from _phrases(match["what"] or match["w2"] or match["w3"], block, own, strong=True)
        for cell in table.cells:
            left = _WITHOUT.match(cell.text[:80])
            if left and cell.column == 0 and re.search(r"[a-z]{2}|[A-Z]{3}", left["what"]):
                yield Component(left["what"].strip(), cell.place, True)


def _phrases(text: str, block: Block, own: OwnSystem, *, strong: bool) -> Iterator[Component]:
    """The noun phrase at the beginning; for the system's own name, what it is based on."""
    if done := re.match(r"(?i)to (?:\w+ly )?\w+ (?P<what>.{5,})", text):
        goal = (
            word_lists.pattern("component_words", "leading_words")
            .sub("", re.split(r"(?i)[,.;(]|\\s(?:which|that|where|to)\\s", done["what"])[0])
            .strip()
        )
        if (
            2 <= len(goal.split()) <= 14
            and not own.owns(goal)
            and not word_lists.pattern("component_words", "no_phrase_begins").match(goal)
        ):
            yield Component(goal, block.place, strong)
            return
    stop = word_lists.pattern("component_words", "name_ends").search(f" {text}", 1)
    head = text[: stop.start() - 1 if stop else None]
    named = _CALLED.match(head.strip())
    phrase = (
        word_lists.pattern("component_words", "leading_words")
        .sub("", named["name"] if named else head.strip())
        .strip(' ,-“”"')
    )
    if not phrase or own.owns(phrase) or word_lists.pattern("component_words", "vague_phrases").match(phrase):
        based = _BASED.search(text)
        phrase = (
            word_lists.pattern("component_words", "leading_words").sub("", based["what"].strip())
            if based and strong
            else ""
        )
        stop = word_lists.pattern("component_words", "name_ends").search(f" {phrase}", 1)
        phrase = phrase[: stop.start() - 1 if stop else None].strip()
    phrase = word_lists.pattern("component_words", "trailing_words").sub("", phrase)
    words = phrase.split()
    if (
        1 <= len(words) <= 10
        and len(phrase) >= 5
        and not word_lists.pattern("component_words", "vague_phrases").match(phrase)
        and re.search(r"[a-z]{3}", phrase)
        and _is_phrase(phrase)
    ):
        yield Component(phrase, block.place, strong)


def _is_phrase(text: str) -> bool:
    """Whether a run of words names something: it begins like a noun phrase and says more than "a strategy"."""
    words = re.findall(r"[a-z][\w-]+", text.casefold())
    return not word_lists.pattern("component_words", "no_phrase_begins").match(text) and any(
        word not in word_lists.words("component_words", "generic") for word in words
    )


def _headings(document: Document, own: OwnSystem) -> Iterator[Component]:
    for block in document.blocks:
        if block.kind != "heading" or len(block.section) < 2 or not _is_method(document, block):
            continue
        name = re.sub(r"^(?:Task|Step|Stage) ?#?\d:?\s*", "", bare(block.text)).strip()
        if (
            1 <= len(name.split()) <= 9
            and not word_lists.pattern("section_words", "plain_headings").match(name)
            and not own.owns(name)
            and len(name) > 4
        ):
            yield Component(name, block.place, True)


def _is_same_component(phrase: str, other: str) -> bool:
    a, b = (set(re.findall(r"[a-z]{4,}", name.casefold())) for name in (phrase, other))
    smaller = min(a, b, key=len)
    return bool(a and b) and ((len(smaller) > 1 and smaller == a & b) or len(a & b) / len(a | b) > 0.6)
