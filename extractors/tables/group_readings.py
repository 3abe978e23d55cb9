"""What a group of cells states: its metric, its data, and whether its numbers are claims at all."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from claims.catalog.datasets import find_dataset
from claims.catalog.name_index import squeeze
from extractors.tables.alternatives import next_best
from extractors.tables.candidates import Candidate, Group, Phrase, ScoredCandidate
from extractors.tables.card.headers import AVERAGE
from extractors.tables.data_and_system import scored
from extractors.tables.dataset_candidates import dataset_candidates
from extractors.tables.groups import ReadTable
from extractors.tables.keeping import signs_of
from extractors.tables.label_meaning import is_count, read_label
from extractors.tables.metric_candidates import OF_OTHERS
from extractors.tables.model import ReaderWeights, likely, pick
from extractors.tables.no_results import are_input_sizes, is_required
from extractors.tables.scored_metrics import (
    ALWAYS,
    LEAN_ON_RULES,
    TEXTS,
    lean_of,
    metrics_of,
    scored_metrics,
)
from extractors.tables.sister_columns import agreed, sisters

LEAN_ON_DATA = 1.0
"""How much likelier other data must be than that of the rules, where a label names the likeliest."""
LEAST_PRINTED = 0.8
"""How likely a printed name that no list knows must be a metric's, to be told as one in a card."""
LEAST = 0.5
"""How likely numbers must be claims, where nothing else speaks for or against them."""
LEAST_IN_PAPERS = 0.35
"""How likely numbers of a paper must be claims: whole tables are lost where more is asked."""
LEAST_COUNT = 1_000
"""Parameters from which on a number that the rules see under that name is hardly anything else."""
_COUNTED = frozenset({"K", "k", "M", "B", "T", "KB", "MB", "GB", "TB"})
"""Units of counts and sizes, which no score has."""
_NEAR = ("from=caption", "from=lead", "from=section0")
"""Where the texts nearest to a table stand."""
_SCORE = re.compile(r"(?i)(?:\b|_)score\b")
"""A label that says itself that its numbers are some score."""
_NEXT = ("header0", "stub0")
"""The levels next to the numbers."""
_AT_K = re.compile(r"[A-Za-z]+@\d+")
"""A metric at a cut-off: "maj@100"."""
_LOG = frozenset({"anyh:epoch", "anyh:epochs", "anyh:step", "anyh:steps"})
"""Signs of a training log."""


@dataclass(frozen=True)
class GroupReading:
    """What a group of cells was found to state."""

    metric: Candidate
    dataset: Candidate
    shares: Mapping[str, float]
    """How sure metric, data and being a claim are."""
    datasets: tuple[ScoredCandidate, ...]
    """All data that it can be measured on."""
    kept: bool
    never: bool = False
    """Whether its numbers are no claims whatever stands beside them: counts of sentences or shots."""
    could_be: str | None = None
    """What else it could state."""


def name_group(read: ReadTable, group: Group, learned: ReaderWeights) -> GroupReading:
    """Metric and data of a group, and whether its numbers are claims."""
    metrics = metrics_of(group)
    metric, sure = _metric_of(read, group, metrics, learned)
    datasets = _fitting(_datasets(group), metric)
    if sisters(read, group):  # what names the metric of several columns is not the data of one
        datasets = [
            dataset
            for dataset in datasets
            if not dataset.name or squeeze(dataset.name) != squeeze(metric.printed)
        ]
    several = _scored_datasets(group, datasets, learned)
    likeliest = max(several, key=lambda candidate: candidate.score)
    dataset, certain = likeliest.candidate, likeliest.share
    metric = _unlike_its_data(metric, dataset, metrics, learned)
    keep = likely(signs_of(read, group, metric), learned.keep)
    shares = {"metric": sure, "dataset": certain, "kept": keep}
    needed = _needed(read, group, metric)
    kept = keep >= needed
    other = next_best((metric, dataset), metrics, datasets, learned) if kept else None
    return GroupReading(metric, dataset, shares, several, kept, needed > 1, other)


