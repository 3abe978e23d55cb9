"""What a metric is: its scale, its bounds, and which direction is better."""

import functools
import re
from decimal import Decimal
from typing import Literal

from claims.catalog.name_index import Index, records, spellings
from claims.records.record import Record

Scale = Literal[
    "share", "open", "count", "tokens", "bytes", "bytes_per_second", "seconds", "rate", "ratio", "operations",
    "macs", "operations_per_second", "grams", "kwh", "watts", "bits", "money",
]  # fmt: skip

SAFE = frozenset({"F1", "f1", "EM", "em", "PQ", "R²", "R^2"})
"""Short names that mean one thing wherever they stand; every other of one or two letters needs a task."""


class Metric(Record):
    """A metric of the catalog."""

    id: str
    """What claims call it."""
    name: str
    """How a sentence calls it."""
    aliases: tuple[str, ...] = ()
    """Other spellings; one spelling may belong to several metrics."""
    kind: Literal["quality", "speed", "size", "compute", "cost", "reliability"]
    """What sort of claim it makes."""
    higher_is_better: bool | None = None
    """The better direction, where there is one."""
    low: Decimal | None = None
    """The least possible value, in base units (shares from 0 to 1)."""
    high: Decimal | None = None
    """The greatest possible value, in base units."""
    scale: Scale
    """Which readings a printed number has (see `claims.quantities.units`)."""
    usual: Literal["fraction", "percent", "both", "open"] = "open"
    """How a share is usually printed."""
    counted: bool = False
    """Whether it is a share of right answers over n."""
    tasks: tuple[str, ...] = ()
    """Where it is used; this tells shared spellings apart."""
    source: str
    """Where the facts were read."""


@functools.cache
def metrics() -> dict[str, Metric]:
    """Every metric, by id."""
    return {metric.id: metric for metric in records("metrics.toml", "metric", Metric)}


def metric(name: str, task: str | None = None) -> Metric | None:
    """The metric of that id or alias; None if there is none, or if several share it and no task decides."""
    names = _index().find(name)
    if not names or ("=" in name and not _is_spelled(name, names)):  # "f = 1" sets something
        return None
    known = [metrics()[name] for name in sorted(names)]
    if name.strip() in metrics():
        return metrics()[name.strip()]
    if len(known) == 1 and not _short(name, known[0]):
        return known[0]
    if task:
        return _by_task(known, task)
    general = [metric for metric in known if "any" in metric.tasks]
    return general[0] if len(known) > 1 and len(general) == 1 and len(name.strip()) > 2 else None


def _is_spelled(name: str, names: frozenset[str]) -> bool:
    """Whether one of the metrics is spelled exactly so."""
    return any(name.strip() in (metrics()[known].name, *metrics()[known].aliases) for known in names)


def _short(name: str, only: Metric) -> bool:
    """Whether a name of one or two letters needs a task before it means anything."""
    bare = list(spellings(name))[-1].rstrip(".")
    return len(bare) <= 2 and bare not in SAFE and bare.isascii() and "any" not in only.tasks


def _by_task(known: list[Metric], task: str) -> Metric | None:
    """The one metric whose tasks share most words with the task."""
    spoken = _words(task)
    ranked = sorted(
        ((len(spoken & _words(" ".join(metric.tasks))), metric.id) for metric in known), reverse=True
    )
    best = [metric for score, metric in ranked if score and score == ranked[0][0]]
    return metrics()[best[0]] if len(best) == 1 else None


def _words(task: str) -> set[str]:
    """Words of a task; British and American spelling are the same word."""
    return {re.sub("z", "s", word)[:12] for word in re.findall(r"[^\W_]+", task[:200].casefold())}


@functools.cache
def _index() -> Index:
    return Index((metric.id, (metric.name, *metric.aliases)) for metric in metrics().values())
