"""What else a group of numbers could state: the likeliest names, and the next best reading in words."""

from collections.abc import Mapping, Sequence

from extractors.tables.candidates import Candidate
from extractors.tables.model import ReaderWeights, shares


def likeliest(candidates: Sequence[Candidate], weights: Mapping[str, float]) -> list[tuple[str, float]]:
    """The names of candidates, each once with all its signs together, and how likely it is; the likeliest first."""
    by_name: dict[str, float] = {}
    for candidate, share in zip(candidates, shares(candidates, weights), strict=True):
        by_name[candidate.name] = by_name.get(candidate.name, 0.0) + share
    return sorted(by_name.items(), key=lambda named: -named[1])


def is_measured_on_data(metric: Candidate) -> bool:
    """Whether a metric has a value on some data; a model's size has one without."""
    return metric.metric is None or metric.metric.kind in ("quality", "speed")


def next_best(
    chosen: tuple[Candidate, Candidate],
    metrics: Sequence[Candidate],
    datasets: Sequence[Candidate],
    learned: ReaderWeights,
) -> str | None:
    """What a group states if not the chosen metric and data: the likelier of another metric and other data."""
    metric, dataset = (candidate.name for candidate in chosen)
    datasets = datasets if is_measured_on_data(chosen[0]) else ()
    others = [
        (share, name, dataset)
        for name, share in likeliest(metrics, learned.metric)
        if name not in ("", metric)
    ][:1]
    if datasets:
        others += [
            (share, metric, name) for name, share in likeliest(datasets, learned.dataset) if name != dataset
        ][:1]
    if not others:
        return None
    _, metric, dataset = max(others)
    return f"{metric} on {dataset}" if dataset else f"{metric} without a data set"
