"""The data sets that a document speaks of, the most telling first: for tables whose labels name none."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from claims.catalog.datasets import find_dataset
from claims.catalog.name_index import squeeze
from claims.catalog.word_lists import words
from claims.records import Block, Document
from extractors.language.datasets import datasets_called_so
from extractors.language.name_usage import NameUsage
from extractors.language.passage import datasets_named
from extractors.tables.phrase_features import is_language

MOST, MOST_BLOCKS = 4, 1_500
"""Data sets that are named, and paragraphs that are read for them."""
_REFERENCES = re.compile(r"(?i)^(?:\d+\.?\s)?(?:references|bibliography)\b")
CALLED_BENCH = re.compile(
    r"(?<![\w-])[A-Z\d][\w+-]{0,24}?-?(?:Bench|BENCH|Arena|QA|Eval)(?:-[\w.+]{1,12})?(?![\w-])"
)
"""A name that ends as those of benchmarks do: "WebBench", "TextVQA-X"."""
_PLAIN = re.compile(r"[A-Z][a-z]{2,}")
"""A word with a capital that may only begin a sentence."""


@dataclass(frozen=True)
class SpokenData:
    """A data set that a document speaks of."""

    name: str
    signs: tuple[str, ...]
    """How often and where it is spoken of."""


def spoken_data(document: Document, usage: NameUsage) -> tuple[SpokenData, ...]:
    """The data sets that a document speaks of, by how many paragraphs name each; title and abstract count more."""
    count: Counter[str] = Counter()
    printed: dict[str, Counter[str]] = {}
    early: Counter[str] = Counter()
    called: Counter[str] = Counter()
    for block in document.blocks[:MOST_BLOCKS]:
        if _REFERENCES.match(" ".join(block.section[-1:])) or block.kind in ("heading", "code"):
            continue
        for name, is_called_data in _named(block):
            key = squeeze(name)
            printed.setdefault(key, Counter())[name] += 1
            first = "abstract" in " ".join(block.section[:1]).casefold() or block.kind == "caption"
            count[key] += 1 + 2 * first
            early[key] += first
            called[key] += is_called_data
    title = squeeze(document.title or "")
    for key in count:
        count[key] += 3 * (len(key) > 3 and key in title)
    ranked = [key for key, _ in count.most_common(40) if _is_data(printed[key], usage)]
    whole = sum(count[key] for key in ranked)
    return tuple(
        SpokenData(
            printed[key].most_common(1)[0][0],
            (
                f"spoken-share{int(4 * count[key] / whole)}",
                f"spoken-title{len(key) > 3 and key in title}",
                f"spoken-early{min(early[key], 3)}",
                f"spoken-called{min(called[key], 3)}",
                f"spoken-known{find_dataset(printed[key].most_common(1)[0][0]) is not None}",
                f"spoken-ahead{n == 0 and (len(ranked) == 1 or count[key] >= 2 * count[ranked[1]])}",
            ),
        )
        for n, key in enumerate(ranked[:MOST])
    )


def _named(block: Block) -> Iterator[tuple[str, bool]]:
    """The data sets that a paragraph names, each once, and whether it calls them data sets."""
    text = " ".join(block.text.split())[:4000]
    called_data = {name for _, _, name in datasets_called_so(text)}
    shaped = {match[0] for match in CALLED_BENCH.finditer(text)}
    known = {name for start, _, name in datasets_named(text) if not _begins_a_sentence(text, start, name)}
    called = {squeeze(name) for name in called_data}
    seen: set[str] = set()
    for name in sorted(called_data | shaped | known, key=lambda spelling: (-len(spelling), spelling)):
        key = squeeze(name)
        if len(key) > 1 and key not in seen and not _means_other_things(name):
            seen.add(key)
            yield name, key in called


def _means_other_things(name: str) -> bool:
    """Whether a name is that of a language or of a format of files, or a plain word that a list spells otherwise."""
    listed = find_dataset(name) if _PLAIN.fullmatch(name) else None
    spelled = {listed.name.casefold(), *map(str.casefold, listed.aliases)} if listed else {name.casefold()}
    otherwise = name.casefold() not in spelled and not any(
        name.casefold() in text.split() for text in spelled
    )
    return otherwise or is_language(name) or squeeze(name) in words("dataset_words", "file_formats")


def _begins_a_sentence(text: str, start: int, name: str) -> bool:
    """Whether a plain word has its capital from the beginning of a sentence."""
    return bool(_PLAIN.fullmatch(name)) and (start == 0 or text[:start].rstrip()[-1:] in ".:;!?•")


def _is_data(printed: Counter[str], usage: NameUsage) -> bool:
    """Whether the text does not use a name as that of a method."""
    return usage.dataset_or_method(printed.most_common(1)[0][0]) > -2
