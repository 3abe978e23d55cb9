"""What one number of a table is of, whom it is about and on which data."""

import re
from dataclasses import replace

from claims import catalog
from claims.catalog.metrics import Metric
from claims.catalog.name_index import squeeze
from claims.records import Quantity
from extractors.language.datasets import EvaluationData, known_dataset, name_and_conditions, split_in
from extractors.language.possible_values import possible
from extractors.language.system_names import is_marked_own, is_size, without_own_mark
from extractors.language.unit_metric import metric_of_unit
from extractors.tables.card.headers import AVERAGE, NO_MODEL, is_generic
from extractors.tables.card.labels import Label, is_condition
from extractors.tables.card.table import CardTable, Point

_MEAN = re.compile(r"(?i)\b(?:avg|average|mean|overall)\b\.?")
_TOTAL = re.compile(r"(?i)macro avg|weighted avg|accuracy|micro avg|overall|average|all|total|\d{1,3}")
_OTHERS = re.compile(r"(?i)\boriginal\b|\bprevious\b|\bother models\b|\bbaselines?\b")
_COUNTS = ("M", "B", "K", "million", "billion")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z]{2,4})?")


def metric_of(point: Point, sheet: CardTable) -> Metric | None:
    """What is stated: by the row, else the column, else the unit, else the surroundings, else a plain score."""
    row, top = point.row, point.column.top
    if sheet.lists_data and point.stated.unit in _COUNTS:
        return None
    if row.metric and row.metric.metric:
        return _sized(row.metric.metric, point.stated)
    if top.metric and not top.generic:
        return _sized(top.metric, point.stated, top.unit)
    metric = _by_surroundings(point, sheet)
    return metric if metric is None or possible(metric, [point.stated]) else None


def _by_surroundings(point: Point, sheet: CardTable) -> Metric | None:
    row, top = point.row, point.column.top
    if (
        top.generic
        and row.metric
        and not (row.metric.where.dataset or row.metric.where.split or AVERAGE.match(row.metric.text))
    ):
        return None  # the row names a quantity of its own that nothing knows
    unit = point.stated.unit
    if unit and unit not in ("s", "ms", "%") and (by_unit := metric_of_unit(unit, top.text)):
        return by_unit
    if re.fullmatch(r"(?i)(?:model |total )?size", top.text) and unit in _COUNTS:
        return catalog.metric("params")
    if top.generic or top.where.dataset or row.dataset or sheet.heads_models(point):
        return sheet.around_metric or catalog.metric("score")
    if unit not in (None, "%") or not (sheet.names_models or sheet.told_results):
        return None
    if sheet.unknown_are == "setting":
        return sheet.around_metric
    fine = sheet.scorelike(point.column) and sheet.unknown_are == "dataset"
    return (sheet.around_metric or catalog.metric("score")) if fine else None


def names_itself(point: Point, sheet: CardTable) -> bool:
    """Whether the header of an unknown column is a metric's printed name, since it stands among metrics."""
    top = point.column.top
    plain = not (top.metric or top.where.dataset or top.generic or point.row.dataset or point.row.metric)
    if point.stated.unit not in (None, "%", "points"):
        return False
    if point.row.dataset and point.row.subject:
        return not (
            top.metric or top.where.dataset or top.generic or point.row.metric or sheet.is_own(top.text)
        )
    return plain and sheet.unknown_are == "metric" and sheet.scorelike(point.column) and sheet.names_models


def subject_of(point: Point, sheet: CardTable) -> tuple[str, bool]:
    """Whom the number is about, and whether that is the document's own model."""
    row, top, names = point.row, point.column.top, sheet.context.names
    name = row.subject
    if name is None and sheet.heads_models(point) and not is_generic(top.text):
        name = sheet.grid.header[point.column.at]
    if name is None and top.metric and sheet.rests_are_models:
        return (names.subject, True) if names.is_own(top.rest) else (top.rest, False)
    whose = row.metric.rest if name is None and row.metric else ""
    if _OTHERS.search(whose):
        return whose, False  # "Original: acc"
    if name is None or _TOTAL.fullmatch(name):
        return (sheet.rival, False) if sheet.rival else (names.subject, True)
    if sheet.is_own(name) and not is_marked_own(name):
        size = _other_size(point, sheet)
        return (f"{name} {size}", False) if size else (names.subject, True)
    if is_marked_own(name):
        others = [other.text for cells in sheet.grid.rows for other in cells[:2] if other]
        named = names.is_own(without_own_mark(name))
        rival = not named and any(names.is_own(other) and not is_marked_own(other) for other in others)
        return (without_own_mark(name), False) if rival else (names.subject, True)
    if any(names.is_own(link) for link in row.links):
        return names.subject, True
    if is_size(name):
        caption_and_heading = " ".join([sheet.grid.table.caption or "", *sheet.grid.table.section[-1:]])
        return name, not _OTHERS.search(caption_and_heading) and not names.is_sibling(name)
    return re.sub(r"\s?\([^()]{0,60}\)$", "", name).strip(" #*`†‡§^") or name, False


