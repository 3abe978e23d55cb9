"""Claims of the results tables in a card's body, by rules: one witness for the table reader."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from claims import catalog
from claims.catalog.metrics import Metric
from claims.quantities import quantity
from claims.records import Cell, Claim, Document, Quantity
from extractors.language.datasets import EvaluationData
from extractors.language.make_claim import make_claim
from extractors.tables.card.cells import metric_of, names_itself, subject_of, where_of, with_unit
from extractors.tables.card.context import Context
from extractors.tables.card.grid import SEVERAL, Column, Grid, grid_of
from extractors.tables.card.headers import AVERAGE, NO_MODEL
from extractors.tables.card.labels import Label, is_condition, label, labels
from extractors.tables.card.report_tables import is_report, report_claims, turned
from extractors.tables.card.rows import Row
from extractors.tables.card.table import CardTable, Point

READ_BY = "card-tables@11"
_SIZES = frozenset({"params", "embedding_dimension", "layers", "attention_heads", "vocabulary_size"})
"""What a table of hyper-parameters tells of the model itself."""
_BEHIND = re.compile(r"(?i)\d\s?%? ?\((avg|average|mean|best|max|min|median)\.?:? ?(\d{1,3}\.\d{1,6}%?)\)")
"""A second number of the same measurements in one cell."""
_JOINED = re.compile(r"[A-Za-z][\w.@-]{1,15}(?:/[A-Za-z][\w.@-]{1,15}){1,2}")
"""Names joined by slashes: "PSNR/SSIM"."""
_LENGTH = re.compile(r"(?i)(?:max(?:imum)? )?(?:seq(?:uence)? len(?:gth)?|position embeddings)")
"""How long a text a model takes, as a list of its sizes calls it."""
_RECALLED = ("rouge_1", "rouge_2", "rouge_l")
"""What three numbers in one cell are on a test set of summaries, by the convention of its papers."""


def by_rules(document: Document) -> Iterator[Claim]:
    """Every number that a table ties to a metric, settings of the model among them."""
    context = Context(document)
    for table in document.tables:
        grid = grid_of(table)
        sheet = CardTable(grid, context) if grid else None
        if grid is None or sheet is None:
            continue
        if is_report(report := turned(grid)):
            yield from report_claims(report, context, sheet.everywhere, READ_BY)
            continue
        if sheet.no_results:
            if len(grid.header) in (2, 3):
                yield from _built(grid, sheet)
            continue
        if len(grid.header) == 2 and grid.columns[0].role != "value":
            yield from _pairs(grid, sheet)
        if sheet.values and sheet.of_results:
            yield from _results(sheet)


def _pairs(grid: Grid, sheet: CardTable) -> Iterator[Claim]:
    """A list of properties in two columns: the key names the metric."""
    for row in grid.rows:
        key, cell = row[0], row[1]
        if key is None or cell is None or (grid.columns[1].role == "value" and not sheet.no_results):
            continue
        keyed, stated = label(key.text, sheet.context.task), quantity.read(cell.text)
        if sheet.no_results and keyed.metric is None and _LENGTH.fullmatch(keyed.text):
            keyed = replace(keyed, metric=catalog.metric("context_length"))
        if keyed.metric and isinstance(stated, Quantity):
            point = Point(cell, stated, replace(grid.columns[1], top=Label("")), Row(metric=keyed))
            yield from _claim(point, keyed, sheet, confidence=0.85)


def _built(grid: Grid, sheet: CardTable) -> Iterator[Claim]:
    """What a table of settings tells of the model itself; a length is the model's only beside its sizes."""
    pairs = list(_pairs(grid, sheet))
    whole = any(pair.metric in ("params", "embedding_dimension") for pair in pairs)
    yield from (
        pair for pair in pairs if pair.metric in _SIZES or (whole and pair.metric == "context_length")
    )


def _results(sheet: CardTable) -> Iterator[Claim]:
    for at, (row, cells) in enumerate(zip(sheet.rows, sheet.grid.rows, strict=True)):
        for column in sheet.values:
            cell = cells[column.at]
            stated = quantity.read(cell.text) if cell and cell.text else None
            if cell is not None and isinstance(stated, Quantity):
                stated = _spread(stated, column, cells, sheet.grid)
                yield from _claim(Point(cell, stated, column, row, at), column.top, sheet)
                yield from _aside(Point(cell, stated, column, row, at), sheet)
            elif cell is not None:
                yield from _several(cell, column, sheet, at)


