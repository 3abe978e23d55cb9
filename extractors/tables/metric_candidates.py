"""By which metric a group of cells can be stated: what phrases, texts nearby, units and custom say."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from claims import catalog
from claims.catalog.metrics import Metric
from claims.catalog.usual_metrics import usual_metrics
from claims.quantities import units
from claims.records import Quantity
from extractors.language.unit_metric import metric_of_unit
from extractors.tables.candidates import Candidate, Group, Phrase, beside_others, depth
from extractors.tables.card.labels import label
from extractors.tables.joined_names import before_and_after
from extractors.tables.label_meaning import read_label
from extractors.tables.phrase_features import is_language
from extractors.tables.spelled_out import spelled_out
from extractors.tables.splits_and_runs import is_split_or_run

_BRACKET = re.compile(r"[(\[]\s?([^()\[\]]{1,20}?)\s?[)\]]\s?:?\s?$")
"""A unit in brackets at the end of a caption or heading."""
_AVERAGED = re.compile(r"(?i)\b(macro|micro|weighted)\b(?:[\s-]?(?:avg|average|averaged|mean)\.?)?")
"""Which average over classes a header names."""
_SIZE = re.compile(r"(?i)\bsize\b")
"""A label of a model's size."""
_TELLING = ("level:metric", "level:dataset", "level:model", "level:language", "level:n", "level:called")
"""What the phrases of a level can be that says whether they name metrics."""
_MEAN = re.compile(r"(?i)\W*(?:avg|average|mean|overall|total)\W*\s?(?:scores?|results?|performance)?\W*")
"""A label of an average that does not say of what."""
_UNLABELLED = ("near", "main", "behind", "declared", "usual")
"""Sorts of sources that no label of the numbers themselves is."""
_ONE = Quantity(value=Decimal(1), as_written="1")
LEAST_CHANCE = 0.3
"""How likely a phrase must at least name a metric, to be asked."""
OF_OTHERS = frozenset({"precision", "recall"})
"""Metrics that a text names beside the one that sums them up, or as a number format."""


def metric_candidates(group: Group, datasets: Sequence[str]) -> list[Candidate]:
    """The metrics that a group of cells can be stated in; the impossible are left out."""
    every = [
        candidate
        for candidate in _metrics(group, datasets)
        if candidate.metric is None or group.fits(candidate.metric)
    ]
    every = [candidate for candidate in every if not _is_far_fetched(candidate, group)]
    if any(candidate.signs[0].startswith("from=usual") for candidate in every):
        every = [
            candidate
            for candidate in every
            if candidate.name not in OF_OTHERS or _sort(candidate.signs[0]) != "near"
        ]
    every += list(_averaged(every, group))
    support: dict[str, set[str]] = {}
    for candidate in every:
        support.setdefault(candidate.name, set()).add(candidate.signs[0])
    merged: dict[tuple[str, str], Candidate] = {}
    nearby = {
        candidate.name
        for candidate in every
        if _sort(candidate.signs[0]) == "near" and _is_quality(candidate)
    }
    for candidate in every:
        more = tuple(f"also:{sign}" for sign in sorted(support[candidate.name]) if sign != candidate.signs[0])
        sorts = sorted({_sort(sign) for sign in support[candidate.name]})
        more = (*more, f"sorts:{'+'.join(sorts)}", f"support{min(len(sorts), 4)}",
                *((f"only-nearby{len(nearby) == 1}",) if candidate.name in nearby else ()))  # fmt: skip
        key = candidate.name, candidate.signs[0]
        merged.setdefault(key, replace(candidate, signs=(*candidate.signs, *more)))
    return beside_others(list(merged.values()), _sort)


def _is_far_fetched(candidate: Candidate, group: Group) -> bool:
    """Whether only a text names a metric that the labels exclude: a score beside a label with a unit of time or memory,
    or in a card a time or size whose numbers have no unit.
    """
    if candidate.metric is None or _sort(candidate.signs[0]) not in _UNLABELLED:
        return False
    if candidate.metric.kind == "quality":
        return any(_is_no_score(phrase) for phrase in group.phrases)
    united = any(number.unit for number in group.numbers) or candidate.signs[0] == "from=around-unit"
    return not (group.context.document.is_paper or united)


def _is_no_score(phrase: Phrase) -> bool:
    """Whether a label names a time, a size or a cost, or has a unit of one."""
    label = read_label(phrase.text)
    spelled = label.metric is not None and label.metric.kind != "quality" and not label.dataset
    return _is_physical(label.unit) or (spelled and phrase.role == "metric")


def _is_physical(unit: str | None) -> bool:
    """Whether a unit of a label is one of time or memory."""
    return bool(unit) and any(
        units.readings(_ONE.model_copy(update={"unit": unit}), scale) for scale in ("seconds", "bytes")
    )


def _is_quality(candidate: Candidate) -> bool:
    return candidate.metric is not None and candidate.metric.kind == "quality"


