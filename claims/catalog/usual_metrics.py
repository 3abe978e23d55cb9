"""The metric that a benchmark is usually reported in, where a table names none."""

import functools
import re

from claims.catalog.datasets import find_dataset
from claims.catalog.name_index import rows, squeeze

_WORD = re.compile(r"[^\W_]+")


def usual_metrics(name: str) -> tuple[str, ...]:
    """Ids of the metrics usual on a benchmark, the commonest first; longer forms and parts of a suite count too."""
    return _usual(name[:120])


def is_benchmark(name: str) -> bool:
    """Whether exactly this is the name of a benchmark with a usual metric."""
    return len(bare := squeeze(name)) > 1 and bare in _table()


@functools.lru_cache(maxsize=4096)
def benchmark_in(name: str) -> str | None:
    """The longest benchmark's name that a longer name begins or ends with: "MMLU" of "MMLU (5-shot)"."""
    known, spans = _table(), [match.span() for match in _WORD.finditer(name)]
    for size in range(len(spans), 0, -1):
        for first, last in ((spans[0], spans[size - 1]), (spans[-size], spans[-1])):
            part = name[first[0] : last[1]]
            if squeeze(part) in known:
                return part
    return None


@functools.lru_cache(maxsize=4096)
def _usual(name: str) -> tuple[str, ...]:
    known = _table()
    if part := benchmark_in(name):
        return known[squeeze(part)]
    words = _WORD.findall(name)
    listed = find_dataset(name)
    if listed is not None and listed.usual_metrics:
        return listed.usual_metrics
    bare = re.sub(r"\d+$", "", squeeze(words[0])) if words else ""
    return known.get(bare, ()) if len(bare) > 2 else ()


@functools.cache
def _table() -> dict[str, tuple[str, ...]]:
    usual: dict[str, tuple[str, ...]] = {}
    for row in rows("usual_metrics.toml", "usual"):
        names, metrics = row["names"], row["metrics"]
        if not isinstance(names, list) or not isinstance(metrics, list):
            raise TypeError(f"usual_metrics.toml: {names} and {metrics} must be lists")
        for name in names:
            usual.setdefault(squeeze(name), tuple(metrics))
    return usual
