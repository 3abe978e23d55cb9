"""Claims of the results tables in a card's body."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from claims import catalog, quantity
from claims.catalog.metrics import Metric
from claims.records import Cell, Claim, Document, HardwareMention, Quantity
from extractors import extractor
from extractors.sense.context import Context
from extractors.sense.data import Where
from extractors.sense.devices import device_of
from extractors.sense.grid import Column, Grid, grid
from extractors.sense.label import Label, by_unit, label
from extractors.sense.saying import say
from extractors.sense.who import is_size, ours, without_mark

READ_BY = "card-tables@2"
_CURVE = re.compile(
    r"(?i)^(?:epochs?|steps?|iterations?|iters?|training[ _]steps?|train[ _]loss|training[ _]loss)$"
)
_HYPER = re.compile(
    r"(?i)hyper-?parameters?|training arguments|configuration options|class labels|label mapping"
)
_GENERIC = re.compile(
    r"(?i)^(?:#\s*)?(?:values?|scores?|results?|performance|ours?|this model|details?|description)$"
)
_AVERAGE = re.compile(r"(?i)^(?:avg|average|mean|overall|total|macro[ -]?avg|weighted[ -]?avg)\.?$")
_OTHERS = re.compile(r"(?i)\boriginal\b|\bprevious\b|\bother models\b|\bbaselines?\b")


@dataclass(frozen=True)
class Point:
    """A cell that states a number, and all that its row, column and surroundings say of it."""

    cell: Cell
    stated: Quantity
    column: Column
    row: "Row"


@dataclass(frozen=True)
class Row:
    """What the text cells of a row say."""

    subject: str | None = None
    dataset: str | None = None
    metric: Label | None = None
    split: str | None = None
    device: HardwareMention | None = None
    conditions: tuple[str, ...] = ()


@extractor("card-tables", version=2, reads="card")
def card_tables(document: Document) -> Iterator[Claim]:
    """Reads tables of results, sizes and speeds, whichever way they lie; training curves and settings are no claims."""
    context = Context(document)
    for table in document.tables:
        lies = grid(table)
        if lies is None or _no_results(lies):
            continue
        if len(lies.header) == 2 and lies.columns[0].role != "value":
            yield from _pairs(lies, context)
        yield from _results(lies, context)


def _no_results(lies: Grid) -> bool:
    """Whether a table logs a training run or lists settings."""
    tops = [text.strip(" *`:") for text in lies.header]
    about = " ".join((lies.table.section or ("",))[-1:])
    return any(_CURVE.match(top) for top in tops) or bool(_HYPER.search(" ".join([*tops, about])))


def _pairs(lies: Grid, context: Context) -> Iterator[Claim]:
    """A list of properties in two columns: the key names the metric."""
    for row in lies.rows:
        key, cell = row[0], row[1]
        if key is None or cell is None or lies.columns[1].role == "value":
            continue
        said, stated = label(key.text, context.task), quantity.read(cell.text)
        if said.metric and isinstance(stated, Quantity):
            point = Point(cell, stated, replace(lies.columns[1], top=Label("")), Row(metric=said))
            yield from _claim(point, said, context, lies, confidence=0.85)


def _results(lies: Grid, context: Context) -> Iterator[Claim]:
    values = lies.of("value")
    if not values:
        return
    rows = [_row(lies, cells) for cells in lies.rows]
    known = sum(_known(column.top) for column in values)
    by_metric = any(row.metric and row.metric.metric for row in rows)
    if not (known or by_metric or _data_table(lies)):
        return
    for row, cells in zip(rows, lies.rows, strict=True):
        for column in values:
            cell = cells[column.at]
            stated = quantity.read(cell.text) if cell and cell.text else None
            if cell is not None and isinstance(stated, Quantity):
                yield from _claim(Point(cell, stated, column, row), column.top, context, lies)


def _known(top: Label) -> bool:
    return top.metric is not None or top.where.dataset is not None


def _data_table(lies: Grid) -> bool:
    """Whether rows name data sets that the catalog knows, or a header says that they do."""
    columns = lies.of("dataset")
    return any(len(lies.texts(column.at)) > 0 for column in columns)


def _row(lies: Grid, cells: tuple[Cell | None, ...]) -> Row:
    """What the text cells of a row say, each by its column's role."""
    row = Row()
    for column in lies.columns:
        cell = cells[column.at]
        if cell is None or not cell.text.strip("-–— "):
            continue
        text = cell.text[:200]
        match column.role:
            case "subject" if row.subject is None:
                row = replace(row, subject=text)
            case "dataset" if row.dataset is None:
                row = replace(row, dataset=text)
            case "metric" if row.metric is None:
                row = replace(row, metric=label(text))
            case "split":
                row = replace(row, split=text)
            case "device":
                row = replace(row, device=device_of(text, cell.place))
            case "condition" | "subject" | "dataset":
                row = replace(row, conditions=(*row.conditions, f"{column.top.text} {text}".strip()))
            case _:
                pass
    return row