def _sort(source: str) -> str:
    """Of which sort a candidate's source is, for what holds of all texts nearby, or of all phrases."""
    name = source.removeprefix("from=")
    if name[:4] in ("head", "stub", "pane", "corn", "defi", "endi"):
        return "spelled"
    if name[:4] in ("capt", "cite", "sect", "lead", "behi", "arou"):
        return "near"
    return re.split(r"[\d:+-]", name)[0]


def _averaged(every: Sequence[Candidate], group: Group) -> Iterator[Candidate]:
    """Macro, micro and weighted averages, which a phrase names apart from the metric that is averaged."""
    for phrase in group.phrases:
        average = _AVERAGED.fullmatch(phrase.text)
        for candidate in every if average else ():
            metric = candidate.metric
            if average and metric and metric.kind == "quality" and not _AVERAGED.search(metric.name):
                kind = average[1].casefold()
                full, short = f"{kind} {metric.name}", f"{kind}-{metric.name.split()[0]}"
                known = catalog.metric(full) or catalog.metric(short)
                name = known.id if known else full
                yield replace(
                    candidate,
                    name=name,
                    printed=f"{phrase.text} {candidate.printed}"[:200],
                    signs=(f"{candidate.signs[0]}+averaged", *candidate.signs[1:], "averaged"),
                )


def _metrics(group: Group, datasets: Sequence[str]) -> Iterator[Candidate]:
    yield from _spelled(group)
    yield from _spelled_in_part(group, datasets)
    yield from (_candidate(way, metric, text, group) for way, metric, text in spelled_out(group))
    yield from _nearby(group, datasets)
    yield from _by_custom(group, datasets)
    yield from _of_document(group)
    yield from _by_unit(group)
    for phrase in group.phrases:
        near = phrase.likely.get("metric", 0.0) > LEAST_CHANCE and phrase.role != "system"
        if (
            (phrase.role == "metric" or near)
            and read_label(phrase.meaning or phrase.text).metric is None
            and not is_language(phrase.text)
            and re.search(r"[^\W\d_]", phrase.text)
            and not (is_split_or_run(phrase.text) or before_and_after(phrase.text))
            and not _MEAN.fullmatch(phrase.text)
        ):
            yield _printed(phrase, group)
    yield from _properties(group)
    if score := catalog.metric("score"):
        yield Candidate("score", "score", tuple(_signs("nothing", score, group)), None)


def _spelled(group: Group) -> Iterator[Candidate]:
    """The metrics that the phrases over and beside the cells name."""
    for phrase in group.phrases:
        label = read_label(phrase.meaning or phrase.text)
        if label.metric is not None and label.metric.id != "score":
            place = phrase.where[:6] if phrase.where.startswith("header") else phrase.where
            source = f"{place}:{phrase.role}"
            inner = (f"rest{bool(label.rest)}", f"sure{phrase.chance('metric')}", f"role:{phrase.role}{bool(label.rest)}{bool(label.dataset)}",
                     f"spelled:{phrase.carried}:{phrase.role}", f"short{len(label.printed) < 3}",
                     *(f"{phrase.role}:{sign}" for sign in phrase.level if sign.startswith(_TELLING)))  # fmt: skip
            base = _candidate(source, label.metric, label.printed, group)
            of_depth = group.context.document.is_paper and "_at_" in label.metric.id
            as_printed = label.shaped and (of_depth or _at_another_depth(label.metric, label.printed))
            name = label.printed if as_printed else base.name
            signs = (*base.signs, *inner)
            yield Candidate(name, label.printed, signs, label.metric, label.unit, label.split, label.delta)
    for corner in group.corners[:1]:
        label = read_label(corner)
        if label.metric and label.metric.id != "score":
            yield _candidate("corner", label.metric, label.printed, group)


def _spelled_in_part(group: Group, datasets: Sequence[str]) -> Iterator[Candidate]:
    """The usual metrics of the data that a phrase calls by their first word: "Image" for an image score."""
    usual = {metric_id for name in datasets for metric_id in usual_metrics(name)}
    for phrase in group.phrases:
        metric = catalog.metric(f"{phrase.text} score") if read_label(phrase.text).metric is None else None
        if metric and metric.id in usual:
            yield _candidate(f"{phrase.where[:6]}:metric", metric, phrase.text, group)


def _at_another_depth(metric: Metric, printed: str) -> bool:
    """Whether a metric at a cut-off is printed with a cut-off that its catalog entry does not have."""
    digits = re.findall(r"\d+", printed)
    return "_at_" in metric.id and (not digits or digits[-1] != metric.id.rpartition("_")[2])


