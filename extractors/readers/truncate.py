"""A document cut to what may pass from the reading room to the rules."""

from collections.abc import Iterator

from claims.records import Block, Cell, Document, Table

MOST_TEXT = 600_000
"""Characters of text that are kept: some 200 pages."""
LONGEST = 8_000
"""Characters of one block."""
MOST_CELLS = 20_000
"""Cells of all tables together; a table is kept whole or not at all."""
LONGEST_CELL = 200
"""Characters of one cell."""


def truncate(document: Document) -> Document:
    """The blocks and tables within the limits, in reading order; metadata and links travel elsewhere."""
    return Document(
        source=document.source,
        title=document.title,
        blocks=tuple(_blocks(document.blocks)),
        tables=tuple(_tables(document.tables)),
    )


def _blocks(blocks: tuple[Block, ...]) -> Iterator[Block]:
    left = MOST_TEXT
    for block in blocks:
        if left <= 0:
            return
        text = block.text[: min(LONGEST, left)]
        left -= len(text)
        yield block if text == block.text else block.model_copy(update={"text": text})


def _tables(tables: tuple[Table, ...]) -> Iterator[Table]:
    left = MOST_CELLS
    for table in tables:
        left -= len(table.cells)
        if left >= 0:
            yield table.model_copy(update={"cells": tuple(_short(cell) for cell in table.cells)})


def _short(cell: Cell) -> Cell:
    return (
        cell if len(cell.text) <= LONGEST_CELL else cell.model_copy(update={"text": cell.text[:LONGEST_CELL]})
    )
