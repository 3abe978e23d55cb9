"""Tables as grids of cells: each cell knows its line and stands there as quoted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from claims.records import Cell, Place, Table
from extractors.readers.html_text import HtmlCell
from extractors.readers.inline_markdown import Inline, spans
from extractors.readers.source_lines import SourceLines

MOST_ROWS = 2_000
"""Rows of one table that are read: a longer one is data, not results."""
MOST_COLUMNS = 200
"""Columns of one table that are read."""


class _Token(Inline, Protocol):
    """What is used of a block token of markdown-it."""

    @property
    def map(self) -> list[int] | None: ...

    @property
    def children(self) -> Sequence[Inline] | None: ...


@dataclass(frozen=True)
class TableAndLinks:
    """A table and what was left out of it."""

    table: Table
    warnings: tuple[str, ...] = ()


def read(
    tokens: Sequence[_Token], source: SourceLines, *, caption: str | None, section: tuple[str, ...]
) -> TableAndLinks:
    """The table that markdown-it's tokens from table_open on describe."""
    line = _line(tokens[0])
    rows: list[list[HtmlCell]] = []
    at, total = line, 0
    for token in tokens:
        if token.type == "tr_open":
            at, total = _line(token), total + 1
            if total <= MOST_ROWS:
                rows.append([])
        elif token.type == "inline" and total <= MOST_ROWS and len(rows[-1]) < MOST_COLUMNS:
            runs = list(spans(token.children or [], at))
            text = "".join(run.text for run in runs).strip()
            words = [run for run in runs if run.text.strip()]
            rows[-1].append(HtmlCell(text, at, bold=bool(words) and all(run.bold for run in words), last=at))
    wide = sum(token.type in ("th_open", "td_open") for token in tokens[: 4 * MOST_COLUMNS])
    if total <= MOST_ROWS and wide > MOST_COLUMNS and len(rows[0]) == MOST_COLUMNS:
        warning = f"The table at line {line} has more than {MOST_COLUMNS} columns; only as many are read."
        return TableAndLinks(
            build(rows, source, line=line, caption=caption, section=section, header_rows=1), (warning,)
        )
    warning = f"The table at line {line} has {total} rows; only the first {MOST_ROWS} are read."
    table = build(rows, source, line=line, caption=caption, section=section, header_rows=1)
    return TableAndLinks(table, (warning,) if total > MOST_ROWS else ())


def build(
    rows: Iterable[Sequence[HtmlCell]],
    source: SourceLines,
    *,
    line: int,
    caption: str | None,
    section: tuple[str, ...],
    header_rows: int,
) -> Table:
    """The table with every cell at its row and column; a spanning cell pushes its neighbours aside."""
    label = f"table at line {line}"
    cells: list[Cell] = []
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(rows):
        if r >= MOST_ROWS:
            break
        c = 0
        for raw in row:
            while (r, c) in taken:
                c += 1
            if c >= MOST_COLUMNS:
                break
            high, wide = min(raw.rows, MOST_ROWS - r, 200), min(raw.columns, MOST_COLUMNS - c)
            if high > 1 or wide > 1:
                taken |= {(r + down, c + right) for down in range(high) for right in range(wide)}
            cells.append(_cell(raw, source, label=label, at=(r, c), size=(high, wide)))
            c += wide
    start = source.lines[line - 1].strip()[:200] if line <= len(source.lines) else ""
    return Table(
        label=label,
        caption=" ".join(caption.split()) if caption else None,
        section=section,
        header_rows=header_rows,
        cells=tuple(cells),
        place=Place(file=source.file, line=line, table=label, quote=start),
    )


def _cell(
    raw: HtmlCell, source: SourceLines, *, label: str, at: tuple[int, int], size: tuple[int, int]
) -> Cell:
    text = " ".join(raw.text.split())[:5_000]
    if text:
        place = source.place(text, raw.line, last=max(raw.line, raw.last))
        line, quote = place.line, place.quote
    else:
        line, quote = raw.line, ""
    place = Place(file=source.file, line=line, table=label, row=at[0], column=at[1], quote=quote)
    return Cell(row=at[0], column=at[1], rows=size[0], columns=size[1], text=text, bold=raw.bold, place=place)


def _line(token: _Token) -> int:
    return (token.map[0] if token.map else 0) + 1