def _nearby(group: Group, datasets: Sequence[str]) -> Iterator[Candidate]:
    """The metrics that caption, headings and citing sentences name."""
    for name, passage in group.context.tellings:
        for dataset in datasets if passage.by_dataset else ():
            if pair := passage.metric_for(dataset):
                yield _candidate(f"{name}:by-dataset", pair[0], pair[1], group)
        several = "+" if len(passage.metrics) > 1 else ""
        for n, (metric, printed) in enumerate(passage.metrics[:4]):
            yield _candidate(f"{name}.{min(n, 2)}{several}", metric, printed, group)
    for text in (group.context.table.caption or "", *reversed(group.context.table.section[-2:])):
        unit = _BRACKET.search(text[-80:])
        if unit and (known := metric_of_unit(unit[1], text)):
            yield _candidate("around-unit", known, unit[1], group)


def _by_custom(group: Group, datasets: Sequence[str]) -> Iterator[Candidate]:
    """The metrics that are usual on the data sets named here."""
    for at, name in enumerate(datasets):
        for n, metric_id in enumerate(usual_metrics(name)[:3]):
            if metric := catalog.metric(metric_id):
                yield _candidate(f"usual{n}{'' if at == 0 else '+'}", metric, metric.name, group)


def _of_document(group: Group) -> Iterator[Candidate]:
    """The metric that the document names most or declares alone."""
    document = group.context.document
    main = document.main
    if main and main[0].id not in OF_OTHERS:
        yield _candidate("main", main[0], main[1], group)
    if document.is_paper:
        return
    if only := document.fields.only_metric:
        yield _candidate("declared", only, only.name, group)
    if behind := document.fields.said_behind(group.context.table):
        yield _candidate("behind", behind, behind.name, group)


def _by_unit(group: Group) -> Iterator[Candidate]:
    """The metric that the numbers' own unit gives away."""
    units = sorted({number.unit for number in group.numbers if number.unit})
    if units and units[0] != "%":
        label_texts = " ".join(phrase.text for phrase in group.phrases)
        size = catalog.metric("params") if units[0] in ("M", "B") and _SIZE.search(label_texts) else None
        if metric := metric_of_unit(units[0], label_texts) or size:
            yield _candidate("unit", metric, units[0], group)


def _printed(phrase: Phrase, group: Group) -> Candidate:
    """A metric that no list knows, by its printed name."""
    label = read_label(phrase.text)
    text = label.printed or phrase.text
    beside = [other for other in group.phrases if other is not phrase and other.where[0] == phrase.where[0]]
    signs = (*_signs(f"print:{phrase.where[:5]}", None, group), f"printed{bool(label.printed)}:{phrase.role}", f"printsure{phrase.chance('metric')}",
             f"print:{phrase.carried}:{phrase.role}", f"print:{depth(phrase, beside)}:{bool(label.dataset)}", f"print:n{min(len(text.split()), 5)}",
             f"print:digits{text[:1].isdigit()}",
             *(f"print:{phrase.role}:{sign}" for sign in phrase.level if sign.startswith(_TELLING)))  # fmt: skip
    return Candidate(text[:120], text, signs, None, label.unit, label.split, label.delta)


def _properties(group: Group) -> Iterator[Candidate]:
    """What the rules for cards see that is no known score: sizes, speeds, costs, and names that a label prints."""
    for hint in group.hints:
        bare = hint.metric.removeprefix("delta ")
        metric = catalog.metrics().get(bare)
        if (
            metric is None
            or metric.kind != "quality"
            or any(_may_be_set(phrase, metric) for phrase in group.phrases)
        ):
            signs = (
                *_signs(f"hint-{hint.reader}", metric, group),
                f"hint-{hint.reader}:{'delta' if hint.delta else 'plain'}",
            )
            yield Candidate(bare, hint.printed, signs, metric, hint.unit, None, hint.delta)


def _may_be_set(phrase: Phrase, metric: Metric) -> bool:
    """Whether a label is the name of a score as well as of a setting: "IoU", also a threshold."""
    return read_label(phrase.text).setting and label(phrase.text).metric == metric


def _candidate(source: str, metric: Metric, printed: str, group: Group) -> Candidate:
    return Candidate(metric.id, printed, tuple(_signs(source, metric, group)), metric)


def _signs(source: str, metric: Metric | None, group: Group) -> Iterator[str]:
    """Where a candidate comes from, and how its scale goes with the numbers."""
    yield f"from={source}"
    yield f"{source.rstrip('0123456789')}:{metric.kind if metric else 'unknown'}"
    yield f"{source.rstrip('0123456789')}|{group.layout}"
    sort = _sort(source)
    yield from (
        f"sort:{sort}",
        f"sort:{sort}:{metric.kind if metric else 'unknown'}",
        f"sort:{sort}|{group.layout}",
        f"sort:{sort}|{'paper' if group.context.document.is_paper else 'card'}",
    )
    scale = metric.scale if metric else "none"
    yield from (f"{scale}&{name}" for name in group.shape if name[:5] in ("v:top", "v:who", "v:uni", "v:low"))
    if metric:
        unitless = not any(number.unit for number in group.numbers)
        yield f"{metric.usual}&{group.shape[0]}{unitless}"
