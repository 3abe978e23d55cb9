"""A paper at hand as LaTeX and as PDF: the source's document, with pages, checked against what is printed."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from claims.records import Block, Cell, Document, Table

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_START = 32
"""Letters and digits of a paragraph by which it is found on a page."""
SAME = 0.5
"""Share of a table's numbers that a printed table must show to be taken for the same."""


def merge(tex: Document, pdf: Document) -> Document:
    """The source's document, its tables and text placed on the printed pages, and what the two forms disagree in."""
    tables: list[Table] = []
    doubts: list[str] = []
    left = list(pdf.tables)
    for table in tex.tables:
        printed = _printed(table, left)
        if printed is None:
            tables.append(table)
            continue
        left.remove(printed)
        seen, differing = _checked(table, printed)
        tables.append(seen)
        doubts += _differences(table, differing)
    known = {link.target for link in tex.links}
    return tex.model_copy(
        update={
            "title": tex.title or pdf.title,
            "blocks": tuple(_on_pages(tex.blocks, pdf)),
            "tables": (*tables, *(number for number in left if not _is_printed(number, tex.tables))),
            "links": (*tex.links, *(link for link in pdf.links if link.target not in known)),
            "warnings": (*tex.warnings, *pdf.warnings, *doubts),
        }
    )


def _numbers(text: str) -> tuple[str, ...]:
    """The numbers of a cell, thousands joined as either form may write them."""
    return tuple(_NUMBER.findall(re.sub(r"(?<=\d)[, \u2009](?=\d{3}(?!\d))", "", text[:500])))


def _key(cell: Cell) -> str:
    """The digits of a cell: what both forms agree in, whatever became of its signs."""
    return "".join(sign for sign in cell.text[:500] if sign.isdigit())


def _keys(table: Table) -> list[str]:
    return [key for cell in table.cells if len(key := _key(cell)) > 1]


def _share(wanted: Sequence[str], shown: Sequence[str]) -> float:
    """How much of the wanted numbers is shown."""
    held = set(shown)
    return sum(key in held for key in wanted) / len(wanted) if wanted else 0.0


def _printed(table: Table, pages: Sequence[Table]) -> Table | None:
    """The printed table that a table of the source became: by what it holds, the one of its label first."""
    wanted = _keys(table)
    ranked = sorted(pages, key=lambda candidate: candidate.label != table.label)
    if len(wanted) < 2:
        return None
    return next((table for table in ranked if _is_same_row(wanted, _keys(table))), None)


def _is_same_row(first: Sequence[str], second: Sequence[str]) -> bool:
    return _share(first, second) > SAME and _share(second, first) > SAME


def _is_printed(printed: Table, tables: Sequence[Table]) -> bool:
    """Whether the tables of the source tell most of a printed table's numbers."""
    return _share(_keys(printed), [key for table in tables for key in _keys(table)]) > SAME


def _checked(table: Table, printed: Table) -> tuple[Table, list[str]]:
    """The table with each cell placed on its page, and the numbers that only one of the two forms has."""
    printed_cells: dict[str, list[Cell]] = defaultdict(list)
    for cell in printed.cells:
        printed_cells[_key(cell)].append(cell)
    keys = Counter(_key(cell) for cell in table.cells)
    shown = {number for cell in printed.cells for number in _numbers(cell.text)}
    turn: Counter[str] = Counter()
    cells, lacking = [], list[str]()
    for cell in table.cells:
        key = _key(cell)
        printed_cell = printed_cells[key][turn[key]] if key and len(printed_cells[key]) == keys[key] else None
        turn[key] += 1
        missing = [number for number in _numbers(cell.text) if "." in number and number not in shown]
        lacking += missing
        cells.append(_placed(cell, printed_cell, printed.place.page, bool(missing)))
    checked = {number for cell in cells for number in _numbers(cell.text)}
    lacking += [
        number
        for cell in printed.cells
        for number in _numbers(cell.text)
        if "." in number and number not in checked
    ]
    place = table.place.model_copy(update={"page": printed.place.page})
    return table.model_copy(update={"cells": tuple(cells), "place": place}), lacking


def _placed(cell: Cell, printed_cell: Cell | None, page: int | None, disputed: bool) -> Cell:
    """A cell with its place on the page; where the same digits are printed with other signs, those are taken."""
    if disputed and printed_cell is not None:
        place = printed_cell.place.model_copy(
            update={"table": cell.place.table, "row": cell.row, "column": cell.column}
        )
        return cell.model_copy(update={"text": printed_cell.text, "place": place, "disputed": True})
    place = cell.place.model_copy(
        update={"page": page, "bbox": printed_cell.place.bbox if printed_cell else None}
    )
    return cell.model_copy(update={"place": place, "disputed": disputed})


def _differences(table: Table, differing: Sequence[str]) -> Iterator[str]:
    if differing:
        shown = ", ".join(dict.fromkeys(differing[:4]))
        yield (
            f"{table.label}: the source and the printed page differ in {len(differing)} "
            f"number{'s' if len(differing) > 1 else ''} ({shown}); they are less certain."
        )


def _on_pages(blocks: Sequence[Block], pdf: Document) -> Iterator[Block]:
    """Blocks of the source with the page that they begin on, where a page shows their first words."""
    pages: dict[int, list[str]] = defaultdict(list)
    for pdf_block in pdf.blocks:
        pages[pdf_block.place.page or 0].append(_bare(pdf_block.text))
    texts = {page: "".join(parts) for page, parts in sorted(pages.items())}
    now = min(texts, default=0)
    for block in blocks:
        start = _bare(block.text[:200])[:_START]
        order = sorted(texts, key=lambda page: (page < now, page))
        on_page = next((page for page in order if len(start) >= 12 and start in texts[page]), None)
        if on_page is None:
            yield block
            continue
        now = on_page
        yield block.model_copy(update={"place": block.place.model_copy(update={"page": on_page})})


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