def _metric_of(
    read: ReadTable, group: Group, metrics: list[Candidate], learned: ReaderWeights
) -> tuple[Candidate, float]:
    """The metric of a group, and how sure it is."""
    rules = group.hints[0] if group.hints else None
    by = lean_of(group)
    likeliest = agreed(group, lambda member: scored_metrics(member, learned), sisters(read, group))
    metric, sure = likeliest.candidate, likeliest.share
    doubted = metric.metric is None and metric.unit is None and sure < LEAST_PRINTED and by != ALWAYS
    if doubted and not group.context.document.is_paper:
        metric, sure, _ = pick(
            [candidate for candidate in metrics if candidate.metric] or metrics, learned.metric
        )
    metric = _rather_than_a_score(metric, metrics, group)
    metric = _named_by_header(_at_a_depth(_known_so(metric, metrics), metrics), metrics, group)
    metric = _of_an_average(metric, metrics, learned)
    listed = [
        candidate for candidate in metrics if candidate.metric and rules and candidate.name == rules.metric
    ]
    if metric.metric is None and listed:  # a printed name overrules no metric that is known and possible
        metric = pick(listed, learned.metric)[0]
    return metric, sure


def _scored_datasets(
    group: Group, datasets: list[Candidate], learned: ReaderWeights
) -> tuple[ScoredCandidate, ...]:
    """The data sets with their scores; that the rules see no data is no reason to see none."""
    by_rules = group.hints[0].dataset if group.hints else ""
    nearby = pick(datasets, learned.dataset)[0].signs[0].startswith((*TEXTS, "from=spoken"))
    return scored(datasets, learned.dataset, by_rules, by=LEAN_ON_RULES if nearby else LEAN_ON_DATA)


def _unlike_its_data(
    metric: Candidate, dataset: Candidate, metrics: list[Candidate], learned: ReaderWeights
) -> Candidate:
    """The metric, unless its name is that of the data, or the data's without a part of it."""
    name, data = squeeze(metric.name), squeeze(dataset.name)
    if metric.metric is None and (name == data or (len(name) > 3 and data.startswith(name))):
        metric = next((candidate for candidate in metrics if candidate.name == "score"), metric)
    if dataset.name and squeeze(metric.printed) == squeeze(dataset.name):
        others = [candidate for candidate in metrics if squeeze(candidate.printed) != squeeze(dataset.name)]
        metric = pick(others, learned.metric)[0] if others else metric
    return metric


def _fitting(datasets: list[Candidate], metric: Candidate) -> list[Candidate]:
    """The data sets but for metrics and the label that spells this one; of a speed or a size none that only the document names."""
    datasets = [candidate for candidate in datasets if not _is_metric(candidate.name)]
    if metric.metric is None:
        return datasets
    if metric.signs[0].startswith(("from=header", "from=stub", "from=panel")):
        label = squeeze(metric.printed)
        datasets = [
            candidate
            for candidate in datasets
            if squeeze(candidate.name) != label or read_label(candidate.name).dataset
        ]
    if metric.metric.kind == "quality":
        return datasets
    return [candidate for candidate in datasets if not candidate.signs[0].startswith("from=spoken")]


def _is_metric(name: str) -> bool:
    """Whether a name is a metric's and nothing else: "Accuracy" is no data set."""
    label = read_label(name)
    return label.metric is not None and not (label.rest or label.dataset or find_dataset(name))


def _datasets(group: Group) -> list[Candidate]:
    """The data sets, without what the rules know as the name of the metric.

    Where the rules see none, not one that only the rest of the document names.
    """
    every = dataset_candidates(group)
    if not group.hints:
        return every
    rules = group.hints[0]
    known_metric = read_label(rules.printed).metric
    names_metric = rules.metric in (rules.printed, known_metric.id if known_metric else "")
    of_metric = names_metric and squeeze(rules.printed) != squeeze(rules.dataset)
    no_data = squeeze(rules.printed) if of_metric else ""
    every = [candidate for candidate in every if not candidate.name or squeeze(candidate.name) != no_data]
    return (
        every
        if rules.dataset
        else [candidate for candidate in every if not candidate.signs[0].startswith("from=spoken")]
    )


def _rather_than_a_score(metric: Candidate, metrics: Sequence[Candidate], group: Group) -> Candidate:
    """Where a mere score would be told: a benchmark's usual metric, or the only one that the text nearby names."""
    if corner := _of_corner(metric, metrics, group):
        return corner
    if metric.name != "score":
        return metric
    quality = [candidate for candidate in metrics if candidate.metric and candidate.metric.kind == "quality"]
    usual = [candidate for candidate in quality if candidate.signs[0] == "from=usual0"]
    near = [
        candidate
        for candidate in quality
        if "only-nearbyTrue" in candidate.signs and candidate.signs[0].startswith(_NEAR)
    ]
    near = [] if any(_SCORE.search(phrase.text) for phrase in group.phrases) else near
    return next(iter((*usual, *near)), metric)


