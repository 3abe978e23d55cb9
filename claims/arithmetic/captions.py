"""Figures of a caption against the cells below it."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from claims.arithmetic.findings import finding
from claims.arithmetic.numeric_table import NumericCell, NumericTable
from claims.arithmetic.rounding_range import decimals_of
from claims.arithmetic.text_vs_tables import CLOSE, PrintedNumbers
from claims.catalog.word_lists import pattern
from claims.records import Document, Finding

_REACHES = re.compile(
    r"(?i)\b(?:achiev\w+|reach\w*|obtain\w*|attain\w*|scor\w+|yield\w*|gets?|has|have|is|of|to|at)\b[^.;]{0,40}?(?<![\w.\-±+])"
    r"(?P<value>\d{1,3}\.\d{1,4})(?!\d|\.\d|\s?(?:x\b|×|times|M\b|B\b|GB|hours?|days?|points?|epochs?))"
)


def captions(document: Document, tables: Sequence[NumericTable]) -> Iterator[Finding]:
    """Finds a score in a caption that stands in no table, beside a cell of its own table that is meant to be it."""
    in_tables = PrintedNumbers.of(tables, document)
    for table in tables:
        for match in _REACHES.finditer((table.table.caption or "")[:1_500]):
            value = Decimal(match["value"])
            if pattern("sentence_words", "changes_and_settings").search(match[0]) or in_tables.has(value):
                continue
            if near := _named_cell(table, match[0], value):
                yield _finding(table, match[0], value, near)


def _named_cell(table: NumericTable, text: str, value: Decimal) -> NumericCell | None:
    """The cell of a row that the caption names before the figure, nearest to it and printed with as many digits."""
    before = (table.table.caption or "").partition(text)[0][-120:] + text
    rows = [
        row for row in table.rows if len(table.name(row)) > 2 and table.name(row).split(" (")[0] in before
    ]
    cells = [
        number for row in rows for number in table.row(row).values() if number.decimals == decimals_of(value)
    ]
    near = min(cells, key=lambda cell: abs(cell.value - value), default=None)
    return near if near is not None and abs(near.value - value) <= CLOSE * abs(value) else None


def _finding(table: NumericTable, text: str, value: Decimal, near: NumericCell) -> Finding:
    return finding(
        f"The caption of {table.table.label} says “{text.strip()[:90]}”, but no table has {value}; its cell says "
        f"{near.printed}.",
        "Correct the caption or the cell.",
        (table.table.place, near.cell.place),
    )
