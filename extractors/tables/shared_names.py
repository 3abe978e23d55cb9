"""What short names that several things share mean beside the other names of their header."""

import functools
from collections.abc import Iterable, Mapping, Sequence

from claims import catalog
from claims.catalog.word_lists import words
from extractors.language.datasets import known_dataset
from extractors.language.plain_label import plain_label

_SUMMARIES = frozenset({"r1", "r-1", "rl", "r-l", "rouge1", "rouge-1", "rougel", "rouge-l", "rouge"})
"""Names beside which R2 is ROUGE-2."""


def together(texts: Sequence[str]) -> dict[str, str]:
    """What letters mean beside each other: P, R and F; unseen, seen and their harmonic mean; R2 as ROUGE or as R²."""
    low = {_low(text) for text in texts}
    short = {"p": "precision", "r": "recall", "f": "F1", "f1": "F1"} if {"p", "r"} <= low else {}
    zero = {"u": "unseen accuracy", "s": "seen accuracy", "h": "harmonic mean", "hm": "harmonic mean"}
    rouge = {"r1": "ROUGE-1", "r2": "ROUGE-2", "rl": "ROUGE-L"} if {"r1", "r2"} <= low else {}
    square = {"r2": "ROUGE-2" if low & _SUMMARIES else "R-squared"} if "r2" in low else {}
    return short | square | rouge | (zero if {"u", "s"} <= low and {"h", "hm"} & low else {})


@functools.lru_cache(maxsize=256)
def long_names(texts: tuple[str, ...]) -> Mapping[str, str]:
    """The texts that stand for something longer beside each other, each with that."""
    known = together(texts)
    return {
        text: known[_low(text)]
        for text in texts
        if _low(text) in known and _low(text) in ("r1", "r2", "rl", "p", "r", "f")
    }


def entity_types(texts: Iterable[str]) -> frozenset[str]:
    """The labels that are types of entities, where several are: PER beside LOC and ORG is no phoneme error rate."""
    known = words("metric_words", "entity_types")
    types = frozenset(text for text in texts if _low(text) in known)
    return types if len({_low(text) for text in types}) > 1 else frozenset()


def data_by_neighbours(texts: Sequence[str]) -> frozenset[str]:
    """Names of both a metric and a data set that stand among data sets: AMI between GigaSpeech and VoxPopuli."""
    both = frozenset(text for text in texts if len(text) <= 8 and _names_both(text))
    others = [text for text in texts if text not in both]
    data = any(known_dataset(text) is not None and catalog.metric(text) is None for text in others)
    return frozenset(text for text in both if data and not _is_beside_its_like(text, others))


def _names_both(text: str) -> bool:
    return text.isupper() and catalog.metric(text) is not None and known_dataset(text) is not None


def _is_beside_its_like(text: str, others: Sequence[str]) -> bool:
    """Whether another label names a metric of the same task: AMI beside ARI and NMI."""
    metric = catalog.metric(text)
    known = [other for name in others if (other := catalog.metric(name))]
    return metric is not None and any(set(metric.tasks) & set(other.tasks) for other in known)


def _low(text: str) -> str:
    return plain_label(text).casefold().strip(". ")
