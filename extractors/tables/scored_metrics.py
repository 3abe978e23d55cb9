"""The metrics that a group of cells can be stated in, with their scores and what the rules for cards say of them."""

import re

from claims import catalog
from claims.catalog.name_index import squeeze
from claims.catalog.usual_metrics import is_benchmark
from extractors.language.model_names import is_model
from extractors.tables.candidates import Candidate, Group, ScoredCandidate
from extractors.tables.data_and_system import scored
from extractors.tables.joined_names import without_arrow
from extractors.tables.label_meaning import read_label
from extractors.tables.metric_candidates import metric_candidates
from extractors.tables.model import ReaderWeights
from extractors.tables.phrase_features import is_language

LEAN_ON_RULES = 2.5
"""How much likelier, as a logarithm, another metric must be than that of the rules."""
ALWAYS = 99.0
"""What no candidate is ahead by: the rules see from its sign that a number is a difference."""
SPELLED = 6.0
"""The same where a phrase over or beside the cells spells what the rules say."""
TEXTS = ("from=caption", "from=lead", "from=behind", "from=section", "from=cited", "from=main")
"""Where the texts around a table stand."""
_MEASURE = re.compile(r"(?i)\b(?:scores?|rat(?:e|ing)s?|acc(?:uracy)?|wins?|judged?|eval\w*)\W*$")


def scored_metrics(group: Group, learned: ReaderWeights) -> tuple[ScoredCandidate, ...]:
    """The metrics of a group with their scores, made once."""
    if (key := id(learned)) not in group.scored_metrics:
        rules = group.hints[0] if group.hints else None
        rules_metric = rules.metric.removeprefix("delta ") if rules and rules.metric != "score" else ""
        by = lean_of(group)
        known = by == ALWAYS or rules_metric in catalog.metrics()
        metrics = scored(metrics_of(group), learned.metric, rules_metric if known else "", by=by)
        group.scored_metrics[key] = learned, metrics
    return group.scored_metrics[key][1]


def metrics_of(group: Group) -> list[Candidate]:
    """The metrics that a group can be stated in, without names of benchmarks and models and what the rules exclude."""
    metrics = [
        candidate
        for candidate in metric_candidates(group, datasets_for(group))
        if candidate.metric or not (is_benchmark(candidate.name) or _is_system(candidate.name))
    ]
    if not group.hints:
        return metrics
    rules = group.hints[0]
    return _of_rules_kind(_without_data(metrics, rules.dataset), rules.metric)


def lean_of(group: Group) -> float:
    """How far the metric of the rules is ahead of others."""
    rules = group.hints[0] if group.hints else None
    if rules and rules.delta:
        return ALWAYS
    return SPELLED if rules and is_spelled(rules.printed, group) else LEAN_ON_RULES


def is_spelled(printed: str, group: Group) -> bool:
    """Whether the name of a metric stands over or beside the cells, so that the rules need not guess it."""
    bare = squeeze(printed)
    return bool(bare) and any(
        bare == squeeze(read_label(phrase.text).printed or phrase.text)
        or (len(bare) > 4 and squeeze(phrase.text).endswith(bare))
        for phrase in group.phrases
    )


def datasets_for(group: Group) -> list[str]:
    """The data sets that the phrases, the corner or the nearest text name, for the metrics usual on them."""
    out = []
    for phrase in group.phrases:
        text = without_arrow(phrase.text)
        label = read_label(text)
        if (phrase.role == "dataset" or label.dataset) and not is_language(text):
            out += [label.dataset or text]
    out += [label.dataset for corner in group.corners if (label := read_label(corner)).dataset]
    if not out:
        for _, passage in group.context.tellings[:2]:
            out += passage.datasets[:1]
    return list(dict.fromkeys(out))[:4]


def _is_system(name: str) -> bool:
    """Whether what would be told as a metric is a model's name: "GPT-5 (High)", but not "GPT-4 score"."""
    return is_model(name) and not _MEASURE.search(name)


def _without_data(metrics: list[Candidate], data: str) -> list[Candidate]:
    """The metrics but for those whose name the rules know as that of the data: AMI among corpora of speech."""
    free = [candidate for candidate in metrics if squeeze(candidate.printed) != squeeze(data)]
    return free if data and any(candidate.metric for candidate in free) else metrics


def _of_rules_kind(metrics: list[Candidate], name: str) -> list[Candidate]:
    """The metrics; where the rules see a score, no speed or size that only a text nearby names."""
    listed = catalog.metrics().get(name.removeprefix("delta "))
    if listed is None or listed.kind != "quality":
        return metrics
    return [
        candidate
        for candidate in metrics
        if candidate.metric is None
        or candidate.metric.kind == "quality"
        or not candidate.signs[0].startswith(TEXTS)
    ]
