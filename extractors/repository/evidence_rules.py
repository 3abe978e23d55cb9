"""The catalog's rules of evidence, ready to be held against the facts of many files."""

import fnmatch
import functools
import re

from claims.catalog.maturity import EvidenceRule, evidence_rules
from claims.catalog.pipeline import signs_of_tools
from claims.catalog.word_lists import words
from extractors.repository.document_facts import is_data_address
from extractors.repository.facts import Fact, words_of
from extractors.repository.workflow_facts import running_words

_IN_CODE = frozenset(("use", "setting", "import", "call", "define", "default"))


class CompiledRule:
    """A rule with its patterns compiled and its words looked up."""

    def __init__(self, rule: EvidenceRule) -> None:
        self.rule = rule
        self.stage = rule.stage
        self.kind = rule.kind
        self.strength = rule.strength
        self.near = frozenset(rule.near)
        self._unless_near = frozenset(rule.unless_near)
        self.tokens = frozenset(rule.tokens)
        self._pattern = re.compile("|".join(map(fnmatch.translate, rule.names))) if rule.names else None
        self._unless = _list(rule.unless)
        self._libraries = words("repository_words", "learning_libraries") if rule.library else frozenset()
        self._identifiers = [needed for name in rule.names if (needed := _literal_parts(name))]

    def holds_for(self, fact: Fact) -> bool:
        """Whether a fact of the rule's kind is evidence."""
        if self._pattern and not self._pattern.match(fact.name):
            return False
        if (self.near and not fact.near & self.near) or fact.near & self._unless_near:
            return False
        if self.tokens and not words_in(fact) & self.tokens:
            return False
        if self.rule.filled and not fact.filled:
            return False
        if self._unless and words_of(f"{fact.name} {fact.also}") & self._unless:
            return False
        if self._libraries and fact.name.partition(".")[0] not in self._libraries:
            return False
        return fact.kind != "text" or is_data_address(fact.name)

    def may_hold_in(self, text: str, identifiers: frozenset[str], path_words: frozenset[str]) -> bool:
        """Whether Python code with these identifiers may hold a fact of this rule."""
        if self.kind not in _IN_CODE:
            return self.kind == "text" and "://" in text
        if self._libraries and not path_words & self.near:
            return False
        if not self._identifiers and self._libraries:
            return not identifiers.isdisjoint(self._libraries)
        return any(needed <= identifiers for needed in self._identifiers) or any(
            token in text for token in self.tokens
        )


@functools.cache
def compiled_rules() -> tuple[CompiledRule, ...]:
    """Every rule of the catalog, and the signs of each tool."""
    return tuple(map(CompiledRule, (*evidence_rules(), *signs_of_tools())))


def words_in(fact: Fact) -> frozenset[str]:
    """The words of a fact's name; of a command those of what it runs."""
    if fact.kind in ("command", "typed"):
        return running_words(fact.name)
    return words_of(fact.name.lower() if fact.kind == "prose" else fact.name)


def _list(name: str) -> frozenset[str]:
    match name:
        case "preparation":
            return words("repository_words", "preparation")
        case "local_formats":
            return words("repository_words", "local_formats")
        case "answering":
            return words("repository_words", "answering")
        case "requests":
            return words("repository_words", "requests")
        case "models":
            return words("repository_words", "models")
    return frozenset()


def _literal_parts(name: str) -> frozenset[str]:
    """The identifiers that a pattern cannot do without: mlflow of mlflow.log_*, backward of *.backward."""
    parts = re.split(r"[.(]", name.partition("=")[0])
    return frozenset(part for part in parts if re.fullmatch(r"[A-Za-z_]\w*", part))
