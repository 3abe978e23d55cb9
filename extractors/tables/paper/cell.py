"""One cell of results: on what data it was measured, and by which metric."""

import re
from dataclasses import dataclass, replace
from functools import cached_property

from claims import catalog
from claims.catalog.datasets import find_dataset
from claims.catalog.metrics import Metric
from claims.records import Cell
from extractors.language.plain_label import plain_label
from extractors.language.unit_metric import metric_of_unit
from extractors.tables.cell_numbers import Value
from extractors.tables.paper.labels import Named, is_plain, named
from extractors.tables.paper.roles import Axes, named_head
from extractors.tables.paper.surroundings import Around

_LISTED = re.compile(
    r"\(([A-Z][\w@.-]{1,12})((?:,\s[A-Z][\w@.-]{1,12}){0,3}(?:,?\sand\s|/|\s/\s)[A-Z][\w@.-]{1,12})(?:\sin\s%|,?\s%)?\)"
)
"""Metrics that a caption lists in brackets, in the order of a cell's numbers."""
_ACRONYM = re.compile(r"[A-Z]{1,3}-?[A-Z]{3,6}")
"""A column's unknown acronym under a caption that names the data: "NMVE"."""


@dataclass(frozen=True)
class Spot:
    """One cell of results, and where it is."""

    axes: Axes
    around: Around
    row: int
    column: int
    cell: Cell
    subject: str
    extra: tuple[str, ...]
    marked: bool

    @cached_property
    def tops(self) -> tuple[Named, ...]:
        """What stands over it; over all of its columns where it spans several."""
        return self.axes.part.tops[self.column]

    @cached_property
    def before(self) -> tuple[Named, ...]:
        """What the row's labels that name no method say, and the full-width rows above."""
        roles, row = self.axes.label_roles, self.axes.part.rows[self.row]
        labels = [
            named(cell.text)
            for at, role in roles.items()
            if role not in ("subject", "setting") and (cell := row[at]) and cell.text.strip()
        ]
        return (*labels, *(named(text) for text in reversed(self.axes.part.groups[self.row])))


def datasets_of(spot: Spot, count: int) -> list[str | None]:
    """The data set of each of a cell's numbers."""
    dataset = _dataset(spot)
    if spot.cell.columns > 1:
        over = [
            replace(spot, column=at)
            for at in spot.axes.measured
            if 0 <= at - spot.cell.column < spot.cell.columns
        ]
        dataset = " / ".join(dict.fromkeys(name for label in over if (name := _dataset(label)))) or dataset
    if count == 1 or dataset is None:
        return [dataset] * count
    for label in (*spot.tops, *spot.before):
        names = parted(label.text, count)
        if names and not any(named(name).metric for name in names) and not _names_methods(spot, label):
            return [*names]
    listed = [dataset for dataset in spot.around.caption.datasets if dataset]
    return [*listed] if len(listed) == count else [dataset] * count


def parted(text: str, count: int) -> tuple[str, ...]:
    """The names of a cell's several numbers, from a label such as "MNLI-(m/mm)", "EM / F1" or "MRPC (F1/Acc)"."""
    inner = re.search(
        r"^(?P<stem>.{2,40}?)[\s(-]{1,3}(?P<parts>[\w.+-]{1,16}(?:\s?[/|]\s?[\w.+-]{1,16})+)\)?$", text
    )
    names = re.split(r"\s?[/|]\s?", inner["parts"]) if inner else []
    if inner and len(names) == count:
        if all(named(name).metric for name in names):
            return tuple(names)
        stem = inner["stem"].strip(" -(")
        return tuple(f"{stem}-{name}" for name in names)
    whole = [part.strip(" ()") for part in re.split(r"\s?[/,&|]\s?", text)]
    return tuple(whole) if len(whole) == count and all(whole) else ()


def _names_methods(spot: Spot, label: Named) -> bool:
    """Whether a label over a column stands for methods here."""
    return label.blank and spot.axes.columns_are == "subject" and label in spot.tops