def _named_by_header(metric: Candidate, metrics: Sequence[Candidate], group: Group) -> Candidate:
    """Of several metrics that are usual on the data, the one whose name holds the whole header: "Image" of image score."""
    heads = {phrase.text.casefold() for phrase in group.phrases if phrase.where == "header0"}
    usual = [
        candidate for candidate in metrics if candidate.metric and candidate.signs[0].startswith("from=usual")
    ]
    named_so = [
        candidate
        for candidate in usual
        if candidate.metric and heads & set(candidate.metric.name.casefold().split())
    ]
    fits = metric in named_so or not metric.signs[0].startswith("from=usual")
    return metric if fits or len(named_so) != 1 else named_so[0]


def _of_an_average(metric: Candidate, metrics: Sequence[Candidate], learned: ReaderWeights) -> Candidate:
    """The metric that is averaged, where a label says no more than that numbers are averages."""
    known = [
        candidate
        for candidate in metrics
        if candidate.metric and candidate.metric.kind == "quality" and candidate.name != "score"
    ]
    return pick(known, learned.metric)[0] if known and AVERAGE.match(metric.printed) else metric


def _at_a_depth(metric: Candidate, metrics: Sequence[Candidate]) -> Candidate:
    """What a label prints in the form name@k, before a metric that is merely usual on the data."""
    shaped = [
        candidate
        for candidate in metrics
        if candidate.signs[0].startswith("from=print") and _AT_K.fullmatch(candidate.name)
    ]
    return shaped[0] if shaped and metric.signs[0].startswith("from=usual") else metric


def _known_so(metric: Candidate, metrics: Sequence[Candidate]) -> Candidate:
    """A known metric that is printed so, or a number of parameters where a mere size is counted in millions."""
    known = [candidate for candidate in metrics if candidate.metric and candidate.printed == metric.printed]
    known += [
        candidate for candidate in metrics if candidate.signs[0] == "from=unit" and candidate.name == "params"
    ]
    return known[0] if known and metric.metric is None else metric


def _of_corner(metric: Candidate, metrics: Sequence[Candidate], group: Group) -> Candidate | None:
    """The metric that the corner names alone, where no phrase over or beside the numbers spells one."""
    alone = [
        candidate
        for candidate in metrics
        if candidate.signs[0] == "from=corner"
        and candidate.name not in OF_OTHERS
        and candidate.metric
        and candidate.metric.kind == "quality"  # "Param" over names of settings counts nothing
    ]
    if not alone or metric.signs[0].startswith(("from=header", "from=stub", "from=panel", "from=print")):
        return None
    corner = read_label(group.corners[0])
    short = corner.metric.aliases if corner.metric else ()
    return alone[0] if corner.rest in ("", *short) and not corner.dataset else None


def _needed(read: ReadTable, group: Group, metric: Candidate) -> float:
    """How likely numbers must be claims: less where the rules say so too, more where nothing else speaks for it."""
    if is_required(read, group) or are_input_sizes(metric, group.numbers):
        return 1.1
    if group.hints:
        counted_out = metric.name == "params" and all(number.value >= LEAST_COUNT for number in group.numbers)
        return (0.2 if counted_out else 0.4) * LEAST
    counted = metric.name == "score" and any(number.unit in _COUNTED for number in group.numbers)
    spelled = metric.signs[0].startswith(("from=header", "from=stub", "from=panel"))
    counts = {phrase.where for phrase in group.phrases if phrase.where in _NEXT and is_count(phrase.text)}
    settled = metric.signs[0] == "from=nothing" and any(_is_setting(phrase) for phrase in group.phrases)
    if counted or settled or "header0" in counts or (counts and not spelled):
        return 1.1  # how many sentences, tokens or shots: no score, whatever else speaks for it
    if not _LOG.isdisjoint(read.signs.get("keeping", ())):
        return max(LEAST, 0.95)
    printed = metric.metric is None and metric.name != "score"
    beside = any(read.hints.values())
    if group.context.document.is_paper:
        return max(LEAST, 0.8) if printed or beside else min(LEAST, LEAST_IN_PAPERS)
    if printed or (metric.metric and metric.metric.kind != "quality"):
        return max(LEAST, 0.8 if beside else 0.9)
    guessed = not metric.signs[0].startswith(("from=header", "from=stub", "from=panel", "from=usual"))
    return max(LEAST, 0.9 if beside and guessed else 0.8) if beside else LEAST


def _is_setting(phrase: Phrase) -> bool:
    """Whether a label next to numbers is the name of a setting, so that they are its values: "learning rate"."""
    return phrase.where in _NEXT and len(phrase.text) > 5 and read_label(phrase.text).setting
