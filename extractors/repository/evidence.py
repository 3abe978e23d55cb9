"""Which facts of a repository show which stage: the catalog's rules held against every fact."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from claims.catalog.maturity import Strength
from claims.records.maturity import StageFound
from claims.records.pipeline import State
from claims.records.source import Place
from extractors.repository.evidence_rules import CompiledRule, compiled_rules
from extractors.repository.facts import Fact
from extractors.repository.files import RepositoryFiles, Whose

MOST_EVIDENCE = 3
_STATES: tuple[tuple[Strength, State], ...] = (("whole", "found"), ("part", "partial"), ("weak", "not shown"))
_WEAKER: Mapping[Strength, Strength] = {"whole": "part", "part": "part", "weak": "weak"}


class Evidence:
    """The places that show each stage, wholly, in part or weakly, the first few of each."""

    def __init__(self, files: RepositoryFiles) -> None:
        self._files = files
        self._places: dict[tuple[str, Strength], list[Place]] = defaultdict(list)

    def wanted(self) -> list[CompiledRule]:
        """The rules whose places would still be listed: no weaker than those found, and only the first few."""
        return [rule for rule in compiled_rules() if self._wants(rule)]

    def add(self, name: str, whose: Whose, facts: Iterable[Fact]) -> None:
        """Hold a file's facts against every rule; an example shows a part, a test shows tests only."""
        wanted: dict[str, list[CompiledRule]] = defaultdict(list)
        for rule in self.wanted():
            if whose != "test" or rule.stage in ("tests", "licence"):
                wanted[rule.kind].append(rule)
        for fact in facts:
            for rule in wanted.get(fact.kind, ()):
                if rule.holds_for(fact):
                    strength = _WEAKER[rule.strength] if whose in ("example", "hidden") else rule.strength
                    of_example = whose == "example" and fact.kind in ("link", "front")
                    self._note(rule.stage, "weak" if of_example else strength, name, fact)

    def stage(self, name: str, title: str) -> StageFound:
        """What was found of a stage, by the strongest evidence there is."""
        for strength, state in _STATES:
            if places := self._places[name, strength]:
                return StageFound(name=name, title=title, state=state, evidence=tuple(places))
        return StageFound(name=name, title=title, state="missing")

    def _wants(self, rule: CompiledRule) -> bool:
        for strength, _ in _STATES:
            places = self._places.get((rule.stage, strength), ())
            if strength == rule.strength:
                return len(places) < MOST_EVIDENCE
            if places:
                return False
        return False

    def _note(self, stage: str, strength: Strength, name: str, fact: Fact) -> None:
        places = self._places[stage, strength]
        if len(places) < MOST_EVIDENCE and name not in {place.file for place in places}:
            places.append(self._files.place(name, fact.line))
