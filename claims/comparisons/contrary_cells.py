"""A figure that a sentence puts above another, and the other, which is the better one."""

from collections.abc import Sequence
from dataclasses import dataclass

from claims.arithmetic.findings import finding
from claims.arithmetic.numeric_table import NumericCell, NumericTable
from claims.records import Block, Finding

MOST_NAMED = 3
"""Columns that a finding names, the others being counted."""


@dataclass(frozen=True)
class ContraryCells:
    """A column in which one row's figure is better than the figure that a sentence puts above it."""

    table: NumericTable
    column: int
    row: int
    better: int

    @property
    def cells(self) -> tuple[NumericCell, NumericCell]:
        """The figure that should be the better one, and the one that is."""
        return self.table.numbers[self.row, self.column], self.table.numbers[self.better, self.column]

    @property
    def says(self) -> str:
        """Both figures with their names."""
        own, rival = self.cells
        return (
            f"{self.table.head(self.column)[:50]} {own.printed} of “{self.table.name(self.row)[:50]}” against "
            f"{rival.printed} of “{self.table.name(self.better)[:50]}”"
        )


def contrary_finding(
    block: Block, sentence: str, odd: Sequence[ContraryCells], says: str, remedy: str
) -> Finding:
    """A sentence with the columns that contradict it; `says` is what it does not do, before the name of its table."""
    named, more = odd[:MOST_NAMED], len(odd) - MOST_NAMED
    count = f" and in {more} more" if more > 0 else ""
    return finding(
        f"“{sentence[:160].strip()}” {says} {odd[0].table.table.label}: {'; '.join(cells.says for cells in named)}{count}.",
        remedy,
        (
            block.place.model_copy(update={"quote": sentence[:200]}),
            *(figure.cell.place for cells in named for figure in cells.cells),
        ),
        rule="unsupported-headline",
    )
