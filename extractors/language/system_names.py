"""Names of the document's own model, and whether a label means it."""

import re
from dataclasses import dataclass

from claims.catalog import word_lists
from claims.comparisons.own_system import OwnSystem, split_name
from claims.records import Document
from claims.text.own_marks import OWN_MARK

_EXCLUSIVE = (
    frozenset({"cased", "uncased"}),
    word_lists.words("model_words", "sizes") - {"l", "m", "s", "turbo"},
)
"""Words of which a model's name has one."""


@dataclass(frozen=True)
class OwnNames:
    """The names of the document's own model."""

    subject: str
    """The name that claims carry."""
    system: OwnSystem
    """Decides which labels mean it."""
    base: str | None = None
    """The one model that its fields say it was made from."""
    whole: bool = False
    """Whether the document prints the name with its owner, so that the same name of another owner is another model."""

    def is_own(self, name: str) -> bool:
        """Whether a name means the document's own model; another size or casing of it does not."""
        return self.system.owns(name) and not self.is_sibling(name) and not self._has_another_owner(name)

    def _has_another_owner(self, name: str) -> bool:
        owner, _, bare = name.strip().partition("/")
        named = bool(bare) and re.fullmatch(r"[\w.-]+/[\w.-]+", name.strip()) is not None
        return self.whole and named and owner.casefold() != self.subject.partition("/")[0].casefold()

    def is_sibling(self, name: str) -> bool:
        """Whether a name gives another size or casing than the own model's: "large" where that is "base"."""
        own, words = set(split_name(self.subject.rpartition("/")[2])), set(split_name(name))
        return any(own & group and words & group and not own & words & group for group in _EXCLUSIVE)

    def holds(self, name: str) -> bool:
        """Whether all words of a name, two at least, are words of the own model's name."""
        given = set(split_name(name))
        return len(given) > 1 and given <= set(split_name(self.subject)) and not self.is_sibling(name)

    def shared_words(self, name: str) -> int:
        """How many words of the own model's name a label gives, if it gives no others and begins as that does."""
        org, _, bare = self.subject.rpartition("/")
        own, given = split_name(bare), [word for word in split_name(name) if word not in split_name(org)]
        if not own or not given or self.is_sibling(name) or given[0] != own[0] or not set(given) <= set(own):
            return 0
        rest = [word for word in own if word not in given]
        at = own.index("patch") if "patch" in own else len(own)
        plain = all(
            word in word_lists.words("model_words", "model_name_fillers") or word in own[at:] for word in rest
        )
        return (
            len(given) if plain or own[0] not in word_lists.words("model_words", "shared_first_words") else 0
        )


def is_marked_own(name: str) -> bool:
    """Whether a label is marked as the author's own."""
    return bool(OWN_MARK.search(name[:200]))


def without_own_mark(name: str) -> str:
    """A label without "(ours)"."""
    return OWN_MARK.sub("", name[:200]).strip() or name


def is_size(name: str) -> bool:
    """Whether a label is a mere size, such as "base" or "Large": one of the document's own family."""
    return name.strip().casefold() in word_lists.words("model_words", "sizes")


def own_names_of(document: Document) -> OwnNames:
    """The names of the document's own model: the source's, the title's, and the model-index's."""
    called = [document.source.name, document.source.name.rpartition("/")[2]]
    if document.title:
        title = re.sub(r"(?i)^model card (?:for|:)\s*|^model card\s*[:-]?\s*", "", document.title)
        called += [title] if len(split_name(title)) <= 8 else []
        called += re.findall(r"\(([A-Z][A-Za-z0-9]{2,12})\)", document.title)
        called += (
            [title.replace("(", " ").replace(")", " ")]
            if "(" in title and len(split_name(title)) <= 8
            else []
        )
        called += re.findall(r"`([^`]{3,80})`", document.title)
    called += _index_names(document, called)
    bases = [e.value for e in document.metadata if re.fullmatch(r"base_model(?:/\d{1,3})?", e.path)]
    base = bases[0] if len(bases) == 1 else None
    system = OwnSystem(tuple(called), variants=False)
    return OwnNames(document.source.name, system, base, _prints_owner(document))


def _prints_owner(document: Document) -> bool:
    """Whether a table of the document has its own name with the owner before it."""
    name = document.source.name.casefold()
    return "/" in name and any(
        name in cell.text.casefold() for table in document.tables for cell in table.cells
    )


def _index_names(document: Document, called: list[str]) -> list[str]:
    """The names of a model-index that mean this document's model: those that fit its other names, else the first."""
    names = [
        entry.value for entry in document.metadata if re.fullmatch(r"model[-_]index/\d{1,4}/name", entry.path)
    ]
    own = OwnSystem(tuple(called), variants=False)
    return [name for name in names if own.owns(name)] or names[:1]