def _claim(
    point: Point, named: Label, context: Context, lies: Grid, *, confidence: float = 0.9
) -> Iterator[Claim]:
    """The claim of one cell, if it is known what is stated."""
    row, top = point.row, point.column.top
    metric = _metric(point, context, lies)
    if metric is None or metric.id in ("epochs", "training_tokens"):
        return
    stated = _with_unit(point.stated, metric, named if named.metric else top)
    subject, own = _subject(point, context, lies)
    delta = named.delta or bool(row.metric and row.metric.delta)
    rest = [] if _heads_models(point, lies) else [top.rest]
    conditions = "; ".join(
        dict.fromkeys(filter(None, [*row.conditions, *rest, row.metric.rest if row.metric else ""]))
    )
    printed = (row.metric.text if row.metric and row.metric.metric else named.text) or metric.id
    yield say(
        stated,
        point.cell.place,
        metric,
        printed=printed,
        subject=subject,
        own=own,
        read_by=READ_BY,
        confidence=confidence if metric.id != "score" else 0.75,
        where=_where(point, context, lies, subject),
        task=None,
        conditions=conditions[:300],
        hardware=row.device if metric.kind == "speed" else None,
        delta=delta,
    )


def _metric(point: Point, context: Context, lies: Grid) -> Metric | None:
    """What is stated: by the column, else the row, else the unit, else the surroundings, else a plain score."""
    row, top = point.row, point.column.top
    if row.metric and row.metric.metric:
        return _sized(row.metric.metric, point.stated)
    if top.metric and not top.generic:
        return _sized(top.metric, point.stated)
    if (
        point.stated.unit
        and (told := by_unit(point.stated.unit, top.text))
        and point.stated.unit not in ("s", "ms")
    ):
        return told
    if re.fullmatch(r"(?i)(?:model |total )?size", top.text) and point.stated.unit in (
        "M",
        "B",
        "K",
        "million",
        "billion",
    ):
        return catalog.metric("params")
    if top.generic or top.where.dataset or row.dataset or _beside_data(point, lies):
        return context.metric_around(lies.table) or catalog.metric("score")
    return None


def _sized(metric: Metric, stated: Quantity) -> Metric | None:
    """A "model size" in millions is a count of parameters."""
    if (
        metric.id == "model_size"
        and stated.unit in ("M", "B", "K", "G", "million", "billion")
        and stated.unit != "G"
    ):
        return catalog.metric("params")
    return metric


def _beside_data(point: Point, lies: Grid) -> bool:
    """Whether a column without a known name stands among data sets and prints scores as they do."""
    others = [column for column in lies.of("value") if column.top.where.dataset]
    plain = point.stated.unit in (None, "%") and 0 <= point.stated.value <= 100
    return len(others) >= 2 and plain and not lies.of("dataset")


def _heads_models(point: Point, lies: Grid) -> bool:  # all signs are asked alike
    """Whether the column's header names a model, since the rows name what was measured."""
    top = point.column.top
    return (
        not _known(top)
        and not top.delta
        and bool(point.row.dataset or (point.row.metric and point.row.metric.metric))
    )


def _subject(point: Point, context: Context, lies: Grid) -> tuple[str, bool]:
    """Whom the number is about, and whether that is the document's own model."""
    row, top = point.row, point.column.top
    name = row.subject
    if name is None and _heads_models(point, lies) and not _GENERIC.match(top.text or "value"):
        name = lies.header[point.column.at]
    if name is None or (
        re.fullmatch(r"(?i)macro avg|weighted avg|accuracy|micro avg|\d{1,3}", name) and top.metric
    ):
        return context.names.subject, True
    if context.names.own(name) and not ours(name):
        return context.names.subject, True
    if ours(name):
        others = [one.text for cells in lies.rows for one in cells[:2] if one]
        rival = any(context.names.own(one) and not ours(one) for one in others)
        return (without_mark(name), False) if rival else (context.names.subject, True)
    if is_size(name):
        about = " ".join([lies.table.caption or "", *lies.table.section[-1:]])
        return name, not _OTHERS.search(about)
    return re.sub(r"\s?\([^()]{0,60}\)$", "", name).strip(" #*`") or name, False


def _where(point: Point, context: Context, lies: Grid, subject: str) -> Where:
    """On which data: the column's and row's own words first, then the surroundings."""
    row, top = point.row, point.column.top
    around = context.around(lies.table)
    found = Where(top.where.dataset, row.split or top.where.split)
    if row.dataset and not found.dataset:
        found = replace(found, dataset=_of_row(row.dataset, around))
    elif row.metric and row.metric.where.dataset:
        found = found.or_else(row.metric.where)
    elif not found.dataset and not _heads_models(point, lies) and (top.generic or _beside_data(point, lies)):
        found = replace(
            found,
            dataset=lies.header[point.column.at] if top.metric is None or _AVERAGE.match(top.text) else None,
        )
    by_name = Where(context.told_by_name(row.subject or subject))
    return found.or_else(by_name).or_else(around).or_else(Where(context.only_dataset))


def _of_row(named: str, around: Where) -> str:
    """A row's data set; a part of the one that the table is about carries its name."""
    if (
        around.dataset
        and not catalog.benchmark(named)
        and catalog.benchmark(around.dataset)
        and not re.search(r"\d|[a-z][A-Z]", named)
    ):
        return f"{around.dataset} {named}"
    return named


def _with_unit(stated: Quantity, metric: Metric, named: Label) -> Quantity:
    """The quantity with the unit that its header gives to the whole column."""
    if stated.unit is not None:
        return stated
    said = named.text.casefold()
    unit = named.unit
    if unit is None and metric.id == "params":
        unit = (
            "B"
            if "billion" in said or "(b)" in said
            else "M"
            if re.search(r"\bmm?\b|million", said)
            else None
        )
        if (
            unit is None and 10 <= stated.value < 10_000
        ):  # a model of so few parameters is none: millions are meant
            unit = "M"
    return stated.model_copy(update={"unit": unit}) if unit else stated
