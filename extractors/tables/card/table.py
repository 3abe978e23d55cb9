"""A table in its document: whether it reports results, what its rows say, and what its unknown columns must be."""

import re
from dataclasses import dataclass, replace
from functools import cached_property

from claims.catalog.metrics import Metric
from claims.catalog.name_index import squeeze
from claims.quantities import quantity
from claims.records import Cell, HardwareMention, Quantity
from extractors.language.datasets import EvaluationData, known_dataset, name_and_conditions
from extractors.language.devices import device_in
from extractors.tables.card.context import Context
from extractors.tables.card.grid import Column, Grid
from extractors.tables.card.labels import Label, label, metric_of

_CURVE = re.compile(
    r"(?i)^(?:epochs?|steps?|iterations?|iters?|training[ _]steps?|train[ _]loss|training[ _]loss)$"
)
_HYPER = re.compile(
    r"(?i)hyper-?parameters?|training arguments|configuration options|class labels|label mapping"
)
_RESULTS = re.compile(
    r"(?i)\bresults?\b|\bevaluat\w*|\beval\b|\bperform\w*|\bbenchmarks?\b|\bleaderboard\b|\baccurac\w*|\bscores?\b|\bmetrics?\b|\bcompar\w*"
)
_SETTING = re.compile(
    r"(?i)\bthreads?\b|\bbatch(?: ?size)?\b|\b(?:seq\w*|input) len\w*|\bshots?\b|\bbeams?\b"
)
_NO_NAME = re.compile(r"(?i)\W{0,3}(?:with|without|w/o?)\b|[\d./-]{1,12}$")
"""What a row's label says that is no model's name: a condition of the same model, a date, a number."""
_LINKS = re.compile(
    r"(?i)(?:model |hub |hf |checkpoint )?(?:links?|url|download|demo|paper|code|path|hub|checkpoint|card)s?"
)
NO_MODEL = re.compile(
    r"(?i)(?:int|fp|bf|float|bfloat)[ -]?\d{1,2}|[a-z]{2,3}[-–→>]{1,2}[a-z]{2,3}|(?:pytorch|onnx|openvino|ipex)? ?(?:int8|fp32|fp16|bf16)|dev|test|val(?:idation)?|valid|eval|train"
)
"""Headers of precisions and splits: they say how the model was measured, not which model."""
_RIVAL = re.compile(
    r"(?:^|[,;:.] ?|\b(?:the|that|with) )(?!(?:It|This|We|The|Our|These|Model|Results?)\b)([A-Z][\w.-]{1,30}(?: ?\([\w.-]{2,60}\))?) "
    r"(?:was|were|is|gives?|gave|reach\w*|achiev\w*|obtain\w*|scor\w*|gets?|got|has|had|yield\w*|performs?)\b"
)
"""Another model that the words right above a table say its numbers are of."""
GENERIC = re.compile(
    r"(?i)^(?:#\s*)?(?:values?|scores?|results?|performance|ours?|this model|details?|description)$"
)


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


@dataclass(frozen=True)
class Point:
    """A cell that states a number, and all that its row, column and surroundings say of it."""

    cell: Cell
    stated: Quantity
    column: Column
    row: Row
    line: int = 0
    """Which row of the table below its header."""


