"""A table laid out in parts: where its header ends, which rows name others, where the columns are named anew."""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from claims.records import Cell, Table
from extractors.tables.cell_numbers import stands_for_none, values
from extractors.tables.paper.labels import named
from extractors.tables.paper.part import Part, stated

MOST_COLUMNS, MOST_ROWS = 120, 3_000
_SHARE = re.compile(r"\d{1,3}\s?%|\d{1,3}[\s-]?(?:shots?|way)|[a-z]\s?=\s?\d{1,4}")
"""What stands over columns of results by how much was given: "5%", "1-shot"."""
_CUT_OFF = re.compile(r"0?\.\d{1,2}")
_MEAN = re.compile(r"(?i)avg\.?|mean|average")


def parts(table: Table, spelled: Callable[[str], str] = str) -> list[Part]:
    """The parts of a table, headers apart from rows; none where it is no table of rows and columns."""
    width = max((cell.column + cell.columns for cell in table.cells), default=0)
    height = max((cell.row + cell.rows for cell in table.cells), default=0)
    if width < 2 or width > MOST_COLUMNS or height > MOST_ROWS:
        return []
    lines = _lines(table.cells, width, height)
    head = _headed(lines, max(1, min(table.header_rows, height - 1))) if height > 1 else 0
    split = [Part(lines[:head], width=width, spelled=spelled)]
    group: tuple[str, ...] = ()
    for at in range(head, height):
        row = lines[at]
        filled = [cell for cell in dict.fromkeys(row) if cell and cell.text.strip()]
        if not filled:
            continue
        if _is_group(filled, row):
            fresh = not (at > head and len(_said(lines[at - 1])) == 1)
            group = (filled[0].text,) if fresh else (*group, filled[0].text)[-2:]
            continue
        if split[-1].rows and _is_header(filled, lines[at + 1 : at + 3]):
            split.append(Part([row], width=width, spelled=spelled))
            group = ()
            continue
        if not split[-1].rows and split[-1] is not split[0] and _is_header(filled, lines[at + 1 : at + 3]):
            split[-1].head.append(row)
            continue
        split[-1].rows.append(row)
        split[-1].groups.append(group)
        split[-1].blocks.append(sum(rule <= at for rule in table.rules))
    return [part for part in split if part.rows]


def _lines(cells: Sequence[Cell], width: int, height: int) -> list[list[Cell | None]]:
    """The rows; a spanning cell stands in every place it covers."""
    lines: list[list[Cell | None]] = [[None] * width for _ in range(height)]
    for cell in cells:
        for row in range(cell.row, min(height, cell.row + cell.rows)):
            for column in range(cell.column, min(width, cell.column + cell.columns)):
                lines[row][column] = lines[row][column] or cell
    return lines


def _said(row: Sequence[Cell | None]) -> list[Cell]:
    return [cell for cell in dict.fromkeys(row) if cell and cell.text.strip()]


def _headed(lines: Sequence[Sequence[Cell | None]], head: int) -> int:
    """How many rows the header has: with those that its cells reach down to, and names under names that span them."""
    while head < min(len(lines) - 1, 5) and _goes_on(lines[head - 1], lines[head], lines[head + 1]):
        head += 1
    return head


def _goes_on(above: Sequence[Cell | None], row: Sequence[Cell | None], below: Sequence[Cell | None]) -> bool:
    """Whether a row is of the header like that above it."""
    if any(cell and cell.row + cell.rows > row_of(row) > cell.row and cell.rows <= 4 for cell in above):
        return True
    unnamed, filled = _blank(above[0]), _said(row)
    later = [cell.text for cell in filled if cell.column > 0]
    if filled and not later and unnamed and _blank(below[0]) and not stated(filled[:1]):
        return True  # a label that stands in the middle of several rows
    if not later:
        return False
    if _blank(row[0]) and all(_SHARE.fullmatch(text.strip()) for text in later):
        return True
    if _blank(row[0]) and _cut_offs(later):
        return True
    spanned = sum(cell is not None and cell.columns > 1 and not _blank(cell) for cell in above)
    names = len(later) > 1 and not stated(filled[1:] if filled[0].column == 0 else filled)
    return (
        unnamed
        and spanned > 1
        and names
        and bool(stated(_said(below)))
        and not any(map(stands_for_none, later))
    )


def _cut_offs(texts: Sequence[str]) -> bool:
    """Whether texts are the growing cut-offs at which the columns below were measured: "0.3 0.5 0.7 Avg."."""
    cuts = [text.strip() for text in texts if not _MEAN.fullmatch(text.strip())]
    if len(cuts) < 2 or not all(map(_CUT_OFF.fullmatch, cuts)):
        return False
    grown = sum(float(a) < float(b) for a, b in pairwise(cuts))
    return grown >= (len(cuts) - 1) * 0.75 and len(cuts) < len(texts)


def row_of(row: Sequence[Cell | None]) -> int:
    """The number of a row, by the last cell that begins in it."""
    return max((cell.row for cell in row if cell), default=0)


def _blank(cell: Cell | None) -> bool:
    return cell is None or not cell.text.strip()


def _is_group(filled: Sequence[Cell], row: Sequence[Cell | None]) -> bool:
    """Whether a row holds one text alone, which names the rows below."""
    only = filled[0]
    return (len(filled) == 1 and not any(True for _ in values(only.text)) and only.rows == 1 and row[-1] is not None) or (
        len(filled) == 1 and only.rows == 1 and not any(True for _ in values(only.text))
    )  # fmt: skip


def _is_header(filled: Sequence[Cell], below: Sequence[Sequence[Cell | None]]) -> bool:
    """Whether a row in the middle names the columns anew: no number in it, and numbers below."""
    texts = [cell.text for cell in filled]
    later = [cell.text for cell in filled if cell.column > 0]
    if len(later) < 2 or any(any(True for _ in values(text)) or stands_for_none(text) for text in later):
        return False
    known = sum(not named(text).blank for text in later)
    beneath = [cell.text for line in below for cell in _said(line) if cell.column > 0]
    stated = sum(any(True for _ in values(text)) for text in beneath)
    if len(set(later)) < 2:
        return False
    return known * 2 >= len(later) and stated * 2 >= max(1, len(beneath)) and len(texts) > 1
