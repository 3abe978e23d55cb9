"""Where a text names the task, the data set or the metric of a leaderboard."""

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from claims.catalog import word_lists
from extractors.leaderboards.learned.tables import bag, closed, words

_CALLED = {
    "penn treebank": ("PTB", "WSJ", "Wall Street"),
    "cnn / daily mail": ("CNN/DM", "CNN/DailyMail", "CNNDM"),
    "hutter prize": ("enwik8",),
    "yelp binary": ("Yelp P", "Yelp polarity"),
    "1b words": ("One Billion", "Billion Word", "1B Word"),
}
"""What papers call data sets that leaderboards call otherwise."""
_SPELLINGS = {
    "rouge1": ("r1", "rg1", "rouge1", "1"),
    "rouge2": ("r2", "rg2", "rouge2", "2"),
    "rougel": ("rl", "rgl", "rougel", "l"),
    "f1": ("f1", "f", "fscore", "fmeasure", "f1score"),
    "accuracy": ("accuracy", "acc", "accuracies"),
    "error": ("error", "err", "errors", "errorrate"),
    "em": ("em", "exact", "exactmatch"),
    "testperplexity": ("test", "perplexity", "ppl"),
    "validationperplexity": ("dev", "valid", "validation", "val"),
    "bitpercharacterbpc": ("bpc",),
    "precision": ("precision", "p", "prec"),
    "recall": ("recall", "r", "rec"),
}


@dataclass(frozen=True, order=True)
class Triple:
    """A task, a data set and a metric: a leaderboard."""

    task: str
    dataset: str
    metric: str


@lru_cache(maxsize=4096)
def _spellings(dataset: str) -> tuple[frozenset[str], ...]:
    sides = [dataset, re.sub(r"\([^()]*\)", "", dataset)]
    if len(dataset.split(" / ")) == 2 and "Daily" not in dataset:
        sides += dataset.split(" / ")
    kept = (
        frozenset(w for w in words(side) if w not in word_lists.words("dataset_words", "idle"))
        for side in sides
    )
    return tuple(dict.fromkeys(side for side in kept if side))


class Taxonomy:
    """The leaderboards that are asked for, and how much each word tells one from another."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.triples = tuple(sorted(set(triples)))
        self.datasets = tuple(sorted({t.dataset for t in self.triples}))
        count = Counter(word for name in self.datasets for word in set(words(name)))
        self._weight = {word: 1 / (1 + math.log(n)) for word, n in count.items()}
        self._kinds = Counter(task for task, _ in {(t.task, t.dataset) for t in self.triples})
        self._named: dict[str, dict[str, float]] = {}

    def alone(self, triple: Triple) -> bool:
        """Whether a task has one data set in the taxonomy."""
        return self._kinds[triple.task] == 1

    def named(self, dataset: str, text: str) -> float:
        """How much of a data set's name a text has, from 0 to 1; none without its telling words."""
        return self._names(text).get(dataset, 0.0)

    def _names(self, text: str) -> dict[str, float]:
        if text not in self._named:
            if len(self._named) > 1 << 17:
                self._named.clear()
            shares = ((dataset, self._name(dataset, text)) for dataset in self.datasets)
            self._named[text] = {dataset: share for dataset, share in shares if share}
        return self._named[text]

    def _name(self, dataset: str, text: str) -> float:
        if len(squeezed := re.sub(r"\W", "", dataset)) < 4:
            return float(bool(re.search(rf"(?<!\w){re.escape(squeezed)}(?!\w)", text)))
        called = (names for key, names in _CALLED.items() if dataset.lower().startswith(key))
        best = 0.9 * any(name in closed(text) for names in called for name in names)
        words_of = bag(text)
        for name in _spellings(dataset):
            telling = [word for word in name if word not in word_lists.words("dataset_words", "loose")]
            telling = telling if any(word[0].isalpha() for word in telling) else list(name)
            if all(word in words_of for word in telling):
                share = self._heft(word for word in name if word in words_of) / self._heft(name)
                best = max(best, 0.6 + 0.4 * share)
        return best

    def _heft(self, name: Iterable[str]) -> float:
        return math.fsum(self._weight.get(word, 1.0) for word in name)

    def others(self, dataset: str, head: str, title: str) -> bool:
        """Whether headers, or the caption where they are silent, name another data set and not this one."""
        for text in (head, title):
            if self.named(dataset, text):
                return False
            if 1 in self._names(text).values():
                return True
        return False


@lru_cache(maxsize=1 << 17)
def spoken(task: str, words_of: frozenset[str]) -> float:
    """How much of a task's name a text has."""
    name = [
        word[:6]
        for word in words(task.replace("_", " "))
        if word not in word_lists.words("dataset_words", "idle")
    ]
    stems = {word[:6] for word in words_of}
    return sum(word in stems for word in name) / max(1, len(name))


@lru_cache(maxsize=1 << 17)
def measures(metric: str, text: str) -> bool:
    """Whether a label names a metric."""
    key, spellings = "".join(words(metric)), words(text)
    known = _SPELLINGS.get(key, (key,))
    return (
        "".join(spellings) in known
        or key in spellings
        or any(len(spelling) > 2 and spelling in spellings for spelling in known)
    )


@lru_cache(maxsize=1 << 16)
def measured(text: str) -> bool:
    """Whether a label names any metric."""
    return any(word in word_lists.words("metric_words", "measures") for word in words(text[:80]))
