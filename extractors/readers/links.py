"""What a link of a card points at."""

import re

from claims.records import Link, Place
from claims.records.source import LinkKind

_SHAPES: tuple[tuple[str, LinkKind], ...] = (
    (r"https?://(?:www\.)?(?:huggingface\.co|hf\.co)/+datasets/([\w.-]{1,96}(?:/[\w.-]{1,96})?)", "dataset"),
    (r"https?://(?:www\.)?(?:huggingface\.co|hf\.co)/+papers/(\d{4}\.\d{4,5})", "paper"),
    (r"https?://(?:www\.)?(?:huggingface\.co|hf\.co)/+(?!docs/|blog/|spaces/|front/|models?\b|join\b|transformers/)"
     r"([\w.-]{1,96}/[\w.-]{1,96})(?:[/?#]|$)", "model"),
    (r"https?://(?:www\.)?arxiv\.org/(?:abs|pdf)/(\d{4}\.\d{4,5}|[a-z-]{2,20}/\d{7})", "paper"),
    (r"https?://(?:www\.)?(?:github|gitlab)\.com/([\w.-]{1,96}/[\w.-]{1,96})", "code"),
)  # fmt: skip
_KNOWN = tuple((re.compile(shape), kind) for shape, kind in _SHAPES)


def link(target: str, place: Place) -> Link:
    """The link by what its address says: a model, data set, paper or repository, else the address itself."""
    for shape, kind in _KNOWN:
        match = shape.match(target)
        if match:
            return Link(kind=kind, target=match[1].removesuffix(".git").rstrip("."), place=place)
    return Link(kind="other", target=target[:2000], place=place)
