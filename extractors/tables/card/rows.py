"""What the text cells of a row say: whom its numbers are about, on what data, under which conditions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from claims.catalog.name_index import squeeze
from claims.records import Cell, HardwareMention
from extractors.language.datasets import name_and_conditions
from extractors.language.devices import device_in
from extractors.readers.classification_report import average_of
from extractors.tables.card.grid import Grid
from extractors.tables.card.headers import AVERAGE, CLASSES, LINKS, NO_NAME
from extractors.tables.card.labels import Label, label, metric_of


@dataclass(frozen=True)
class Row:
    """What the text cells of a row say."""

    subject: str | None = None
    dataset: str | None = None
    metric: Label | None = None
    split: str | None = None
    device: HardwareMention | None = None
    conditions: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    """What its columns of links and paths say."""


def row_of(grid: Grid, cells: tuple[Cell | None, ...]) -> Row:
    """What the text cells of a row say, each by its column's role."""
    row = Row()
    for column in grid.columns:
        cell = cells[column.at]
        if cell is None or cell.text.strip("-–—? ").casefold() in ("", "n/a", "none", "tbd"):
            continue
        text = cell.text[:200]
        if LINKS.fullmatch(column.top.text):
            row = replace(row, links=(*row.links, text))
            continue
        match column.role:
            case "subject" if row.subject is None and not NO_NAME.match(text):
                row = replace(row, subject=text)
            case "dataset" if row.dataset is None:
                row = _of_dataset(row, text)
            case "metric" if row.metric is None:
                row = replace(row, metric=label(grid.long_name(column.at, text)))
            case "split":
                row = replace(row, split=text)
            case "device":
                row = replace(row, device=device_in(text, cell.place))
            case "condition" | "subject" | "dataset":
                row = replace(row, conditions=(*row.conditions, *_condition(column.top.text, text)))
            case _:
                pass
    return row


def _condition(header: str, text: str) -> Iterator[str]:
    """What a cell of a setting says with its header: "5-shot"; signs without a word say nothing."""
    if re.search(r"(?i)shots?$", header) and text.strip().isdigit():
        yield f"{text.strip()}-shot"
    elif CLASSES.fullmatch(header) and not AVERAGE.match(text) and average_of(text) is None:
        yield f"class {text}"
    elif re.search(r"\w", text):
        yield f"{header} {text}".strip()


def in_corner(row: Row, corner: str | None) -> Row:
    """A row of a table under a data set's name is a part of it where its label begins with that name."""
    part = corner and row.subject and row.dataset is None and squeeze(row.subject).startswith(squeeze(corner))
    return replace(row, subject=None, dataset=row.subject) if part else row


def _of_dataset(row: Row, text: str) -> Row:
    """The data set of a row, with the metric and the conditions that its label carries in brackets."""
    name, conditions = name_and_conditions(text)
    parts = [part.strip() for part in conditions.split(",") if part.strip()]
    metrics = [part for part in parts if metric_of(part) and not re.search(r"(?i)shot|cot", part)]
    other = [part for part in parts if part not in metrics]
    metric = label(metrics[0]) if metrics and row.metric is None else row.metric
    return replace(row, dataset=name, metric=metric, conditions=(*row.conditions, *other))