@dataclass(frozen=True)
class Sheet:
    """A table by rows and columns in the document that holds it."""

    lies: Grid
    context: Context

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """What the text cells of each row say."""
        return tuple(_in_corner(_row(self.lies, cells), self.lies.corner) for cells in self.lies.rows)

    @cached_property
    def values(self) -> tuple[Column, ...]:
        """The columns of numbers."""
        return self.lies.of("value")

    @property
    def no_results(self) -> bool:
        """Whether the table logs a training run or lists settings."""
        tops = [text.strip(" *`:") for text in self.lies.header]
        about = " ".join((self.lies.table.section or ("",))[-1:])
        return any(_CURVE.match(top) for top in tops) or bool(_HYPER.search(" ".join([*tops, about])))

    @cached_property
    def around(self) -> EvaluationData:
        """The data set and split that the header's corner, the caption or the headings give to all."""
        return EvaluationData(self.lies.corner).or_else(self.context.around(self.lies.table))

    @cached_property
    def around_metric(self) -> Metric | None:
        """The metric that the caption or the headings give to all."""
        return self.context.metric_around(self.lies.table)

    @cached_property
    def of_results(self) -> bool:
        """Whether anything says that the numbers are results: a header, a row, or what stands above."""
        by_row = any(row.metric and row.metric.metric for row in self.rows)
        known = any(column.top.metric or column.top.where.dataset for column in self.values)
        if known or by_row or any(self.lies.texts(column.at) for column in self.lies.of("dataset")):
            return True
        scores = any(map(self.scorelike, self.values))
        return scores and (self.names_models or (self.told_results and bool(self.around_metric)))

    @cached_property
    def rival(self) -> str | None:
        """Another model that what stands right above names for the whole table: "By comparison, Spacy was giving:"."""
        caption = (self.lies.table.caption or "")[-300:]
        match = _RIVAL.search(caption) if re.search(r"(?i)\bcompar\w*|\bbaseline\b", caption) else None
        return match[1] if match and not self.is_own(match[1]) and known_dataset(match[1]) is None else None

    @cached_property
    def rows_are_data(self) -> bool:
        """Whether a column is headed as data sets and most of its cells are known ones."""
        named = [row.dataset for row in self.rows if row.dataset]
        known = sum(known_dataset(label) is not None for label in named)
        heads = any(
            re.fullmatch(r"(?i)\W*(?:data ?sets?|corpora|benchmarks?|tasks?)\W*", top)
            for top in self.lies.header
        )
        return heads and known * 2 > len(named)

    @cached_property
    def told_results(self) -> bool:
        """Whether the caption or a heading above speaks of results."""
        table = self.lies.table
        return any(_RESULTS.search(text) for text in (table.caption or "", *table.section[-2:]))

    @cached_property
    def names_models(self) -> bool:
        """Whether the rows are models: their header says so, or one of them is the document's own."""
        heads = [
            column
            for column in self.lies.of("subject")
            if re.search(r"(?i)model|method|system", column.top.text)
        ]
        own = any(row.subject and self.is_own(row.subject) for row in self.rows)
        return own or self.lies.corner is not None or (bool(heads) and self.told_results) or self._versions

    @cached_property
    def _versions(self) -> bool:
        """Whether most rows are named like models: with a digit and a hyphen, a slash, or a size."""
        shape = re.compile(
            r"(?i)[\w./]+(?:[-_ ][\w.]+)*[-_ ]?\d+(?:\.\d+)?[bm]\b|\w+/\w+|\w+-\w+-\w+|gpt-?\d|\bbert\b"
        )
        texts = [row.subject for row in self.rows if row.subject]
        return len(texts) > 1 and sum(bool(shape.search(text[:100])) for text in texts) > len(texts) / 2

    def scorelike(self, column: Column) -> bool:
        """Whether a column's numbers look measured: with decimals or a per-cent sign, none of them out of scale."""
        texts = [text for text in self.lies.texts(column.at)[:60] if re.search(r"\d", text)]
        read = [number for text in texts if isinstance(number := quantity.read(text), Quantity)]
        fine = [number for number in read if number.unit in (None, "%") and abs(number.value) <= 1_000]
        exact = [number for number in fine if number.unit == "%" or _decimals(number) > 0]
        return len(fine) == len(read) and len(exact) * 2 >= max(1, len(read))

    @cached_property
    def unknown_are(self) -> str:
        """What a column must be whose header nothing knows: a "dataset", a "metric", or a "setting"."""
        tops = [column.top for column in self.values]
        if all(re.fullmatch(r"\d{1,5}", top.text) for top in tops) and _SETTING.search(self.lies.header[0]):
            return "setting"
        metrics = sum(bool(top.metric and top.metric.kind == "quality" and not top.generic) for top in tops)
        datasets = sum(top.where.dataset is not None and not top.metric for top in tops)
        return "metric" if metrics and not datasets else "dataset"

    def is_own(self, name: str) -> bool:
        """Whether a label of this table means the document's own model."""
        return self.context.names.is_own(name) or name == self._kin

    @cached_property
    def _kin(self) -> str | None:
        """The one label that comes nearest to the own model's name, where none is the name itself."""
        kin = [row.subject for row in self.rows if row.subject] + list(self.lies.header[1:])
        names = self.context.names
        if any(names.is_own(name) for name in kin):
            return None
        ranked = sorted(((names.shared_words(name), name) for name in set(kin)), reverse=True)
        first = ranked[0] if ranked else (0, "")
        alone = len(ranked) < 2 or ranked[1][0] < first[0]
        return first[1] if first[0] and alone else None

    def heads_models(self, point: Point) -> bool:
        """Whether the column's header names a model, since the rows name what was measured."""
        top, row = self.lies.columns[point.column.at].top, point.row
        known = top.metric is not None or (top.where.dataset is not None and row.dataset is None)
        if NO_MODEL.fullmatch(top.text) or (
            top.where.split and known_dataset(top.text) is None and len(top.text) < 12
        ):
            return False
        of_row = bool(row.dataset or (row.metric and row.metric.metric)) or (
            row.subject is None and self.is_own(self.lies.header[point.column.at])
        )
        return not known and not top.delta and of_row


def _decimals(stated: Quantity) -> int:
    """How many digits are printed behind the point."""
    exponent = stated.value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _row(lies: Grid, cells: tuple[Cell | None, ...]) -> Row:
    """What the text cells of a row say, each by its column's role."""
    row = Row()
    for column in lies.columns:
        cell = cells[column.at]
        if cell is None or cell.text.strip("-–—? ").casefold() in ("", "n/a", "none", "tbd"):
            continue
        text = cell.text[:200]
        if _LINKS.fullmatch(column.top.text):
            row = replace(row, links=(*row.links, text))
            continue
        match column.role:
            case "subject" if row.subject is None and not _NO_NAME.match(text):
                row = replace(row, subject=text)
            case "dataset" if row.dataset is None:
                row = _of_dataset(row, text)
            case "metric" if row.metric is None:
                row = replace(row, metric=label(text))
            case "split":
                row = replace(row, split=text)
            case "device":
                row = replace(row, device=device_in(text, cell.place))
            case "condition" | "subject" | "dataset":
                row = replace(row, conditions=(*row.conditions, f"{column.top.text} {text}".strip()))
            case _:
                pass
    return row


def _in_corner(row: Row, corner: str | None) -> Row:
    """A row of a table under a data set's name is a part of it where its label begins with that name."""
    part = corner and row.subject and row.dataset is None and squeeze(row.subject).startswith(squeeze(corner))
    return replace(row, subject=None, dataset=row.subject) if part else row


def _of_dataset(row: Row, text: str) -> Row:
    """The data set of a row, with the metric and the conditions that its label carries in brackets."""
    name, dataset = name_and_conditions(text)
    parts = [part.strip() for part in dataset.split(",") if part.strip()]
    metrics = [part for part in parts if metric_of(part) and not re.search(r"(?i)shot|cot", part)]
    other = [part for part in parts if part not in metrics]
    metric = label(metrics[0]) if metrics and row.metric is None else row.metric
    return replace(row, dataset=name, metric=metric, conditions=(*row.conditions, *other))
