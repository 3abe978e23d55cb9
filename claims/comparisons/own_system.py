"""The names that a document gives its own system."""

import re
from collections.abc import Sequence

from claims.comparisons.sections import blocks_in
from claims.records import Claim, Document
from claims.text.sentences import sentences

_NAME = (
    r"(?:[A-Z][\w+]*[A-Z\d][\w+]*(?:[-.][\w+]+)*|[A-Z][a-z]+(?:-[A-Z][\w]*)+"
    r"|[A-Z][a-zà-ü]{2,}(?:former|net|Net|bert))(?: [vb]\d+(?:\.\d+)?b?(?!\w))?"
)
_VERBS = r"(?:propose|introduce|present|call|name|develop|release|describe|dub|term|refer to)"
_CALLED = re.compile(rf"\b[Ww]e (?:\w+ )?{_VERBS}\b[^.;:]{{0,90}}?(?<![\w-])(?P<name>{_NAME})")
_NAMED = re.compile(
    rf"\b(?:namely|called|named|dubbed|termed|coined)\b,? (?:\w+ )?[“\"]?(?P<name>{_NAME}|[A-Z][a-z]{{3,20}})"
)
_TITLED = re.compile(rf"^\s*(?:The )?(?P<name>{_NAME}|[A-Z][\w-]{{2,20}}(?: [A-Z][\w-]{{2,20}})?)\s*[:–—]")
_GENERIC = frozenset(
    [
        "LLM",
        "LLMs",
        "NLP",
        "PTQ",
        "QAT",
        "CNN",
        "RNN",
        "LSTM",
        "GPU",
        "GPUs",
        "GAN",
        "AI",
        "ML",
        "GEC",
        "QA",
        "NMT",
        "VQA",
        "SOTA",
        "API",
        "RGB",
        "BERT",
        "Transformer",
    ]
)
OURS = re.compile(
    r"(?i)[(\[]\s?ours?\b[^()]{0,20}[)\]]|^\s?(?:ours?|our (?:model|method|approach|system|full model)|proposed(?: \w+)?"
    r"|this (?:work|paper)|full(?: model)?)\b|\bours?\s?$"
)


def own_names(document: Document, claims: Sequence[Claim] = ()) -> tuple[str, ...]:
    """What the document calls its own system, likeliest first: in its title, where it proposes it, in its claims."""
    found: dict[str, int] = {}
    titled = _TITLED.match(document.title or "")
    if titled:
        found[titled["name"]] = 6
    for block in blocks_in(document, "abstract", "introduction"):
        for sentence in sentences(block):
            called = _NAMED.search(sentence) if re.search(r"\b[Ww]e\b|\bour\b", sentence) else None
            called = called or _CALLED.search(sentence)
            if called and called["name"] not in _GENERIC:
                found[called["name"]] = found.get(called["name"], 0) + 3
    for claim in claims:
        if claim.own and claim.place.table is None and re.search(r"[A-Z]", claim.subject):
            found[claim.subject] = found.get(claim.subject, 0) + 1
    ranked = sorted(found, key=lambda name: -found[name])
    if titled:
        stem = re.sub(r"[\dv.]+$", "", titled["name"]).casefold()
        ranked = [name for name in ranked if stem in name.casefold()]
    return tuple(name for name in ranked if found[name] >= 2)[:4]


def is_own(label: str, names: Sequence[str]) -> bool:
    """Whether a row or column is the document's own system or a variant of it."""
    squeezed = re.sub(r"[^a-z\d]", "", label.casefold())
    return bool(OURS.search(label)) or any(
        (key := re.sub(r"[^a-z\d]", "", name.casefold())) and key in squeezed for name in names
    )
