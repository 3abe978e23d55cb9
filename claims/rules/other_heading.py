"""A figure that the text calls by one metric and the only table that has it by another: AP for AP50, macro for micro."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from claims import catalog
from claims.arithmetic.findings import finding
from claims.arithmetic.numeric_table import NumericCell, NumericTable, numeric_tables
from claims.arithmetic.rounding_range import significant_digits
from claims.comparisons.spoken_columns import SpokenFigure, headings, spoken_figures
from claims.records import Block, Finding, OpenCase, Verdict
from claims.rules import rule
from claims.text.sentences import sentences, spoken_blocks

LEAST_DIGITS = 3
"""Digits of a figure that chance seldom repeats elsewhere in a table."""
MOST_TOLD = 3


@dataclass(frozen=True)
class Standing:
    """Where a figure stands: its table, row and column."""

    table: NumericTable
    row: int
    column: int

    @property
    def cell(self) -> NumericCell:
        """The figure."""
        return self.table.numbers[self.row, self.column]

    @property
    def words(self) -> str:
        """All that is written above it, before it and below its table."""
        table = self.table
        return f"{table.head(self.column)} {table.name(self.row)} {table.table.caption or ''}".casefold()


@rule("other-heading", version=1)
def other_heading(case: OpenCase, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds figures of the text that stand in a table under another metric than the text gives them."""
    document = case.document
    tables = list(numeric_tables(document.tables)) if document else []
    metrics = [(table, heads) for table in tables if len(heads := _metrics(table)) > 1]
    if document is None or not metrics:
        return
    standing = _standing(tables)
    reported: set[Decimal] = set()
    for block in spoken_blocks(document):
        for sentence in sentences(block) if re.search(r"\d\.\d", block.text) else ():
            for table, heads in metrics:
                for spoken in spoken_figures(sentence, heads):
                    odd = _odd(spoken, table, standing)
                    if odd and spoken.value not in reported and len(reported) < MOST_TOLD:
                        reported.add(spoken.value)
                        yield _finding(block, spoken, *odd)


def _metrics(table: NumericTable) -> dict[str, tuple[int, ...]]:
    """The headings of a table that are metrics of quality."""
    return {
        name: columns
        for name, columns in headings(table).items()
        if (metric := catalog.metric(name)) and metric.kind == "quality"
    }


def _standing(tables: list[NumericTable]) -> dict[Decimal, list[Standing]]:
    """Where each figure of all tables stands."""
    places: dict[Decimal, list[Standing]] = defaultdict(list)
    for table in tables:
        for (row, column), cell in table.numbers.items():
            places[cell.value].append(Standing(table, row, column))
    return places


def _odd(
    spoken: SpokenFigure, table: NumericTable, standing: dict[Decimal, list[Standing]]
) -> tuple[Standing, NumericCell] | None:
    """Where a figure stands under another metric, with the row's figure under the one that is named."""
    places = [place for scale in (1, 100) for place in standing.get(spoken.value / scale, ())]
    if significant_digits(spoken.value) < LEAST_DIGITS or not places or spoken.text.startswith("+"):
        return None
    if any(re.search(rf"(?<![\w-]){re.escape(spoken.heading)}(?![\w-])", place.words) for place in places):
        return None
    for place in places:
        meant = [
            cell for column in spoken.columns if (cell := table.numbers.get((place.row, column))) is not None
        ]
        if (
            place.table is table
            and len(meant) == 1
            and place.column in _named_otherwise(table, spoken.heading)
        ):
            return place, meant[0]
    return None


def _named_otherwise(table: NumericTable, heading: str) -> set[int]:
    """Columns under another metric than this."""
    return {column for name, columns in _metrics(table).items() if name != heading for column in columns}


def _finding(block: Block, spoken: SpokenFigure, place: Standing, meant: NumericCell) -> Finding:
    table = place.table
    return finding(
        f"The text gives {spoken.text} as {spoken.heading}; in {table.table.label} it is the "
        f"{table.head(place.column)} of “{table.name(place.row)[:60]}”, whose {spoken.heading} is {meant.printed}.",
        "Name the metric that the figure is of.",
        (
            block.place.model_copy(update={"quote": spoken.text}),
            place.cell.cell.place,
            meant.cell.place,
        ),
        rule="unsupported-headline",
    )