def _dataset(spot: Spot) -> str | None:
    """On what a number was measured: the column, the row, the rows above, the surroundings."""
    tops = [label.dataset for label in spot.tops if label.dataset]
    if not tops and (average := _average(spot)):
        return average
    unknown = [
        label for label in spot.tops if label.blank and label.text and re.search(r"[^\W\d_]", label.text)
    ]
    columns_are = spot.axes.columns_are
    rows = spot.before
    by_row = next((label.dataset for label in rows if label.dataset), None)
    if tops:
        return tops[-1] if len(tops) == 1 or spot.axes.part.widely(spot.column) else tops[0]
    with_rest = [
        label.rest
        for label in spot.tops
        if (label.metric or label.printed)
        and label.rest
        and re.search(r"[A-Z]", label.rest)
        and not is_plain(label.rest)
    ]
    if columns_are == "dataset" and unknown and not all(is_plain(label.text) for label in unknown):
        names = [bare(label.text) for label in unknown if not is_plain(label.text)]
        return names[0] if len(names) == 1 else " ".join(names[:2])
    dataset_columns = [at for at, role in spot.axes.label_roles.items() if role == "dataset"]
    row = spot.axes.part.rows[spot.row]
    label = next((bare(cell.text) for at in dataset_columns if (cell := row[at]) and cell.text.strip()), None)
    if by_row or label:
        return by_row or label
    if with_rest and spot.around.evidence.dataset_or_method(with_rest[0]) >= 0:
        return bare(with_rest[0])
    if over := next((label.dataset for label in spot.axes.corner if label.dataset), None):
        return over
    return spot.around.dataset


def _average(spot: Spot) -> str | None:
    """The label of a column of averages over the data sets beside it."""
    average = next(
        (label.text for label in spot.tops if re.match(r"(?i)(?:avg|average|mean|overall)\.?$", label.text)),
        None,
    )
    beside = sum(any(label.dataset for label in spot.axes.part.tops[at]) for at in spot.axes.measured)
    if average and (over := _over_average(spot)) and not is_plain(over.text):
        under = [tops for at in spot.axes.measured if (tops := spot.axes.part.tops[at])[:1] == (over,)]
        if not any(re.search(r"[A-Za-z]{2}", tops[-1].text) for tops in under if tops[-1].text != average):
            return None  # an average over cut-offs of one data set
    return average if average and (beside >= 2 or spot.axes.columns_are == "dataset") else None


def _over_average(spot: Spot) -> Named | None:
    """What stands over an average and the columns beside it, where no list knows it."""
    return spot.tops[0] if len(spot.tops) > 1 and spot.tops[0].blank else None


def bare(text: str) -> str:
    """A data set's name without its split and remarks in brackets."""
    ink = re.sub(r"\s?[(\[][^()\[\]]{0,40}[)\]]$", "", plain_label(text)).strip() or plain_label(text)
    short = re.sub(
        r"(?i)[\s_-]+(?:test|dev|val|valid|validation|eval)(?:[ -]?(?:set|split))?$", "", ink
    ).strip()
    return short or ink


def metric_of(spot: Spot, dataset: str | None, value: Value) -> tuple[Metric | None, str, float] | None:
    """What a number is of: its row, its column, its unit, what the surroundings say of its data set."""
    if value.parts > 1 and (of_part := _metric_of_part(spot, value)):
        return of_part
    by_row = next((label for label in spot.before if label.metric or label.printed), None)
    by_column = next((label for label in reversed(spot.tops) if label.metric or label.printed), None)
    first = by_row if spot.axes.rows_are == "metric" or by_column is None else by_column
    chosen = first or by_column or by_row
    if chosen:
        if chosen.shaped and chosen.printed.casefold().startswith("top") and _only_error(spot):
            return None, f"{chosen.printed} error", 0.85
        metric = _by_value(chosen.metric, value) if chosen.metric else None
        return metric, chosen.printed or chosen.text, 0.92
    if over := next((label for label in spot.axes.corner if label.metric or label.printed), None):
        return over.metric, over.printed or over.text, 0.85
    if unlisted := _under_metric(spot):
        return None, unlisted, 0.8
    unit = value.stated.unit if value.kind == "main" else None
    if (
        unit
        and unit not in ("%", "K", "M", "B", "k", "x", "×")
        and (by_unit := metric_of_unit(unit, " ".join(label.text for label in spot.tops)))
    ):
        return by_unit, by_unit.name, 0.85
    labels = [
        named(cell.text) for at in spot.axes.part.labels[:2] if (cell := spot.axes.part.rows[spot.row][at])
    ]
    if any(label.setting for label in (*spot.tops[-1:], *labels)):
        return None
    return _by_surroundings(spot, dataset)


