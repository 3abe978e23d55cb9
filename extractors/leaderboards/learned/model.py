"""The two small models and the lessons that were learnt, as plain data: no code is read from a file."""

import json
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TypeAlias, cast

from extractors.leaderboards.learned.board_names import Triple
from extractors.leaderboards.learned.training_examples import PaperExample, Result, TrainingExamples

_PARTS = ("words", "heads", "rows", "title", "labels")
Json: TypeAlias = "dict[str, Json] | list[Json] | str | float | int | bool | None"


@dataclass(frozen=True)
class Linear:
    """A weighted sum of features; a softmax over the numbers of a paper makes it a probability."""

    weights: Mapping[str, float]

    def __call__(self, features: Mapping[str, float]) -> float:
        """The sum."""
        return math.fsum(weight * features[name] for name, weight in self.weights.items())


@dataclass(frozen=True)
class Tree:
    """A decision tree: node i asks whether feature[i] <= threshold[i]; -1 marks a leaf."""

    feature: Sequence[int]
    threshold: Sequence[float]
    left: Sequence[int]
    right: Sequence[int]
    value: Sequence[float]

    def __call__(self, row: Sequence[float]) -> float:
        """What the leaf holds that a row falls into."""
        node = 0
        while self.feature[node] >= 0:
            below = row[self.feature[node]] <= self.threshold[node]
            node = self.left[node] if below else self.right[node]
        return self.value[node]


@dataclass(frozen=True)
class Trees:
    """Boosted trees; their sum is the logarithm of the odds."""

    names: Sequence[str]
    start: float
    trees: Sequence[Tree]

    def __call__(self, features: Mapping[str, float]) -> float:
        """The probability."""
        row = [float(features[name]) for name in self.names]
        odds = self.start + math.fsum(tree(row) for tree in self.trees)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


@dataclass(frozen=True)
class TrainedModel:
    """All that was learnt."""

    lessons: TrainingExamples
    chooses: Linear
    """Which number of a paper is a leaderboard's result, if one is."""
    belongs: Trees
    """Whether a paper has a result on a leaderboard."""
    least: float
    """The probability from which telling a result gains more than it loses."""


@cache
def trained_model() -> TrainedModel:
    """The trained model that ships with the project."""
    return load(
        json.loads(
            files("extractors.leaderboards.learned").joinpath("learnt.json").read_text(encoding="utf-8")
        )
    )


def read(path: Path) -> TrainedModel:
    """The trained model that a file holds."""
    return load(json.loads(path.read_text(encoding="utf-8")))


def load(data: dict[str, Json]) -> TrainedModel:
    """The trained model that the data of a file describe."""
    words, belongs = cast("list[str]", data["words"]), cast("dict[str, Json]", data["belongs"])
    papers = cast("dict[str, dict[str, list[Json]]]", data["papers"])
    boards = [Triple(*row) for row in cast("list[tuple[str, str, str]]", data["boards"])]
    return TrainedModel(
        TrainingExamples({name: _lesson(row, words, boards) for name, row in papers.items()}),
        Linear(cast("dict[str, float]", data["chooses"])),
        Trees(
            cast("list[str]", belongs["names"]),
            cast("float", belongs["start"]),
            [Tree(*tree) for tree in cast("list[list[list[float]]]", belongs["trees"])],  # type: ignore[arg-type]
        ),
        cast("float", data["least"]),
    )


def _lesson(row: Mapping[str, list[Json]], words: Sequence[str], boards: Sequence[Triple]) -> PaperExample:
    def words_of(ids: Json) -> frozenset[str]:
        return frozenset(words[i] for i in cast("list[int]", ids))

    results = []
    for result in row["results"]:
        board, score, heads, rows, title, column = cast("list[Json]", result)
        triple, numbers = boards[cast("int", board)], frozenset(cast("list[float]", column))
        results.append(
            Result(triple, cast("float", score), words_of(heads), words_of(rows), words_of(title), numbers)
        )
    sets = {name: words_of(row[name]) for name in _PARTS}
    return PaperExample(**sets, results=tuple(results))


def dump(lessons: Mapping[str, PaperExample]) -> dict[str, Json]:
    """Lessons as data, each word and leaderboard once."""
    kept = {name: _without_rare_words(lesson, lessons.values()) for name, lesson in sorted(lessons.items())}
    boards = sorted({r.triple for value in kept.values() for r in value.results})
    words = sorted(frozenset().union(*(s for value in kept.values() for s in _sets(value))))
    at = {word: i for i, word in enumerate(words)}

    def ids(chosen: frozenset[str]) -> list[Json]:
        return [*sorted(at[word] for word in chosen)]

    papers: dict[str, Json] = {}
    for name, lesson in kept.items():
        results: list[Json] = [
            [boards.index(r.triple), r.score, ids(r.heads), ids(r.rows), ids(r.title), [*sorted(r.column)]]
            for r in lesson.results
        ]
        parts: dict[str, Json] = {key: ids(getattr(lesson, key)) for key in _PARTS}
        papers[name] = parts | {"results": results}
    return {"words": [*words], "boards": [[t.task, t.dataset, t.metric] for t in boards], "papers": papers}


def _without_rare_words(example: PaperExample, every: Collection[PaperExample]) -> PaperExample:
    """A lesson without the words of headers, labels and captions that stand about no result: none asks for them."""
    common = {
        where: frozenset().union(*(getattr(r, where) for other in every for r in other.results))
        for where in ("heads", "rows", "title")
    }
    return replace(example, **{where: getattr(example, where) & words for where, words in common.items()})


def _sets(example: PaperExample) -> list[frozenset[str]]:
    bags = [example.words, example.heads, example.rows, example.title, example.labels]
    return bags + [s for r in example.results for s in (r.heads, r.rows, r.title)]
