"""Which facts of a repository show which stage: the catalog's rules held against every fact."""

import fnmatch
import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from claims.catalog.maturity import EvidenceRule, Strength, evidence_rules
from claims.catalog.word_lists import words
from claims.records.maturity import StageFound, State
from claims.records.source import Place
from extractors.repository.document_facts import is_data_address
from extractors.repository.facts import Fact, words_of
from extractors.repository.files import LONGEST, RepositoryFiles, Whose

MOST_EVIDENCE = 3
_LISTS = {
    "preparation": lambda: words("repository_words", "preparation"),
    "local_formats": lambda: words("repository_words", "local_formats"),
    "models": lambda: words("repository_words", "models"),
}
_STATES: tuple[tuple[Strength, State], ...] = (("whole", "found"), ("part", "partial"), ("weak", "not shown"))
_WEAKER: Mapping[Strength, Strength] = {"whole": "part", "part": "part", "weak": "weak"}


class Evidence:
    """The places that show each stage, wholly, in part or weakly, the first few of each."""

    def __init__(self, files: RepositoryFiles) -> None:
        self._files = files
        self._places: dict[tuple[str, Strength], list[Place]] = defaultdict(list)

    def wants(self, rule: EvidenceRule) -> bool:
        """Whether more places of a rule's strength would be told: nothing weaker than what there is, and few of each."""
        for strength, _ in _STATES:
            places = self._places.get((rule.stage, strength), ())
            if strength == rule.strength:
                return len(places) < MOST_EVIDENCE
            if places:
                return False
        return False

    def add(self, name: str, whose: Whose, facts: Iterable[Fact]) -> None:
        """Hold a file's facts against every rule; an example shows a part, a test shows tests only."""
        rules = [rule for rule in evidence_rules() if whose != "test" or rule.stage in ("tests", "licence")]
        wanted = _by_kind(tuple(rule for rule in rules if self.wants(rule)))
        for fact in facts:
            for rule in wanted.get(fact.kind, ()):
                if _holds(rule, fact):
                    strength = _WEAKER[rule.strength] if whose in ("example", "hidden") else rule.strength
                    said = whose == "example" and fact.kind in ("link", "front")
                    self._note(rule.stage, "weak" if said else strength, name, fact)

    def stage(self, name: str, title: str) -> StageFound:
        """What was found of a stage, by the strongest evidence there is."""
        for strength, state in _STATES:
            if places := self._places[name, strength]:
                return StageFound(name=name, title=title, state=state, evidence=tuple(places))
        return StageFound(name=name, title=title, state="missing")

    def _note(self, stage: str, strength: Strength, name: str, fact: Fact) -> None:
        places = self._places[stage, strength]
        if len(places) < MOST_EVIDENCE and name not in {place.file for place in places}:
            lines = self._files.lines(name) if fact.line else []
            quote = lines[fact.line - 1].strip()[:LONGEST] if 0 < fact.line <= len(lines) else name
            places.append(Place(file=name, line=fact.line or None, quote=quote or name))


@functools.cache
def _by_kind(rules: tuple[EvidenceRule, ...]) -> Mapping[str, list[EvidenceRule]]:
    by_kind: dict[str, list[EvidenceRule]] = defaultdict(list)
    for rule in rules:
        by_kind[rule.kind].append(rule)
    return by_kind


@functools.cache
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(fnmatch.translate(name) for name in names))


def _holds(rule: EvidenceRule, fact: Fact) -> bool:
    if rule.names and not _pattern(rule.names).match(fact.name):
        return False
    if rule.near and not fact.near & frozenset(rule.near):
        return False
    if rule.tokens and not words_of(fact.name) & frozenset(rule.tokens):
        return False
    if rule.filled and not fact.filled:
        return False
    if rule.unless and words_of(f"{fact.name} {fact.also}") & _LISTS[rule.unless]():
        return False
    if rule.library and fact.name.partition(".")[0] not in words("repository_words", "learning_libraries"):
        return False
    return fact.kind != "text" or is_data_address(fact.name)


@functools.cache
def names_that_matter(rule: EvidenceRule) -> frozenset[str]:
    """The identifiers of Python code of which a file must hold one for a rule to hold."""
    if rule.kind not in ("use", "setting", "import", "call", "define", "default"):
        return frozenset()
    libraries = words("repository_words", "learning_libraries") if rule.library else frozenset()
    return libraries | {identifier for name in rule.names if (identifier := _telling_part(name))}


def _telling_part(name: str) -> str:
    """The identifier that a pattern cannot do without: mlflow of mlflow.log_*, backward of *.backward."""
    root = re.match(r"([A-Za-z_]\w*)\.", name)
    argument = re.search(r"([A-Za-z_]\w*)=", name)
    whole = re.findall(r"(?:^|[.(])([A-Za-z_]\w*)(?=$|[.(])", name)
    return root[1] if root else argument[1] if argument else whole[-1] if whole else ""
