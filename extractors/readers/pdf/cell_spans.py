"""Over which columns the words of a row stand: by their places, by rules, by their centres."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.readers.headers import is_number
from extractors.readers.pdf.page import PdfWord, Rule
from extractors.readers.pdf.table_rows import Chunk, WordRow

_JOINS = tuple("·×±⋅∗")


@dataclass
class CellSpan:
    """A cell of the grid."""

    row: int
    column: int
    words: list[PdfWord]
    rows: int = 1
    columns: int = 1

    @property
    def text(self) -> str:
        """Its words."""
        return " ".join(word.shown for word in self.words)


@dataclass
class Layout:
    """The columns of a table and the rules that part them."""

    columns: list[tuple[float, float]]
    partial: Sequence[Rule]
    upright: list[tuple[float, float, float]]


def over_columns(chunk: Chunk, columns: Sequence[tuple[float, float]]) -> list[int]:
    """The columns that a chunk of words covers."""
    over = []
    for at, (x0, x1) in enumerate(columns):
        shared = min(chunk.x1, x1) - max(chunk.x0, x0)
        if shared > 0.25 * min(chunk.x1 - chunk.x0, x1 - x0) or shared > 3:
            over.append(at)
    if not over:
        middle = (chunk.x0 + chunk.x1) / 2
        over = [min(range(len(columns)), key=lambda at: abs((columns[at][0] + columns[at][1]) / 2 - middle))]
    return over


def cut(
    chunk: Chunk, columns: Sequence[tuple[float, float]], *, by_gap: bool = False
) -> list[tuple[int, int, list[PdfWord]]]:
    """A chunk's words by column where each stands in one of its own; else the whole chunk, spanning."""
    home: list[tuple[int, list[PdfWord]]] = []
    for word in chunk.words:
        over = over_columns(Chunk([word]), columns)
        if home and home[-1][0] == over[0]:
            home[-1][1].append(word)
        else:
            home.append((over[0], [word]))
    numeric = sum(is_number(" ".join(w.shown for w in words)) for _, words in home)
    if any(a[1][-1].text[-1:] in _JOINS or b[1][0].text[:1] in _JOINS for a, b in pairwise(home)):
        numeric = -1
    numeric = 0 if by_gap and numeric > 0 else numeric
    distinct = len({column for column, _ in home}) == len(home)
    gaps = [b[1][0].x0 - a[1][-1].x1 for a, b in pairwise(home)]
    usual = sorted(word.height for word in chunk.words)[len(chunk.words) // 2]
    if (
        numeric >= 0
        and distinct
        and len(home) > 1
        and ((numeric >= len(home) - 1 and not by_gap) or min(gaps) > 0.36 * usual)
    ):
        return [(column, 1, words) for column, words in home]
    over = over_columns(chunk, columns)
    return [(over[0], over[-1] - over[0] + 1, chunk.words)]


def heading(at: int, row: WordRow, layout: Layout, later: Sequence[WordRow], last: bool) -> list[CellSpan]:
    """The cells of a header row, each over the columns that rules or its centre give it."""
    cells: list[CellSpan] = []
    taken: set[int] = set()
    chunks = [part for chunk in row.chunks for part in _parted(chunk, row, layout, later)]
    spans = [over_columns(chunk, layout.columns) for chunk in chunks]
    for chunk, over in zip(chunks, spans, strict=True):
        ruled = _ruled(chunk, row, chunks, layout, later) or _walled(chunk, row, chunks, layout)
        span = ruled or (over if len(over) == 1 and last else _centred(chunk, over, spans, layout.columns))
        span = [column for column in span if column not in taken] or over
        taken |= set(span)
        cells.append(CellSpan(at, span[0], chunk.words, columns=span[-1] - span[0] + 1))
    return _merged(cells)


def _parted(chunk: Chunk, row: WordRow, layout: Layout, later: Sequence[WordRow]) -> list[Chunk]:
    """A chunk of a header, cut where its words are the headers of neighbouring columns."""
    if len(over_columns(chunk, layout.columns)) < 2 or _ruled(chunk, row, row.chunks, layout, later):
        return [chunk]
    if any(word.text[:1] in "[(" for word in chunk.words[1:]):
        return [chunk]
    return [Chunk(words) for _, _, words in cut(chunk, layout.columns, by_gap=True)]


def _walled(chunk: Chunk, row: WordRow, chunks: Sequence[Chunk], layout: Layout) -> list[int]:
    """The columns between the vertical rules left and right of a chunk that stands alone between them."""
    walls = [x for x, top, bottom in layout.upright if top - 3 < row.middle < bottom + 3]
    left = max((x for x in walls if x < chunk.x0 + 2), default=None)
    right = min((x for x in walls if x > chunk.x1 - 2), default=None)
    if left is None or (right is None and layout.columns[-1][1] < chunk.x1 + 4):
        return []
    right = right if right is not None else layout.columns[-1][1] + 10
    if any(other is not chunk and left < (other.x0 + other.x1) / 2 < right for other in chunks):
        return []
    return [at for at, (x0, x1) in enumerate(layout.columns) if left - 2 < (x0 + x1) / 2 < right + 2]


def _merged(cells: Sequence[CellSpan]) -> list[CellSpan]:
    out: list[CellSpan] = []
    for cell in cells:
        if out and out[-1].column == cell.column:
            out[-1].words = [*out[-1].words, *cell.words]
        else:
            out.append(cell)
    return out


def _ruled(
    chunk: Chunk, row: WordRow, chunks: Sequence[Chunk], layout: Layout, later: Sequence[WordRow]
) -> list[int]:
    """The columns over a partial rule right under a chunk."""
    middle = (chunk.x0 + chunk.x1) / 2
    for rule in layout.partial:
        if not (rule.x0 - 3 < chunk.x0 and chunk.x1 < rule.x1 + 3):
            continue
        over = [chunk for chunk in chunks if rule.x0 - 3 < (chunk.x0 + chunk.x1) / 2 < rule.x1 + 3]
        between = any(
            other.middle < rule.y - 2
            and any(rule.x0 - 3 < (c.x0 + c.x1) / 2 < rule.x1 + 3 for c in other.chunks)
            for other in later
        )
        near = row.middle < rule.y < row.y1 + 2.5 * (row.y1 - row.y0) and not between
        if near and rule.x0 - 3 < middle < rule.x1 + 3 and len(over) == 1:
            return [
                at for at, (x0, x1) in enumerate(layout.columns) if rule.x0 - 4 < (x0 + x1) / 2 < rule.x1 + 4
            ]
    return []


def _centred(
    chunk: Chunk, over: Sequence[int], spans: Sequence[Sequence[int]], columns: Sequence[tuple[float, float]]
) -> list[int]:
    """The columns around a chunk's centre that no other chunk of its row stands over."""
    others = {column for span in spans if span is not over for column in span}
    middle, best = (chunk.x0 + chunk.x1) / 2, list(over)
    least = abs((columns[over[0]][0] + columns[over[-1]][1]) / 2 - middle)
    first, last = over[0], over[-1]
    for a in range(first, max(-1, first - 6), -1):
        if a in others or (a == 0 and first > 0):
            break
        for b in range(last, min(len(columns), last + 6)):
            if b in others:
                break
            away = abs((columns[a][0] + columns[b][1]) / 2 - middle)
            if away < least - 1.0 or (
                away < 5 and b - a > best[-1] - best[0] and away < least + 1.5 and (b - last) == (first - a)
            ):
                best, least = list(range(a, b + 1)), min(away, least)
    return best


def row_at(rows: Sequence[WordRow], y: float) -> int:
    """The first row whose centre is below a height."""
    return next((at for at, row in enumerate(rows) if row.middle > y), len(rows))