def _metric_of_part(spot: Spot, value: Value) -> tuple[Metric | None, str, float] | None:
    """The metric of one of several numbers, where a label or the caption names as many metrics."""
    for label in (*reversed(spot.tops), *spot.before):
        names = parted(label.text, value.parts)
        part_labels = [named(name) for name in names]
        if part_labels and all(part.metric or part.printed for part in part_labels):
            return part_labels[value.part].metric, part_labels[value.part].printed or names[value.part], 0.9
    return _metric_by_caption(spot, value)


def _metric_by_caption(spot: Spot, value: Value) -> tuple[Metric | None, str, float] | None:
    """The metric of one of several numbers where the caption lists as many: "performance (AUROC and PRO in %)"."""
    for match in _LISTED.finditer((spot.around.table.caption or "")[:600]):
        names = [match[1], *re.findall(r"[\w@.-]+", re.sub(r"\band\b", " ", match[2]))]
        listed = [named(name) for name in names]
        if len(names) == value.parts and any(label.metric for label in listed):
            return listed[value.part].metric, names[value.part], 0.75
    return None


def _under_metric(spot: Spot) -> str | None:
    """The row's label in a column headed "Metric", which names one though no list knows it."""
    part = spot.axes.part
    for at, role in spot.axes.label_roles.items():
        cell = part.rows[spot.row][at]
        if role == "metric" and cell and named_head(" ".join(part.over(at))) == "metric":
            return plain_label(cell.text) or None
    return None


def _only_error(spot: Spot) -> bool:
    """Whether the surroundings speak of errors and not of accuracies."""
    words = " ".join([spot.around.table.caption or "", *(label.text for label in spot.tops)])
    return bool(re.search(r"(?i)\berrors?\b|\berr\.", words)) and not re.search(r"(?i)\baccurac", words)


def _by_value(metric: Metric, value: Value) -> Metric:
    """A size in millions is a count of parameters; "memory" of that unit is one of memory."""
    if metric.id == "model_size" and value.stated.unit in ("M", "B", "million", "billion"):
        return catalog.metric("params") or metric
    return metric


def _apart(spot: Spot, dataset: str | None) -> bool:
    """Whether what stands lowest over a column is no part of its data set's name, which stands above it."""
    above = {label.text for label in spot.tops[:-1]}
    return (
        bool(dataset)
        and any(text in str(dataset) for text in above)
        and spot.tops[-1].text not in str(dataset)
    )


def _by_surroundings(spot: Spot, dataset: str | None) -> tuple[Metric | None, str, float] | None:
    around = spot.around
    unknown = next((label for label in reversed(spot.tops) if label.blank and label.text), None)
    usual = listed.usual_metrics if dataset and (listed := find_dataset(dataset)) else ()
    for sure, passage in (
        (0.85, around.caption),
        *((0.75, passage) for passage in around.cited),
        *((0.7, passage) for passage in around.section),
    ):
        if metric := passage.metric_for(dataset):
            return metric[0], metric[1], sure
        quality = [mention for mention in passage.metrics if mention[0].kind == "quality"]
        if (
            quality
            and usual
            and (match := next((mention for mention in quality if mention[0].id in usual), None))
        ):
            return match[0], match[1], sure - 0.1
    setting = spot.axes.columns_are == "setting" and unknown and spot.axes.rows_are != "metric"
    if setting and unknown and _ACRONYM.fullmatch(unknown.text):
        return None, unknown.text, 0.6
    leaf = spot.tops[-1] if len(spot.tops) > 1 and spot.tops[-1] is unknown else None
    if leaf and not is_plain(leaf.text) and _apart(spot, dataset):
        return None, leaf.text, 0.5
    if usual and (known := catalog.metric(usual[0])):
        return known, known.name, 0.6
    if setting and unknown and not is_plain(unknown.text):
        return None, unknown.text, 0.5
    if around.main_metric:
        return around.main_metric[0], around.main_metric[1], 0.5
    return catalog.metric("score"), "score", 0.4
