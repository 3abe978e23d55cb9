"""What papers whose results are known teach: the words and numbers that stand about each leaderboard's results."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from extractors.leaderboards.learned.board_names import Triple
from extractors.leaderboards.learned.tables import PlainPaper

Entity: TypeAlias = tuple[str, ...]
"""What words go with: ("task", t), ("dataset", t, d), ("triple", t, d, m), ("metric", m) or ("any",)."""


@dataclass(frozen=True)
class Result:
    """A known result of a paper and the words where its tables print it."""

    triple: Triple
    score: float
    heads: frozenset[str]
    rows: frozenset[str]
    title: frozenset[str]
    column: frozenset[float]
    """The numbers of three and more figures that stand in its column."""

    @property
    def is_printed(self) -> bool:
        """Whether the tables print it."""
        return bool(self.heads or self.rows or self.title or self.column)


@dataclass(frozen=True)
class PaperExample:
    """One paper whose results are known."""

    words: frozenset[str]
    heads: frozenset[str]
    rows: frozenset[str]
    title: frozenset[str]
    labels: frozenset[str]
    results: tuple[Result, ...]

    @cached_property
    def words_by_entity(self) -> dict[tuple[Entity, str], frozenset[str]]:
        """The words that this paper has about each entity, by where they stand."""
        out: dict[tuple[Entity, str], frozenset[str]] = {}
        for result in self.results:
            for entity in entities(result.triple):
                out[entity, "words"] = self.words
            if result.is_printed:
                for entity in (*entities(result.triple), ("any",)):
                    for where in ("heads", "rows", "title"):
                        more: frozenset[str] = getattr(result, where)
                        out[entity, where] = out.get((entity, where), frozenset()) | more
        return out


def entities(triple: Triple) -> tuple[Entity, ...]:
    """What a leaderboard is made of."""
    task, dataset, metric = triple.task, triple.dataset, triple.metric
    return ("task", task), ("dataset", task, dataset), ("triple", task, dataset, metric), ("metric", metric)


class TrainingExamples:
    """All lessons, counted; a lesson may be left out, as when its own paper is asked about."""

    def __init__(self, lessons: Mapping[str, PaperExample]) -> None:
        self._lessons = dict(lessons)
        self._count: defaultdict[tuple[Entity, str], Counter[str]] = defaultdict(Counter)
        self._papers: Counter[tuple[Entity, str]] = Counter()
        self._has: dict[str, Counter[str]] = {w: Counter() for w in ("words", "heads", "rows", "title")}
        self._labels: Counter[str] = Counter()
        self._results: defaultdict[Triple, list[tuple[str, Result]]] = defaultdict(list)
        for name, lesson in self._lessons.items():
            self._labels.update(lesson.labels)
            for where, count in self._has.items():
                count.update(getattr(lesson, where))
            for key, words in lesson.words_by_entity.items():
                self._count[key].update(words)
                self._papers[key] += 1
            for result in lesson.results:
                self._results[result.triple].append((name, result))

    def same(self, words: frozenset[str]) -> str:
        """The name of the lesson that is this very paper's, else nothing."""
        return next((name for name, lesson in self._lessons.items() if lesson.words == words and words), "")

    def association(self, entity: Entity, where: str, words: Iterable[str], but: str, most: int = 4) -> float:
        """How strongly the words go with an entity; -1 where none of its papers is known.

        The sum of the greatest pointwise mutual informations (Church and Hanks 1990) of a word and the entity.
        """
        left = self._lessons.get(but)
        own = left.words_by_entity.get((entity, where)) if left else None
        papers = self._papers[entity, where] - (own is not None)
        if papers <= 0:
            return -1.0
        total, firm = len(self._lessons) - (left is not None), 1.0 if entity == ("any",) else 2.0
        associations = []
        for word in words:
            seen = self._count[entity, where][word] - (own is not None and word in own)
            if seen >= (2 if entity == ("any",) else 1):
                share = (max(self._has[where][word] - (left is not None), seen) + 0.5) / (total + 1)
                associations.append(math.log((seen + firm * share) / (papers + firm) / share))
        return round(math.fsum(sorted(associations, reverse=True)[:most]), 6)

    def papers(self, entity: Entity, but: str) -> int:
        """How many papers have results of an entity."""
        left = self._lessons.get(but)
        return self._papers[entity, "words"] - (
            left is not None and (entity, "words") in left.words_by_entity
        )

    def rivals(self, labels: Iterable[str], but: str) -> int:
        """In how many papers' tables the most widespread of some row labels stands."""
        own = self._lessons[but].labels if but in self._lessons else frozenset()
        return max((self._labels[label.lower()] - (label.lower() in own) for label in labels), default=0)

    def scores(self, triple: Triple, but: str) -> list[float]:
        """The scores known of a leaderboard, else of its task's metric, else of its metric."""
        for near in (
            lambda t: t == triple,
            lambda t: (t.task, t.metric) == (triple.task, triple.metric),
            lambda t: t.metric == triple.metric,
        ):
            scores = [
                r.score for t, all_ in self._results.items() if near(t) for name, r in all_ if name != but
            ]
            if len(scores) > 1:
                return scores
        return self.own_scores(triple, but)

    def own_scores(self, triple: Triple, but: str) -> list[float]:
        """The scores known of a leaderboard itself."""
        return [r.score for name, r in self._results.get(triple, ()) if name != but]

    def numbers(self, triple: Triple, but: str) -> frozenset[float]:
        """The numbers that stand in columns of a leaderboard's results."""
        others = (r for name, r in self._results.get(triple, ()) if name != but)
        return frozenset(number for r in others for number in (r.score, *r.column))


def example_of(paper: PlainPaper, results: Iterable[Result]) -> PaperExample:
    """A paper's lesson."""
    return PaperExample(
        words=paper.words,
        heads=frozenset(w for n in paper.numbers for w in n.head_words),
        rows=frozenset(w for n in paper.numbers for w in n.row_words),
        title=frozenset(w for t in paper.tables for w in t.title_words),
        labels=frozenset(label.lower() for t in paper.tables for label in t.labels),
        results=tuple(results),
    )
