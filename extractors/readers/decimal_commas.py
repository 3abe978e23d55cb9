"""Decimal commas in tables: "89,125" beside "88,5" is a number with three decimals, not a group of thousands."""

import re
from collections.abc import Sequence

from claims.records import Cell, Table

_DECIMAL = re.compile(r"\W{0,3}(?:0,\d{1,6}|\d{1,3},(?:\d{1,2}|\d{4,6}))(?:\s?%)?\W{0,3}")
"""What only a decimal comma explains."""
_OTHERWISE = re.compile(r"\d\.\d|\d,\d{3}(?:,\d{3}|\.\d)|[1-9]\d{3,}(?!,)")
"""What shows that a point or nothing divides decimals, or that a comma groups."""
_EITHER = re.compile(r"(\W{0,3}\d{1,3}),(\d{1,6}(?:\s?%)?\W{0,3})")


def with_decimal_points(tables: Sequence[Table]) -> tuple[Table, ...]:
    """The tables with a decimal point where the column, its table or the document shows that the comma is one.

    A cell's place still quotes what is printed.
    """
    cells = [cell.text for table in tables for cell in table.cells]
    return tuple(_read(table, everywhere=_uses_commas(cells)) for table in tables)


def _uses_commas(cells: Sequence[str]) -> bool:
    """Whether cells show decimal commas and nothing that speaks against them."""
    clear = any(_DECIMAL.fullmatch(text[:40]) for text in cells)
    return clear and not any(re.search(r"\d\.\d|\d,\d{3}(?:,\d{3}|\.\d)", text[:200]) for text in cells)


def _read(table: Table, *, everywhere: bool) -> Table:
    body = [cell for cell in table.cells if cell.row >= table.header_rows]
    here = everywhere or _uses_commas([cell.text for cell in body])
    columns: dict[int, list[str]] = {}
    for cell in body:
        columns.setdefault(cell.column, []).append(cell.text)
    commas = {
        column
        for column, texts in columns.items()
        if _uses_commas(texts) or (here and not any(_OTHERWISE.search(text[:200]) for text in texts))
    }
    if not commas or not any(_EITHER.fullmatch(cell.text[:40]) for cell in body if cell.column in commas):
        return table
    return table.model_copy(update={"cells": tuple(_pointed(cell, commas, table) for cell in table.cells)})


def _pointed(cell: Cell, commas: set[int], table: Table) -> Cell:
    match = _EITHER.fullmatch(cell.text) if len(cell.text) < 40 else None
    if match is None or cell.column not in commas or cell.row < table.header_rows:
        return cell
    return cell.model_copy(update={"text": f"{match[1]}.{match[2]}"})
