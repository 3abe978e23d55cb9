"""The search as text, for whoever typed the command."""

import textwrap
from collections.abc import Iterator

from claims.records.optimization import Optimization
from reports.optimization import optimization_report, text
from reports.views.safe_text import visible
from reports.views.terminal_text import fact_lines, page_bytes, titled_list

_WIDTH, _LEFT = 118, 28
_WIDTHS = {text.HEADS: (38, 27, 8, 17, 22), text.WHY_HEADS: (38, 78), text.DAMAGE_HEADS: (52, 18, 17, 13, 8)}
"""Widths of columns; a table's further columns are left to the other forms."""


@optimization_report("terminal", version=1, suffix=".txt")
def terminal(of: Optimization) -> bytes:
    """What to use, and what every variant keeps and costs."""
    lines = [visible(of.source.name), *textwrap.wrap(visible(text.headline(of)), _WIDTH), ""]
    lines += fact_lines(text.facts(of), left=_LEFT, width=_WIDTH)
    for title, heads, rows in text.tables(of):
        lines += _table(title, heads, rows)
    lists = [("Times of a row with all threads", text.threads(of)), ("Notes", list(of.notes))]
    if of.chosen:
        lists.insert(0, (f"How {of.chosen.name} is made", text.recipe(of.chosen)))
    for title, sentences in lists:
        lines += titled_list(title, sentences, _WIDTH)
    return page_bytes(lines)


def _table(title: str, heads: text.Row, rows: list[text.Row]) -> Iterator[str]:
    if not rows:
        return
    widths = _WIDTHS[heads]
    yield from ("", title)
    yield "  " + " ".join(f"{head:<{width}}" for head, width in zip(heads, widths, strict=False))
    for row in rows:
        yield from _cells(row, widths)


def _cells(row: text.Row, widths: tuple[int, ...]) -> Iterator[str]:
    """A row, its last cell on further lines where it is long."""
    cells = [visible(cell) for cell in row[: len(widths)]]
    first, last = cells[:-1], textwrap.wrap(cells[-1], widths[-1]) or [""]
    start = "  " + " ".join(
        f"{_cut(cell, width):<{width}}" for cell, width in zip(first, widths, strict=False)
    )
    yield f"{start} {last[0]}"
    for line in last[1:]:
        yield f"{' ' * len(start)} {line}"


def _cut(cell: str, width: int) -> str:
    return cell if len(cell) <= width else f"{cell[: width - 1]}…"
