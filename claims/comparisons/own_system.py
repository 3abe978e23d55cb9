"""Which system is a document's own: the names that it goes by, and which labels and rows of tables mean it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from claims.catalog.word_lists import pattern, words
from claims.comparisons.sections import blocks_in
from claims.records import Claim, Document
from claims.text.own_marks import OWN_MARK, OWN_ROW_MARK
from claims.text.sentences import sentences

Reason = Literal["marked", "named", "variant"]
"""Why a label is the own system's: it says "ours", it is one of the names, or it holds one."""

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
_CITATION = re.compile(r"\bet al\b|\[\d")


@dataclass(frozen=True)
class OwnSystem:
    """A document's own system; decides which labels mean it."""

    names: tuple[str, ...]
    """What it is called, likeliest first."""
    variants: bool = True
    """Whether variants are its own too, as in a paper; a model card also lists siblings, which are not."""
    called: Callable[[str], bool] | None = None
    """Whether the text calls the system of a label its own; asked where the label alone does not say so."""

    @classmethod
    def of_paper(cls, document: Document, claims: Sequence[Claim] = ()) -> "OwnSystem":
        """The system that a paper proposes, by its title, its sentences and its claims."""
        return cls(own_names(document, claims))

    def owns(self, label: str) -> bool:
        """Whether a label means the document's own system."""
        return self.reason(label) is not None

    def reason(self, label: str) -> Reason | None:
        """Why a label means the document's own system; None where it does not."""
        if (OWN_ROW_MARK if self.variants else OWN_MARK).search(label[:200]):
            return "marked"
        if self.variants:
            bare = bare_name(label)
            return "variant" if any(name in bare for name in self._bare_names) else None
        return "named" if {name_words(label), _model_words(label)} & self._words else None

    def owns_row(self, label: str, groups: Sequence[str], caption: str, *, cited: bool) -> bool:
        """Whether a row of a paper's table is its own: marked so, under "Ours", by name, or in its ablation."""
        others = pattern("table_words", "labels_of_others")
        if any(OWN_ROW_MARK.search(text) for text in (label, *groups)):
            return True
        if any(others.match(text) for text in (label, *groups)):
            return False
        if self._is_named_in(label):
            return True
        if cited:
            return False
        if self.called is not None and self.called(label.rpartition(" / ")[2]):
            return True
        ablates = pattern("table_words", "own_ablations").search(caption[:200])
        return ablates is not None and _CITATION.search(label) is None

    def _is_named_in(self, label: str) -> bool:
        """Whether a label holds one of the names, in its words or with its blanks left out."""
        given, squeezed = split_name(label), label.casefold().replace(" ", "")
        return any(
            (bool(split_name(name)) and set(split_name(name)) <= set(given))
            or (len(name) > 4 and name.casefold() in squeezed)
            for name in self.names
        )

    @cached_property
    def _bare_names(self) -> tuple[str, ...]:
        return tuple(bare for name in self.names if (bare := bare_name(name)))

    @cached_property
    def _words(self) -> frozenset[tuple[str, ...]]:
        return frozenset(key for name in self.names if (key := name_words(name)))


def own_names(document: Document, claims: Sequence[Claim] = ()) -> tuple[str, ...]:
    """What a paper calls its own system, likeliest first: in its title, where it proposes it, in its claims."""
    votes: dict[str, int] = {}
    titled = _TITLED.match(document.title or "")
    if titled:
        votes[titled["name"]] = 6
    for block in blocks_in(document, "abstract", "introduction"):
        for sentence in sentences(block):
            called = _NAMED.search(sentence) if re.search(r"\b[Ww]e\b|\bour\b", sentence) else None
            called = called or _CALLED.search(sentence)
            if called and called["name"] not in words("model_words", "general_system_names"):
                votes[called["name"]] = votes.get(called["name"], 0) + 3
    for claim in claims:
        if claim.own and claim.place.table is None and re.search(r"[A-Z]", claim.subject):
            votes[claim.subject] = votes.get(claim.subject, 0) + 1
    ranked = sorted(votes, key=lambda name: -votes[name])
    if titled:
        stem = re.sub(r"[\dv.]+$", "", titled["name"]).casefold()
        ranked = [name for name in ranked if stem in name.casefold()]
    return tuple(name for name in ranked if votes[name] >= 2)[:4]


_FOLDED = str.maketrans({"æ": "ae", "Æ": "Ae", "ø": "o", "Ø": "O", "ß": "ss", "α": "alpha", "β": "beta"})


def split_name(name: str) -> list[str]:
    """A name in lower-case words, letters and digits apart; "2.0" is "2"."""
    plain = re.sub(r"(?<=\d)\.0(?![\d.])", "", name[:300].translate(_FOLDED))
    return re.findall(r"[^\W\d_]+|\d+", plain.casefold())


def name_words(name: str) -> tuple[str, ...]:
    """The telling words of a model's name, sorted; the organisation before a slash is left out."""
    bare = name.strip().rpartition("/")[2] if name.count("/") == 1 else name
    bare = re.sub(r"[(\[][^()\[\]]{0,60}[)\]]", " ", bare)
    return tuple(
        sorted(word for word in split_name(bare) if word not in words("model_words", "model_name_fillers"))
    )


def _model_words(name: str) -> tuple[str, ...]:
    """The telling words of a name, each once, brackets and organisation included."""
    return tuple(sorted(set(split_name(name)) - words("model_words", "model_name_fillers")))


def bare_name(name: str) -> str:
    """A name's letters and digits alone, small."""
    return re.sub(r"[^a-z\d]", "", name.casefold())
