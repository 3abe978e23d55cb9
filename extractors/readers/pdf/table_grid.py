"""Rows of words as a grid: columns by the gutters that run through the rows, spans by rules and centres."""

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.readers.headers import count_header_rows
from extractors.readers.pdf.cell_spans import CellSpan, Layout, cut, heading, over_columns, row_at
from extractors.readers.pdf.page import PdfWord, Rule
from extractors.readers.pdf.row_labels import stretch, with_upright
from extractors.readers.pdf.table_captions import Region
from extractors.readers.pdf.table_rows import WordRow, rows

MOST_COLUMNS = 80


@dataclass
class CellGrid:
    """The cells of a table and the rows above which a rule runs."""

    cells: list[CellSpan]
    rules: list[int]
    height: int


def cell_grid(
    region: Region,
    words: Sequence[PdfWord],
    partial: Sequence[Rule],
    upright: Sequence[tuple[float, float, float]] = (),
    sideways: Sequence[PdfWord] = (),
) -> CellGrid | None:
    """The grid of a region; None where there is no second column. `upright` are vertical rules: x, top, bottom.

    `sideways` are words that run up the side.
    """
    word_rows = rows(words, region)
    if len(word_rows) < 2:
        return None
    ruled = sorted({row_at(word_rows, rule.y) for rule in region.rules})
    head = next((at for at in ruled if 0 < at < len(word_rows)), None)
    columns = _columns(word_rows, head)
    if not 2 <= len(columns) <= MOST_COLUMNS:
        return None
    top = _top(word_rows, columns, ruled)
    layout = Layout(columns, partial, [rule for rule in upright if region.x0 - 4 < rule[0] < region.x1 + 4])
    cells: list[CellSpan] = []
    for at, row in enumerate(word_rows):
        later = word_rows[at + 1 : at + 4]
        cells += heading(at, row, layout, later, at == top - 1) if at < top else _body(at, row, columns)
    edges = {at: _edges(at, layout, word_rows, {*ruled, len(word_rows)}, top) for at in (0, 1, 2)}
    stretch(cells, edges, word_rows)
    cells = with_upright(cells, sideways, word_rows, layout, ruled, top)
    return CellGrid([cell for cell in cells if cell.words], ruled, len(word_rows))


def _top(word_rows: Sequence[WordRow], columns: Sequence[tuple[float, float]], ruled: Sequence[int]) -> int:
    """How many rows are headers, all rows read as rows of the body."""
    texts = [[""] * len(columns) for _ in word_rows]
    for at, row in enumerate(word_rows):
        for cell in _body(at, row, columns):
            texts[at][cell.column] = cell.text
    return count_header_rows(texts, ruled)


def _edges(at: int, layout: Layout, word_rows: Sequence[WordRow], full: set[int], top: int) -> list[int]:
    """The rows of the body at which blocks of a column begin: under rules that run over it."""
    if at >= len(layout.columns):
        return []
    middle = sum(layout.columns[at]) / 2
    over = {row_at(word_rows, rule.y) for rule in layout.partial if rule.x0 - 3 < middle < rule.x1 + 3}
    return sorted({top, *(row for row in (*full, *over) if row >= top)})


def _columns(word_rows: Sequence[WordRow], head: int | None) -> list[tuple[float, float]]:
    """The columns: where the rows of the body leave no gutter free between."""
    body = [row for row in word_rows[head or 0 :] if len(row.chunks) > 1] or [
        row for row in word_rows if len(row.chunks) > 1
    ]
    if not body:
        return []
    usual = sorted(word.height for row in body for word in row.words)[sum(len(r.words) for r in body) // 2]
    most = max(len(row.chunks) for row in body)
    full = [row for row in body if len(row.chunks) >= 0.5 * most]
    pieces = sorted((chunk.x0, chunk.x1) for row in full for chunk in row.chunks)
    allowed = len(full) // 14
    cut = [
        part for run in _gutters(pieces, allowed, 0.22 * usual) for part in _split(run, pieces, 0.22 * usual)
    ]
    rest = [(c.x0, c.x1) for row in body if row not in full for c in row.chunks]
    for x0, x1 in rest:
        if not any(a < x1 and b > x0 for a, b in cut):
            cut.append((x0, x1))
    lone = [
        row.chunks[0]
        for row in word_rows[head or 0 :]
        if len(row.chunks) == 1 and row.chunks[0].x1 < min(a for a, _ in cut) - 1
    ]
    if lone:  # labels that stand in the middle of their rows
        cut.append((min(c.x0 for c in lone), max(c.x1 for c in lone)))
    for row in word_rows[: head or 0]:
        if len(row.chunks) >= most:
            cut += [
                (c.x0, c.x1) for c in row.chunks if not any(a < c.x1 + 2 and b > c.x0 - 2 for a, b in cut)
            ]
    return sorted(cut)


def _gutters(pieces: Sequence[tuple[float, float]], allowed: int, least: float) -> list[tuple[float, float]]:
    """Runs of x that more than `allowed` pieces cover, apart by at least `least` points."""
    events = sorted(
        [(x0, 1) for x0, _ in pieces] + [(x1, -1) for _, x1 in pieces], key=lambda e: (e[0], -e[1])
    )
    runs: list[tuple[float, float]] = []
    depth, start = 0, 0.0
    for x, step in events:
        before, depth = depth, depth + step
        if before <= allowed < depth:
            start = x
        elif before > allowed >= depth:
            if runs and start - runs[-1][1] < least:
                runs[-1] = (runs[-1][0], x)
            elif x - start > 0.5:
                runs.append((start, x))
    return runs


def _split(
    run: tuple[float, float], pieces: Sequence[tuple[float, float]], least: float
) -> list[tuple[float, float]]:
    """A run of x, cut where only a few pieces bridge a gutter that most others leave free."""
    own = [piece for piece in pieces if piece[0] >= run[0] - 0.1 and piece[1] <= run[1] + 0.1]
    for allowed in range(1, len(own) // 5 + 1):
        parts = _gutters(sorted(own), allowed, least)
        members = [
            [p for p in own if p[1] > a + 0.3 * (b - a) and p[0] < b - 0.3 * (b - a)] for a, b in parts
        ]
        inner = [[p for p in own if p[0] >= a - 3 and p[1] <= b + 3] for a, b in parts]
        if (
            len(parts) > 1
            and all(len(part) >= 2 for part in inner)
            and sum(map(len, inner)) >= 0.7 * len(own)
            and members
        ):
            return parts
    return [run]


def _body(at: int, row: WordRow, columns: Sequence[tuple[float, float]]) -> list[CellSpan]:
    """The cells of a row of results; a chunk over several columns is cut where its words fall into them."""
    cells: dict[int, CellSpan] = {}
    for chunk in row.chunks:
        over = over_columns(chunk, columns)
        parts = cut(chunk, columns) if len(over) > 1 else [(over[0], 1, chunk.words)]
        for column, span, words in parts:
            if column in cells:
                cells[column].words += words
            else:
                cells[column] = CellSpan(at, column, list(words), columns=span)
    return list(cells.values())
