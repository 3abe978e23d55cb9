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
        said = [
            named(cell.text)
            for at, role in roles.items()
            if role not in ("subject", "setting") and (cell := row[at]) and cell.text.strip()
        ]
        return (*said, *(named(text) for text in reversed(self.axes.part.groups[self.row])))


def datasets_of(spot: Spot, count: int) -> list[str | None]:
    """The data set of each of a cell's numbers."""
    said = _dataset(spot)
    if spot.cell.columns > 1:
        over = [
            replace(spot, column=at)
            for at in spot.axes.measured
            if 0 <= at - spot.cell.column < spot.cell.columns
        ]
        said = " / ".join(dict.fromkeys(name for one in over if (name := _dataset(one)))) or said
    if count == 1 or said is None:
        return [said] * count
    for one in (*spot.tops, *spot.before):
        names = parted(one.text, count)
        if names and not any(named(name).metric for name in names) and not _names_methods(spot, one):
            return [*names]
    listed = [one for one in spot.around.caption.datasets if one]
    return [*listed] if len(listed) == count else [said] * count


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
    whole = [one.strip(" ()") for one in re.split(r"\s?[/,&|]\s?", text)]
    return tuple(whole) if len(whole) == count and all(whole) else ()


def _names_methods(spot: Spot, one: Named) -> bool:
    """Whether a label over a column stands for methods here."""
    return one.blank and spot.axes.columns_are == "subject" and one in spot.tops


def _dataset(spot: Spot) -> str | None:
    """On what a number was measured: the column, the row, the rows above, the surroundings."""
    tops = [one.dataset for one in spot.tops if one.dataset]
    if not tops and (average := _average(spot)):
        return average
    unknown = [one for one in spot.tops if one.blank and one.text and re.search(r"[^\W\d_]", one.text)]
    columns_are = spot.axes.columns_are
    rows = spot.before
    by_row = next((one.dataset for one in rows if one.dataset), None)
    if tops:
        return tops[-1] if len(tops) == 1 or spot.axes.part.widely(spot.column) else tops[0]
    with_rest = [
        one.rest
        for one in spot.tops
        if (one.metric or one.printed)
        and one.rest
        and re.search(r"[A-Z]", one.rest)
        and not is_plain(one.rest)
    ]
    if columns_are == "dataset" and unknown and not all(is_plain(one.text) for one in unknown):
        said = [bare(one.text) for one in unknown if not is_plain(one.text)]
        return said[0] if len(said) == 1 else " ".join(said[:2])
    dataset_columns = [at for at, role in spot.axes.label_roles.items() if role == "dataset"]
    row = spot.axes.part.rows[spot.row]
    label = next((bare(cell.text) for at in dataset_columns if (cell := row[at]) and cell.text.strip()), None)
    if by_row or label:
        return by_row or label
    if with_rest and spot.around.evidence.dataset_or_method(with_rest[0]) >= 0:
        return bare(with_rest[0])
    if over := next((one.dataset for one in spot.axes.corner if one.dataset), None):
        return over
    return spot.around.dataset


def _average(spot: Spot) -> str | None:
    """The label of a column of averages over the data sets beside it."""
    said = next(
        (one.text for one in spot.tops if re.match(r"(?i)(?:avg|average|mean|overall)\.?$", one.text)), None
    )
    beside = sum(any(one.dataset for one in spot.axes.part.tops[at]) for at in spot.axes.measured)
    if said and (over := _over_average(spot)) and not is_plain(over.text):
        under = [tops for at in spot.axes.measured if (tops := spot.axes.part.tops[at])[:1] == (over,)]
        if not any(re.search(r"[A-Za-z]{2}", tops[-1].text) for tops in under if tops[-1].text != said):
            return None  # an average over cut-offs of one data set
    return said if said and (beside >= 2 or spot.axes.columns_are == "dataset") else None


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
    by_row = next((one for one in spot.before if one.metric or one.printed), None)
    by_column = next((one for one in reversed(spot.tops) if one.metric or one.printed), None)
    first = by_row if spot.axes.rows_are == "metric" or by_column is None else by_column
    said = first or by_column or by_row
    if said:
        if said.shaped and said.printed.casefold().startswith("top") and _only_error(spot):
            return None, f"{said.printed} error", 0.85
        metric = _by_value(said.metric, value) if said.metric else None
        return metric, said.printed or said.text, 0.92
    if over := next((one for one in spot.axes.corner if one.metric or one.printed), None):
        return over.metric, over.printed or over.text, 0.85
    if unlisted := _under_metric(spot):
        return None, unlisted, 0.8
    unit = value.stated.unit if value.kind == "main" else None
    if (
        unit
        and unit not in ("%", "K", "M", "B", "k", "x", "×")
        and (told := metric_of_unit(unit, " ".join(one.text for one in spot.tops)))
    ):
        return told, told.name, 0.85
    labels = [
        named(cell.text) for at in spot.axes.part.labels[:2] if (cell := spot.axes.part.rows[spot.row][at])
    ]
    if any(one.setting for one in (*spot.tops[-1:], *labels)):
        return None
    return _by_surroundings(spot, dataset)


def _metric_of_part(spot: Spot, value: Value) -> tuple[Metric | None, str, float] | None:
    """The metric of one of several numbers, where a label or the caption names as many metrics."""
    for one in (*reversed(spot.tops), *spot.before):
        names = parted(one.text, value.parts)
        said = [named(name) for name in names]
        if said and all(part.metric or part.printed for part in said):
            return said[value.part].metric, said[value.part].printed or names[value.part], 0.9
    return _metric_by_caption(spot, value)


def _metric_by_caption(spot: Spot, value: Value) -> tuple[Metric | None, str, float] | None:
    """The metric of one of several numbers where the caption lists as many: "performance (AUROC and PRO in %)"."""
    for found in _LISTED.finditer((spot.around.table.caption or "")[:600]):
        names = [found[1], *re.findall(r"[\w@.-]+", re.sub(r"\band\b", " ", found[2]))]
        said = [named(name) for name in names]
        if len(names) == value.parts and any(one.metric for one in said):
            return said[value.part].metric, names[value.part], 0.75
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
    said = " ".join([spot.around.table.caption or "", *(one.text for one in spot.tops)])
    return bool(re.search(r"(?i)\berrors?\b|\berr\.", said)) and not re.search(r"(?i)\baccurac", said)


def _by_value(metric: Metric, value: Value) -> Metric:
    """A size in millions is a count of parameters; "memory" of that unit is one of memory."""
    if metric.id == "model_size" and value.stated.unit in ("M", "B", "million", "billion"):
        return catalog.metric("params") or metric
    return metric


def _apart(spot: Spot, dataset: str | None) -> bool:
    """Whether what stands lowest over a column is no part of its data set's name, which stands above it."""
    above = {one.text for one in spot.tops[:-1]}
    return (
        bool(dataset)
        and any(text in str(dataset) for text in above)
        and spot.tops[-1].text not in str(dataset)
    )


def _by_surroundings(spot: Spot, dataset: str | None) -> tuple[Metric | None, str, float] | None:
    around = spot.around
    unknown = next((one for one in reversed(spot.tops) if one.blank and one.text), None)
    usual = listed.usual_metrics if dataset and (listed := find_dataset(dataset)) else ()
    for sure, told in (
        (0.85, around.caption),
        *((0.75, one) for one in around.cited),
        *((0.7, one) for one in around.section),
    ):
        if found := told.metric_for(dataset):
            return found[0], found[1], sure
        quality = [one for one in told.metrics if one[0].kind == "quality"]
        if quality and usual and (match := next((one for one in quality if one[0].id in usual), None)):
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