def _other_size(point: Point, sheet: CardTable) -> str | None:
    """The size in the row's own column of sizes, where the model's name gives another."""
    own_size = re.search(r"(?i)(?<![a-z\d.])(\d{1,4}(?:\.\d{1,3})?)b(?![a-z])", sheet.context.names.subject)
    if own_size is None:
        return None
    for column in sheet.values:
        cell = sheet.grid.rows[point.line][column.at]
        if cell and re.fullmatch(r"(?i)(?:model )?size|#? ?param\w*", column.top.text):
            size = re.fullmatch(r"(?i)\W*(\d{1,4}(?:\.\d{1,3})?)\s?b\W*", cell.text)
            return cell.text.strip() if size and float(size[1]) != float(own_size[1]) else None
    return None


def where_of(point: Point, sheet: CardTable, subject: str) -> EvaluationData:
    """On which data: the column's and row's own words first, then the surroundings."""
    row, top, around = point.row, point.column.top, sheet.around
    where = EvaluationData(top.where.dataset or top.maybe, row.split or top.where.split)
    if row.dataset and top.where.dataset and sheet.rows_are_data and sheet.heads_models(point):
        where = replace(where, dataset=None)  # what the header names is what that model was made from
    if row.dataset and not where.dataset:
        where = replace(where, dataset=_of_row(row.dataset, around))
    elif row.metric and row.metric.where.dataset:
        where = where.or_else(row.metric.where)
    elif not where.dataset and not top.delta and not sheet.heads_models(point):
        where = replace(where, dataset=_by_header(point, sheet))
    by_name = EvaluationData(sheet.context.told_by_name(row.subject or subject))
    return where.or_else(by_name).or_else(around).or_else(EvaluationData(sheet.only_dataset))


def _by_header(point: Point, sheet: CardTable) -> str | None:
    """The header of a column of scores that nothing else explains is its data set, or a part of the table's."""
    top, header = point.column.top, sheet.grid.header[point.column.at]
    language = top.metric is None and header in sheet.grid.languages
    if language and sheet.around.dataset:
        return f"{sheet.around.dataset} {header.strip()}"
    unknown = top.metric is None and not is_generic(top.text) and not catalog.dataset(header)
    if catalog.dataset(header) and top.metric is None:
        return header
    if AVERAGE.match(top.text):
        return None if any(column.top.rest.startswith("class ") for column in sheet.values) else header
    base = sheet.around.dataset or sheet.only_dataset
    plain = header.strip(" \"'")
    if (
        unknown
        and base
        and sheet.unknown_are == "dataset"
        and re.fullmatch(r"[a-z][a-z-]{1,11}", plain)
        and not split_in(plain)
    ):
        return f"{base} {plain}"
    bare = _MEAN.sub(" ", header).strip(" .-")
    if bare != header and catalog.dataset(bare):
        return header
    if (
        is_condition(header)
        or is_condition(top.text)
        or NO_MODEL.fullmatch(top.text)
        or (point.row.split and point.row.subject is None)
    ):
        return None
    if not unknown or sheet.unknown_are != "dataset":
        return None
    header = name_and_conditions(header)[0]
    if sheet.around.dataset and _LANGUAGE.fullmatch(header.strip()):
        return f"{sheet.around.dataset} {header}"
    return header


def _of_row(row: str, around: EvaluationData) -> str:
    """A row's data set; a part of the one that the table is about carries its name."""
    part = known_dataset(row) is None and not re.search(r"\d|[a-z][A-Z]", row)
    if around.dataset and squeeze(row).startswith(squeeze(around.dataset)):
        return row
    if around.dataset and part and catalog.dataset(around.dataset):
        return f"{around.dataset} {row}"
    return row


def _sized(metric: Metric, stated: Quantity, unit: str | None = None) -> Metric | None:
    """A "model size" in millions counts parameters, a time in GPU hours is a cost."""
    unit = stated.unit if stated.unit not in (None, "M", "K", "k") else unit or stated.unit
    if metric.id == "model_size" and stated.unit in _COUNTS:
        return catalog.metric("params")
    if metric.id in ("latency", "training_time") and re.match(r"(?i)[gct]pu|[avh]100", unit or ""):
        return catalog.metric("gpu_hours")
    return metric


def with_unit(stated: Quantity, metric: Metric, named: Label) -> Quantity:
    """The quantity with the unit that its header gives to the whole column."""
    if stated.unit is not None:
        hours = named.unit if metric.id == "gpu_hours" and stated.unit in ("M", "K", "k") else None
        return stated.model_copy(update={"unit": f"{stated.unit} {hours}"}) if hours else stated
    words = named.text.casefold()
    unit = named.unit
    if unit is None and metric.id == "params":
        billions, millions = "billion" in words or "(b)" in words, re.search(r"\bmm?\b|million", words)
        unit = "B" if billions else "M" if millions else None
        if (
            unit is None and 10 <= stated.value < 10_000 and "," not in stated.as_written
        ):  # a model of so few is none: millions are meant
            unit = "M"
    return stated.model_copy(update={"unit": unit}) if unit else stated
