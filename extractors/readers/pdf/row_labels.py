"""Labels that stand for several rows: alone in the middle of them, or running up their side."""

from collections.abc import Sequence
from itertools import pairwise

from extractors.readers.headers import is_number
from extractors.readers.pdf.cell_spans import CellSpan, Layout, over_columns, row_at
from extractors.readers.pdf.page import PdfWord
from extractors.readers.pdf.table_rows import Chunk, WordRow


def stretch(spots: list[CellSpan], edges: dict[int, list[int]], rows: Sequence[WordRow]) -> None:
    """A label of a first column that stands alone in the middle of its rows spans them."""
    for column, starts in edges.items():
        for first, last in pairwise(starts):
            own = [
                spot
                for spot in spots
                if first <= spot.row < last and spot.column == column and spot.columns == 1
            ]
            others = {spot.row for spot in spots if first <= spot.row < last and spot.column > column}
            if not own or len(own) * 2 > last - first or len(others) < 2:
                continue
            beside = {spot.row for spot in spots if spot.column != column}
            between = any(spot.row not in beside for spot in own)
            if not all(any(char.isalnum() for char in spot.text) for spot in own):
                continue
            if any(is_number(spot.text) for spot in own) and not (between or (column == 0 and len(own) == 1)):
                continue
            _share(own, first, last, rows)


def _share(own: list[CellSpan], first: int, last: int, rows: Sequence[WordRow]) -> None:
    """Give labels the rows around them: all rows to one label, else rows so that each stands in the middle."""
    if len(own) == 1:
        own[0].row, own[0].rows = first, last - first
        return
    start = first
    plan: list[tuple[CellSpan, int, int]] = []
    for spot in sorted(own, key=lambda row: row.row):
        here = _middle(spot)
        ends = [end for end in range(start + 1, last + 1) if end > spot.row - 0]
        best = min(
            ends, key=lambda end: abs((rows[start].middle + rows[end - 1].middle) / 2 - here), default=last
        )
        plan.append((spot, start, best))
        start = best
        if start >= last:
            break
    lone = [
        spot
        for spot in own
        if min(abs(row.middle - _middle(spot)) for row in rows if len(row.chunks) > 1) > 1.5
    ]
    fits = len(plan) == len(own) and plan[-1][2] == last and all(
        abs((rows[a].middle + rows[b - 1].middle) / 2 - _middle(spot)) < 3 for spot, a, b in plan
    )  # fmt: skip
    if fits:
        for spot, a, b in plan:
            spot.row, spot.rows = a, b - a
    elif len(lone) == len(own) <= 3:  # the lines of one label
        own[0].words = [word for spot in own for word in spot.words]
        own[0].row, own[0].rows = first, last - first
        for spot in own[1:]:
            spot.words = []
    else:
        for spot, after in zip(own, [*own[1:], None], strict=True):
            spot.rows = max(1, (after.row if after else last) - spot.row)


def _middle(spot: CellSpan) -> float:
    return (min(w.y0 for w in spot.words) + max(w.y1 for w in spot.words)) / 2


def with_upright(
    spots: list[CellSpan],
    sideways: Sequence[PdfWord],
    rows: Sequence[WordRow],
    layout: Layout,
    ruled: Sequence[int],
    top: int,
) -> list[CellSpan]:
    """The cells with the labels that run up the side, each over the block of rows that it stands in."""
    if not sideways:
        return spots
    lanes: list[list[PdfWord]] = []
    for word in sorted(sideways, key=lambda row: (row.x0, -row.y1)):
        near = next(
            (
                lane
                for lane in lanes
                if abs(lane[-1].x0 - word.x0) < 3
                and _row_block(word, rows, ruled) == _row_block(lane[-1], rows, ruled)
            ),
            None,
        )
        if near:
            near.append(word)
        else:
            lanes.append([word])
    left = all(lane[0].x1 < layout.columns[0][0] + 3 for lane in lanes)
    for spot in spots if left else ():
        spot.column += 1
    for lane in lanes:
        first, last = _row_block(lane[0], rows, ruled)
        column = 0 if left else over_columns(Chunk([lane[0]]), layout.columns)[0]
        if last > max(first, top):
            spots.append(CellSpan(max(first, top), column, lane, rows=last - max(first, top)))
    return spots


def _row_block(word: PdfWord, rows: Sequence[WordRow], ruled: Sequence[int]) -> tuple[int, int]:
    """The rows between the rules above and below a word."""
    at = row_at(rows, word.middle)
    edges = sorted({0, *ruled, len(rows)})
    first = max((edge for edge in edges if edge <= at), default=0)
    return first, min((edge for edge in edges if edge > first), default=len(rows))
