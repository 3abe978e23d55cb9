"""Metrics that only a paper's own tables name, number again in its sentences: "by 23 % in rSum"."""

import re
from collections.abc import Iterable, Iterator, Sequence

from claims import catalog
from claims.catalog import word_lists
from claims.catalog.metrics import Metric
from claims.records import Claim
from extractors.language.metrics import MetricMention

FEWEST = 2
"""Numbers of a paper's tables that must stand under a name before its sentences are searched for it."""
_NAME = re.compile(r"(?=.*[^\W\d_]{2})(?=.*(?:[A-Z\d@]|[a-z] [a-z]))[^\W_][\w@.+/ -]{0,38}[\w@%)]")


def table_metrics(claims: Iterable[Claim]) -> tuple[Metric, ...]:
    """Metrics that tables print and the catalog does not list, each under its printed name, the longest name first."""
    counts: dict[str, int] = {}
    for claim in claims:
        name = claim.metric.removeprefix("delta ")
        if (
            claim.kind in ("quality", "comparison")
            and name not in catalog.metrics()
            and _NAME.fullmatch(name)
        ):
            counts[name] = counts.get(name, 0) + 1
    score = catalog.metrics()["score"]
    everyday = word_lists.words("metric_words", "everyday_words")
    names = [name for name, n in counts.items() if n >= FEWEST and name.casefold() not in everyday]
    return tuple(
        score.model_copy(update={"id": name, "name": name, "aliases": ()})
        for name in sorted(names, key=len, reverse=True)
    )


def with_table_metrics(
    mentions: Sequence[MetricMention], metrics: Sequence[Metric], text: str
) -> list[MetricMention]:
    """The metrics that a sentence names, those of the paper's tables among them, from left to right."""
    kept = list(mentions)
    for mention in _mentions(metrics, text):
        if not any(mention.start < known.end and known.start < mention.end for known in kept):
            kept.append(mention)
    return sorted(kept, key=lambda mention: mention.start)


def _mentions(metrics: Sequence[Metric], text: str) -> Iterator[MetricMention]:
    for metric in metrics:
        exact = len(metric.name) < 5 or any(letter.isupper() for letter in metric.name[1:])
        spelled = re.escape(metric.name) if exact else f"(?i:{re.escape(metric.name)})"
        for match in re.finditer(rf"(?<![\w-]){spelled}(?![\w-])", text):
            yield MetricMention(match.start(), match.end(), metric, match[0])
