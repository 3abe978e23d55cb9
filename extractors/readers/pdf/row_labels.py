"""Labels that stand for several rows: alone in the middle of them, or running up their side."""

from collections.abc import Sequence
from itertools import pairwise

from extractors.readers.headers import is_number
from extractors.readers.pdf.cell_spans import CellSpan, Layout, over_columns, row_at
from extractors.readers.pdf.page import PdfWord
from extractors.readers.pdf.table_rows import Chunk, WordRow


def stretch(cells: list[CellSpan], edges: dict[int, list[int]], rows: Sequence[WordRow]) -> None:
    """A label of a first column that stands alone in the middle of its rows spans them."""
    for column, starts in edges.items():
        for first, last in pairwise(starts):
            own = [
                cell
                for cell in cells
                if first <= cell.row < last and cell.column == column and cell.columns == 1
            ]
            others = {cell.row for cell in cells if first <= cell.row < last and cell.column > column}
            if not own or len(own) * 2 > last - first or len(others) < 2:
                continue
            beside = {cell.row for cell in cells if cell.column != column}
            between = any(cell.row not in beside for cell in own)
            if not all(any(char.isalnum() for char in cell.text) for cell in own):
                continue
            if any(is_number(cell.text) for cell in own) and not (between or (column == 0 and len(own) == 1)):
                continue
            _share(own, first, last, rows)


def _share(own: list[CellSpan], first: int, last: int, rows: Sequence[WordRow]) -> None:
    """Give labels the rows around them: all rows to one label, else rows so that each stands in the middle."""
    if len(own) == 1:
        own[0].row, own[0].rows = first, last - first
        return
    start = first
    plan: list[tuple[CellSpan, int, int]] = []
    for cell in sorted(own, key=lambda cell: cell.row):
        here = _middle(cell)
        ends = [end for end in range(start + 1, last + 1) if end > cell.row]
        best = min(
            ends, key=lambda end: abs((rows[start].middle + rows[end - 1].middle) / 2 - here), default=last
        )
        plan.append((cell, start, best))
        start = best
        if start >= last:
            break
    lone = [
        cell
        for cell in own
        if min(abs(row.middle - _middle(cell)) for row in rows if len(row.chunks) > 1) > 1.5
    ]
    fits = len(plan) == len(own) and plan[-1][2] == last and all(
        abs((rows[a].middle + rows[b - 1].middle) / 2 - _middle(cell)) < 3 for cell, a, b in plan
    )  # fmt: skip
    if fits:
        for cell, a, b in plan:
            cell.row, cell.rows = a, b - a
    elif len(lone) == len(own) <= 3:  # the lines of one label
        own[0].words = [word for cell in own for word in cell.words]
        own[0].row, own[0].rows = first, last - first
        for cell in own[1:]:
            cell.words = []
    else:
        for cell, after in zip(own, [*own[1:], None], strict=True):
            cell.rows = max(1, (after.row if after else last) - cell.row)


def _middle(cell: CellSpan) -> float:
    return (min(w.y0 for w in cell.words) + max(w.y1 for w in cell.words)) / 2


def with_upright(
    cells: list[CellSpan],
    sideways: Sequence[PdfWord],
    rows: Sequence[WordRow],
    layout: Layout,
    ruled: Sequence[int],
    top: int,
) -> list[CellSpan]:
    """The cells with the labels that run up the side, each over the block of rows that it stands in."""
    if not sideways:
        return cells
    labels: list[list[PdfWord]] = []
    for word in sorted(sideways, key=lambda word: (word.x0, -word.y1)):
        near = next(
            (
                label
                for label in labels
                if abs(label[-1].x0 - word.x0) < 3
                and _row_block(word, rows, ruled) == _row_block(label[-1], rows, ruled)
            ),
            None,
        )
        if near:
            near.append(word)
        else:
            labels.append([word])
    left = all(label[0].x1 < layout.columns[0][0] + 3 for label in labels)
    for cell in cells if left else ():
        cell.column += 1
    for label in labels:
        first, last = _row_block(label[0], rows, ruled)
        column = 0 if left else over_columns(Chunk([label[0]]), layout.columns)[0]
        if last > max(first, top):
            cells.append(CellSpan(max(first, top), column, label, rows=last - max(first, top)))
    return cells


def _row_block(word: PdfWord, rows: Sequence[WordRow], ruled: Sequence[int]) -> tuple[int, int]:
    """The rows between the rules above and below a word."""
    at = row_at(rows, word.middle)
    edges = sorted({0, *ruled, len(rows)})
    first = max((edge for edge in edges if edge <= at), default=0)
    return first, min((edge for edge in edges if edge > first), default=len(rows))
