"""A table in its document: whether it reports results, what its rows say, and what its unknown columns must be."""

import re
from dataclasses import dataclass
from functools import cached_property

from claims.catalog.metrics import Metric
from claims.catalog.name_index import squeeze
from claims.quantities import quantity
from claims.records import Cell, Quantity
from extractors.language.datasets import EvaluationData, known_dataset
from extractors.language.model_names import is_model
from extractors.language.system_names import is_marked_own, without_own_mark
from extractors.tables.card.context import Context
from extractors.tables.card.grid import Column, Grid
from extractors.tables.card.headers import (
    AVERAGE,
    CURVE,
    HYPER,
    NO_MODEL,
    RESULTS,
    RIVAL,
    SETTING,
    lists_data,
)
from extractors.tables.card.rows import Row, in_corner, row_of


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
class CardTable:
    """A table by rows and columns in the document that holds it."""

    grid: Grid
    context: Context

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """What the text cells of each row say."""
        return tuple(in_corner(row_of(self.grid, cells), self.grid.corner) for cells in self.grid.rows)

    @cached_property
    def values(self) -> tuple[Column, ...]:
        """The columns of numbers."""
        return self.grid.of("value")

    @property
    def no_results(self) -> bool:
        """Whether the table logs a training run or lists settings."""
        tops = [text.strip(" *`:") for text in self.grid.header]
        heading = " ".join((self.grid.table.section or ("",))[-1:])
        return any(CURVE.match(top) for top in tops) or bool(HYPER.search(" ".join([*tops, heading])))

    @property
    def is_log(self) -> bool:
        """Whether the table logs a training run: its rows are steps, or it gives the loss in training."""
        tops = [text.strip(" *`:") for text in self.grid.header]
        return bool(CURVE.match(tops[0])) or any(
            re.fullmatch(r"(?i)train(?:ing)?[ _]loss", top) for top in tops
        )

    @cached_property
    def around(self) -> EvaluationData:
        """The data set and split that the header's corner, the caption or the headings give to all."""
        return EvaluationData(self.grid.corner).or_else(self.context.around(self.grid.table))

    @cached_property
    def only_dataset(self) -> str | None:
        """The one data set that the card names, where its section is not another's."""
        return self.context.only_dataset(self.grid.table.section)

    @property
    def everywhere(self) -> EvaluationData:
        """The data set and split of all numbers."""
        return self.around.or_else(EvaluationData(self.only_dataset))

    @cached_property
    def around_metric(self) -> Metric | None:
        """The metric that the caption or the headings give to all."""
        return self.context.metric_around(self.grid.table) or self._corner_metric

    @cached_property
    def _corner_metric(self) -> Metric | None:
        """The metric that the header over the rows' names gives with a data set: "Tatoeba (Accuracy)"."""
        corner = self.grid.columns[0].top
        quality = corner.metric is not None and corner.metric.kind == "quality" and not corner.generic
        return corner.metric if quality and corner.where.dataset else None

    @cached_property
    def rests_are_models(self) -> bool:
        """Whether several headers give one metric of several models: "mBERT F1" beside "ha_bert F1"."""
        tops = [column.top for column in self.values if column.top.metric and column.top.rest]
        rests = {top.rest for top in tops}
        one_metric = len({top.metric.id for top in tops if top.metric}) == 1
        return one_metric and len(rests) == len(tops) == len(self.values) > 1 and any(map(is_model, rests))

    @cached_property
    def of_results(self) -> bool:
        """Whether anything says that the numbers are results: a header, a row, or what stands above."""
        by_row = any(row.metric and row.metric.metric for row in self.rows)
        known = any(column.top.metric or column.top.where.dataset for column in self.values)
        if known or by_row or any(self.grid.texts(column.at) for column in self.grid.of("dataset")):
            return True
        scores = any(map(self.scorelike, self.values))
        return scores and (self.names_models or (self.told_results and bool(self.around_metric)))

    @cached_property
    def rival(self) -> str | None:
        """Another model that what stands right above names for the whole table: "By comparison, Spacy was giving:"."""
        caption = (self.grid.table.caption or "")[-300:]
        match = RIVAL.search(caption) if re.search(r"(?i)\bcompar\w*|\bbaseline\b", caption) else None
        return match[1] if match and not self.is_own(match[1]) and known_dataset(match[1]) is None else None

    @cached_property
    def rows_are_data(self) -> bool:
        """Whether a column is headed as data sets and most of its cells are known ones."""
        named = [row.dataset for row in self.rows if row.dataset]
        known = sum(known_dataset(label) is not None for label in named)
        heads = any(
            re.fullmatch(r"(?i)\W*(?:data ?sets?|corpora|benchmarks?|tasks?)\W*", top)
            for top in self.grid.header
        )
        return heads and known * 2 > len(named)

    @property
    def lists_data(self) -> bool:
        """Whether the rows are corpora or data sets, whose sizes and counts are not the model's."""
        return lists_data(self.grid.header)

    @cached_property
    def columns_are_data(self) -> bool:
        """Whether at least half of the columns of numbers are headed by known data sets, and none by the own model."""
        tops = [column.top for column in self.values if not AVERAGE.match(column.top.text)]
        data = sum(top.where.dataset is not None and top.metric is None for top in tops)
        return data * 2 >= len(tops) > 1 and not any(self.is_own(top.text) for top in tops)

    @cached_property
    def told_results(self) -> bool:
        """Whether the caption or a heading above speaks of results."""
        table = self.grid.table
        return any(RESULTS.search(text) for text in (table.caption or "", *table.section[-2:]))

    @cached_property
    def names_models(self) -> bool:
        """Whether the rows are models: their header says so, or one of them is the document's own."""
        heads = [
            column
            for column in self.grid.of("subject")
            if re.search(r"(?i)model|method|system", column.top.text)
        ]
        own = any(row.subject and self.is_own(row.subject) for row in self.rows)
        return own or self.grid.corner is not None or (bool(heads) and self.told_results) or self._versions

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
        texts = [text for text in self.grid.texts(column.at)[:60] if re.search(r"\d", text)]
        read = [number for text in texts if isinstance(number := quantity.read(text), Quantity)]
        fine = [number for number in read if number.unit in (None, "%") and abs(number.value) <= 1_000]
        exact = [number for number in fine if number.unit == "%" or _decimals(number) > 0]
        return len(fine) == len(read) and len(exact) * 2 >= max(1, len(read))

    @cached_property
    def unknown_are(self) -> str:
        """What a column must be whose header nothing knows: a "dataset", a "metric", or a "setting"."""
        tops = [column.top for column in self.values]
        heads = " ".join(self.grid.header[: self.values[0].at] if self.values else ())
        if all(re.fullmatch(r"\d{1,5}", top.text) for top in tops) and SETTING.search(heads):
            return "setting"
        metrics = sum(bool(top.metric and top.metric.kind == "quality" and not top.generic) for top in tops)
        datasets = sum(top.where.dataset is not None and not top.metric for top in tops)
        return "metric" if metrics and not datasets else "dataset"

    def is_own(self, name: str) -> bool:
        """Whether a label of this table means the document's own model."""
        if self._marked and squeeze(name) not in self._marked:
            return False
        return self.context.names.is_own(name) or name == self._kin

    @cached_property
    def _marked(self) -> frozenset[str]:
        """The labels that say of themselves that they are the own model, as they stand and without that mark."""
        labels = [row.subject for row in self.rows if row.subject] + list(self.grid.header[1:])
        marked = [label for label in labels if is_marked_own(label)]
        return frozenset(squeeze(text) for label in marked for text in (label, without_own_mark(label)))

    @cached_property
    def _kin(self) -> str | None:
        """The one label that comes nearest to the own model's name, where none is the name itself."""
        kin = [row.subject for row in self.rows if row.subject] + list(self.grid.header[1:])
        names = self.context.names
        if any(names.is_own(name) for name in kin):
            return None
        ranked = sorted(((names.shared_words(name), name) for name in set(kin)), reverse=True)
        first = ranked[0] if ranked else (0, "")
        alone = len(ranked) < 2 or ranked[1][0] < first[0]
        return first[1] if first[0] and alone else None

    def heads_models(self, point: Point) -> bool:
        """Whether the column's header names a model, since the rows name what was measured."""
        top, row = self.grid.columns[point.column.at].top, point.row
        known = top.metric is not None or (top.where.dataset is not None and row.dataset is None)
        if NO_MODEL.fullmatch(top.text) or (
            top.where.split and known_dataset(top.text) is None and len(top.text) < 12
        ):
            return False
        of_row = bool(row.dataset or (row.metric and row.metric.metric)) or (
            row.subject is None and self.is_own(self.grid.header[point.column.at])
        )
        return not known and not top.delta and of_row and not (self.columns_are_data and not row.dataset)


def _decimals(stated: Quantity) -> int:
    """How many digits are printed behind the point."""
    exponent = stated.value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0
