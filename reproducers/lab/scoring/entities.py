"""Whole entities among the tags of a sentence: by the prefixes or endings of the tags, or runs of like tags."""

import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

Scheme = Literal["prefix", "suffix", "none"]
_PREFIX = re.compile(r"[BIESLUM][-_].+|[BIESLUM]")
_SUFFIX = re.compile(r".+[-_][BIESLUM]")
_OTHERS = 0.005  # the share of tagged words without such a letter, above which the letters are no scheme
OUTSIDE = ("O",)
"""The tag of words that belong to no entity."""


class Entity(NamedTuple):
    """An entity of a sentence: its type, and its first and last word."""

    kind: str
    first: int
    last: int


def scheme_of(rows: Iterable[Sequence[str]]) -> Scheme:
    """How the tags say where an entity begins: B-PER, PER-B, or not at all, as in PER."""
    tags = [tag for row in rows for tag in row if tag not in OUTSIDE]
    for scheme, pattern in (("prefix", _PREFIX), ("suffix", _SUFFIX)):
        if sum(pattern.fullmatch(tag) is None for tag in tags) <= _OTHERS * len(tags):
            return "prefix" if scheme == "prefix" else "suffix"
    return "none"


def entities(tags: Sequence[str], scheme: Scheme) -> set[Entity]:
    """The entities of one sentence: seqeval's, or each run of words with the same tag where no letter marks them."""
    if scheme == "none":
        return set(_runs(tags))
    from seqeval.metrics.sequence_labeling import get_entities

    return {Entity(*entity) for entity in get_entities(list(tags), suffix=scheme == "suffix")}


def _runs(tags: Sequence[str]) -> Iterable[Entity]:
    first = 0
    for place in range(1, len(tags) + 1):
        if place == len(tags) or tags[place] != tags[first]:
            if tags[first] not in OUTSIDE:
                yield Entity(tags[first], first, place - 1)
            first = place