def _aside(point: Point, sheet: CardTable) -> Iterator[Claim]:
    """The average or the best that a cell gives in brackets behind its number: "78.7 (Avg: 75.3)"."""
    match = _BEHIND.search(point.cell.text[:80])
    stated = quantity.read(match[2]) if match else None
    if match and isinstance(stated, Quantity):
        stated = stated.model_copy(update={"unit": stated.unit or point.stated.unit})
        cell = point.cell.model_copy(
            update={"place": point.cell.place.model_copy(update={"quote": match[2]})}
        )
        row = replace(point.row, conditions=(*point.row.conditions, match[1].casefold()))
        if match[2] in point.cell.place.quote:
            yield from _claim(replace(point, cell=cell, stated=stated, row=row), point.column.top, sheet)


def _spread(stated: Quantity, column: Column, cells: Sequence[Cell | None], grid: Grid) -> Quantity:
    """The quantity with the spread that a column of standard errors right behind it gives."""
    behind = next(
        (other for other in grid.columns[column.at + 1 :] if other.role in ("value", "spread")), None
    )
    cell = cells[behind.at] if behind and behind.role == "spread" else None
    spread = quantity.read(cell.text) if cell else None
    if stated.spread is None and isinstance(spread, Quantity):
        return stated.model_copy(update={"spread": spread.value})
    return stated


def _several(cell: Cell, column: Column, sheet: CardTable, line: int) -> Iterator[Claim]:
    """Numbers parted by slashes: each is of what the header, the row or a convention says at its place."""
    row = sheet.rows[line]
    match = SEVERAL.fullmatch(cell.text[:80])
    parts = [part for part in match.groups() if part] if match else []
    if not parts:
        return
    tops = labels(column.top.text) or (labels(row.metric.text) if row.metric else ())
    tops = tops or _named_above(sheet, column.top, len(parts))
    summaries = (
        row.dataset
        and (known := catalog.benchmarks().get(catalog.dataset(row.dataset) or ""))
        and "summar" in known.task
    )
    if len(tops) != len(parts) and len(parts) == len(_RECALLED) and (summaries or sheet.context.summarises):
        tops = tuple(replace(column.top, metric=catalog.metric(name)) for name in _RECALLED)
    for at, part in enumerate(parts):
        stated = quantity.read(part)
        top = tops[at] if len(tops) == len(parts) else column.top
        if isinstance(stated, Quantity):
            place = cell.place.model_copy(update={"quote": part}) if part in cell.place.quote else cell.place
            point = Point(
                cell.model_copy(update={"place": place}), stated, replace(column, top=top), row, line
            )
            yield from _claim(point, top, sheet, confidence=0.8)


def _named_above(sheet: CardTable, top: Label, count: int) -> tuple[Label, ...]:
    """The metrics of numbers parted by slashes that the text above names so: "The columns are PSNR/SSIM"."""
    for match in _JOINED.finditer((sheet.grid.table.caption or "")[-600:]):
        metrics = [label(name).metric for name in match[0].split("/")]
        if len(metrics) == count and all(metrics):
            return tuple(replace(top, metric=metric) for metric in metrics)
    return ()


def _claim(point: Point, named: Label, sheet: CardTable, *, confidence: float = 0.9) -> Iterator[Claim]:
    """The claim of one cell, if it is known what is stated."""
    row, top = point.row, point.column.top
    itself = names_itself(point, sheet)
    metric = None if itself else metric_of(point, sheet)
    if metric is None and not itself:
        return
    subject, own = subject_of(point, sheet)
    by_row = row.metric if row.metric and row.metric.metric else None
    yield make_claim(
        with_unit(point.stated, metric, named if named.metric else by_row or top) if metric else point.stated,
        point.cell.place,
        metric,
        printed=(by_row.text if by_row else named.text) or (metric.id if metric else "value"),
        subject=subject,
        own=own,
        read_by=READ_BY,
        confidence=confidence if metric and metric.id != "score" else 0.75,
        where=where_of(point, sheet, subject)
        if metric is None or metric.kind in ("quality", "speed")
        else EvaluationData(),
        task=None,
        conditions=_conditions(point, sheet, metric),
        hardware=row.device if metric and metric.kind == "speed" else None,
        delta=named.delta or bool(row.metric and row.metric.delta),
    )


def _conditions(point: Point, sheet: CardTable, metric: Metric | None) -> str:
    """What the row and the header tie the number to."""
    row, top = point.row, point.column.top
    rest = [] if sheet.heads_models(point) or top.maybe or AVERAGE.match(top.text) else [top.rest]
    if sheet.unknown_are == "setting":
        rest = [f"{sheet.grid.header[0]} {top.text}"]
    telling = is_condition(top.text) or NO_MODEL.fullmatch(top.text)
    if metric is not None and rest == [top.text] and (not telling or top.where.split == top.text.casefold()):
        rest = []
    conditions = [*row.conditions, *rest, row.metric.rest if row.metric else ""]
    return "; ".join(dict.fromkeys(filter(None, conditions)))[:300]
