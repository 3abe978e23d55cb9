"""Finds the metrics that a running text names."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from claims import catalog
from claims.catalog import word_lists
from claims.catalog.metrics import Metric
from claims.catalog.name_index import squeeze

_WORD = re.compile(r"R\^2(?!\d)|[^\W_]+(?:[-+_@.'&][^\W_]+)*\+{0,2}|#")
_LONGEST = 4
"""Words of the longest name that is looked for."""


@dataclass(frozen=True)
class MetricMention:
    """A metric's name in a text."""

    start: int
    end: int
    metric: Metric
    printed: str


def metrics_in(text: str) -> Iterator[MetricMention]:
    """The metrics that a text names, left to right, the longest name at each place."""
    text = text[:4000]
    words = list(_WORD.finditer(text))
    at, beginnings = 0, _beginnings()
    while at < len(words):
        if squeeze(words[at][0]) not in beginnings:  # most words
            at += 1
            continue
        for size in range(min(_LONGEST, len(words) - at), 0, -1):
            start, end = words[at].start(), words[at + size - 1].end()
            known = _known(text[start:end]) if "\n\n" not in text[start:end] else None
            if known:
                yield MetricMention(start, end, known, text[start:end])
                at += size - 1
                break
        at += 1


@functools.cache
def _beginnings() -> frozenset[str]:
    """All that a name of a metric can begin with, without case and punctuation."""
    spelled = [
        spelling
        for metric in catalog.metrics().values()
        for spelling in (metric.id, metric.name, *metric.aliases)
    ]
    names = {squeeze(spelling) for spelling in (*spelled, *word_lists.meanings("metric_words", "phrases"))}
    return frozenset(name[:size] for name in names for size in range(len(name) + 1))


@functools.lru_cache(maxsize=16384)
def _known(name: str) -> Metric | None:
    """The metric of a name in a sentence; words that are no names of metrics by themselves are left out."""
    low = " ".join(name.casefold().split())
    phrase = word_lists.meanings("metric_words", "phrases").get(low)
    if phrase and not (low in word_lists.words("metric_words", "case_matters") and name == low):
        return catalog.metric(phrase)
    if low in word_lists.words("metric_words", "everyday_words") and not (name.isupper() and len(name) > 2):
        return None
    if len(low) < 2 or (len(low) == 2 and low not in ("f1", "em", "r²")):
        return None
    known = catalog.metric(name)
    if known is None and " " in name and low.endswith(("rates", "errors")):
        return _known(name[:-1])  # "word error rates"
    if known is None or known.id == "score" or (known.kind == "compute" and low != known.name.lower()):
        return None
    return known if _spelled(name, known) else None


def _spelled(name: str, metric: Metric) -> bool:
    """Whether a metric is named word by word as it is spelled: "am I" is not AMI, and SUC is a corpus, not an area."""
    spellings = (metric.id, metric.name, *metric.aliases)
    letters = re.sub(r"[^A-Za-z]", "", name)
    if name in spellings and re.search(r"[²^]", name):  # "R²", "R^2"
        return True
    if len(letters) <= 3 and letters.casefold() not in word_lists.words("metric_words", "acronyms"):
        return (
            name in spellings
            and letters.isupper()
            and len(letters) > 1
            and letters not in word_lists.words("metric_words", "ambiguous_acronyms")
        )
    parts = re.split(r"[\W_]+", name.casefold())
    return any(re.split(r"[\W_]+", spelling.casefold()) == parts for spelling in spellings) or " " not in name
