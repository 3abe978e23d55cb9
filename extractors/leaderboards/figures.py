"""The surroundings of a figure: its table, the cells beside it, and what the text says of it."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from claims import catalog
from claims.catalog.word_lists import pattern
from claims.records import Cell, Claim, Document, Place, Table
from extractors.language.memo import once_per_document
from extractors.language.name_usage import NameUsage

KINDS = frozenset({"quality", "speed", "size"})
"""What leaderboards keep."""
_TALLEST = 200
"""Rows that a cell reaches over at the most: a hostile one would say a thousand million."""

_COMPARISON = re.compile(
    r"(?i)\bbenchmark\w*|\bcompari(?:son|ng)|\bempirical\b|\bevaluati(?:on|ng)\b|\bdata ?set\b|\bstudy\b"
)


@dataclass(frozen=True)
class Figures:
    """A document and its claims, asked about single figures."""

    claims: tuple[Claim, ...]
    document: Document

    @cached_property
    def tables(self) -> dict[Place, tuple[int, Table, Cell]]:
        """The table of each cell, with its position among the tables."""
        return {
            cell.place: (at, table, cell)
            for at, table in enumerate(self.document.tables)
            for cell in table.cells
        }

    @cached_property
    def headers(self) -> dict[int, tuple[Cell, ...]]:
        """The cells of each table's header and of the row below it, gathered once for all figures."""
        return {
            at: tuple(cell for cell in table.cells if cell.row <= table.header_rows)
            for at, table in enumerate(self.document.tables)
        }

    @cached_property
    def rows(self) -> dict[tuple[int, int], list[Cell]]:
        """The cells that reach over each row of each table, in reading order."""
        cells: dict[tuple[int, int], list[Cell]] = defaultdict(list)
        for at, table in enumerate(self.document.tables):
            for cell in table.cells:
                for row in range(cell.row, cell.row + min(cell.rows, _TALLEST)):
                    cells[at, row].append(cell)
        return cells

    @cached_property
    def labels(self) -> dict[int, tuple[Cell, ...]]:
        """The cells of each table's first column, below the header, that hold text."""
        return {
            at: tuple(
                c for c in table.cells if c.column == 0 and c.row >= table.header_rows and c.text.strip()
            )
            for at, table in enumerate(self.document.tables)
        }

    @cached_property
    def candidates(self) -> tuple[Claim, ...]:
        """The figures of tables that a leaderboard could keep."""
        return tuple(
            claim
            for claim in self.claims
            if claim.kind in KINDS
            and claim.place in self.tables
            and not pattern("table_words", "no_system_labels").match(claim.subject)
        )

    @cached_property
    def usage(self) -> NameUsage:
        """The paper's text, asked about names."""
        return _usage(self.document)[0]

    @cached_property
    def own_ids(self) -> frozenset[str]:
        """The ids of the figures that are of the paper's own systems: by their subject, or by what else is said of them."""
        return frozenset(claim.id for claim in self.candidates if claim.own or self._conditioned(claim))

    def _conditioned(self, claim: Claim) -> bool:
        """Whether a condition is the paper's own system, as where its name heads a column over others' names."""
        conditions = [
            condition.strip() for condition in (claim.conditions or "").split(";") if condition.strip()
        ]
        return any(
            condition in self.usage.own_names or re.fullmatch(r"(?i)\(?ours?\)?", condition)
            for condition in conditions
        )

    @cached_property
    def is_comparison(self) -> bool:
        """Whether the paper compares others' systems: hardly a figure is its own's, and it presents data or a comparison."""
        data = any(self.usage.dataset_or_method(name) > 0 for name in self.usage.own_names)
        return len(self.own_ids) * 50 < len(self.candidates) and (
            data or bool(_COMPARISON.search(self.document.title or ""))
        )

    @cached_property
    def first_summary_table(self) -> int | None:
        """The first table that holds the figures of five systems or more."""
        tables = (
            at
            for at, claims in sorted(self.by_table.items())
            if len({claim.subject for claim in claims}) >= 5
        )
        return next(tables, None)

    def table_index(self, claim: Claim) -> int:
        """Which table of the document holds a figure, from 0."""
        return self.tables[claim.place][0]

    def table(self, claim: Claim) -> Table:
        """The table of a figure."""
        return self.tables[claim.place][1]

    @cached_property
    def by_table(self) -> dict[int, tuple[Claim, ...]]:
        """The figures of each table."""
        tables: dict[int, list[Claim]] = defaultdict(list)
        for claim in self.candidates:
            tables[self.table_index(claim)].append(claim)
        return {at: tuple(claims) for at, claims in tables.items()}

    @cached_property
    def by_series(self) -> dict[tuple[object, ...], tuple[Claim, ...]]:
        """The figures that can be compared with each other."""
        series: dict[tuple[object, ...], list[Claim]] = defaultdict(list)
        for claim in self.candidates:
            series[self.series_of(claim)].append(claim)
        return {key: tuple(claims) for key, claims in series.items()}

    @cached_property
    def best_by_series(self) -> dict[tuple[object, ...], Decimal]:
        """The best value of each series."""
        out: dict[tuple[object, ...], Decimal] = {}
        for key, claims in self.by_series.items():
            metric = catalog.metric(claims[0].metric)
            lower = metric is not None and metric.higher_is_better is False
            out[key] = (min if lower else max)(claim.stated.value for claim in claims)
        return out

    @cached_property
    def last_row(self) -> dict[int, int]:
        """The last row of each table that holds figures."""
        return {at: max(claim.place.row or 0 for claim in claims) for at, claims in self.by_table.items()}

    @cached_property
    def tables_with_own(self) -> frozenset[int]:
        """The tables that hold figures of the paper's own systems."""
        return frozenset(self.table_index(claim) for claim in self.candidates if claim.id in self.own_ids)

    def eligible(self, claim: Claim) -> bool:
        """Whether a figure may be a result of the paper's own: no rival's beside its own systems, no cost without data."""
        if claim.kind != "quality" and not claim.dataset:
            return False
        return (
            self.is_comparison
            or claim.id in self.own_ids
            or self.table_index(claim) not in self.tables_with_own
        )

    def series_of(self, claim: Claim) -> tuple[object, ...]:
        """What the comparable figures of a table share: data set, metric, and the column unless methods head it."""
        rows = self._columns_are_methods[self.table_index(claim)]
        where = claim.place.row if rows else claim.place.column
        return (self.table_index(claim), where, claim.metric, claim.metric_as_written, claim.dataset)

    @cached_property
    def _columns_are_methods(self) -> dict[int, bool]:
        """Whether the columns of a table differ in their subjects and its rows do not."""
        out: dict[int, bool] = {}
        for at, claims in self.by_table.items():
            rows, columns = defaultdict(set), defaultdict(set)
            for claim in claims:
                rows[claim.place.row].add(claim.subject)
                columns[claim.place.column].add(claim.subject)
            by_row = sum(map(len, rows.values())) / len(rows)
            by_column = sum(map(len, columns.values())) / len(columns)
            out[at] = by_row > by_column
        return out

    @cached_property
    def headline_digits(self) -> frozenset[str]:
        """The digits that abstract, introduction and conclusion print."""
        text = " ".join(
            block.text
            for block in self.document.blocks
            if re.search(r"(?i)abstract|introduction|conclusion", " ".join(block.section[:1]) or "abstract")
        )
        return frozenset(re.findall(r"(?<![\d.])\d{1,4}\.\d{1,4}(?![\d.]*\d)", text))

    @cached_property
    def says_top(self) -> bool:
        """Whether the text or a header speaks of top-k accuracy."""
        return any(re.search(r"(?i)\btop[- ]?[15]\b", block.text) for block in self.document.blocks) or any(
            re.search(r"(?i)\btop[- ]?[15]\b", cell.text)
            for table in self.document.tables
            for cell in table.cells
        )

    @cached_property
    def tables_by_value(self) -> Counter[str]:
        """In how many tables each own value is printed."""
        pairs = {
            (str(claim.stated.value), self.table_index(claim))
            for claim in self.candidates
            if claim.id in self.own_ids
        }
        return Counter(value for value, _ in pairs)

    @cached_property
    def metric_share(self) -> dict[str, float]:
        """How many of the figures each metric has."""
        count = Counter(claim.metric for claim in self.candidates)
        return {metric: n / max(1, len(self.candidates)) for metric, n in count.items()}


@once_per_document
def _usage(document: Document) -> Iterator[NameUsage]:
    """What a document's text says of names, gathered once."""
    yield NameUsage(document)
