"""A page as text, for whoever typed the command."""

import textwrap
from collections.abc import Iterator

from reports.decisions.forms import page_form
from reports.decisions.page import DecisionPage, Row
from reports.views.safe_text import visible
from reports.views.terminal_text import fact_lines, page_bytes

_WIDTH, _CELL, _NAME = 118, 46, 38


@page_form("terminal", version=1, suffix=".txt")
def terminal(page: DecisionPage) -> bytes:
    """The answer first, then every table and list, at most 118 columns wide where cells allow it."""
    lines = [*_wrapped(page.answer), *_wrapped(page.because), ""]
    lines += fact_lines(page.facts, left=_NAME, width=_WIDTH)
    for table in page.tables:
        lines += ["", table.title, *_wrapped(table.note, "  "), *_grid(table.heads, table.rows)]
    for listed in page.lists:
        lines += ["", listed.title]
        for line in listed.lines:
            lines += textwrap.wrap(visible(line), _WIDTH, initial_indent="  - ", subsequent_indent="    ")
    lines += ["", *_wrapped(page.footer)]
    return page_bytes(lines)


def _wrapped(says: str, indent: str = "") -> list[str]:
    return textwrap.wrap(visible(says), _WIDTH, initial_indent=indent, subsequent_indent=indent)


def _grid(heads: Row, rows: tuple[Row, ...]) -> Iterator[str]:
    """Columns as wide as their longest cell; long cells go on in the next lines."""
    shown = [[textwrap.wrap(visible(cell), _CELL) or [""] for cell in row] for row in (heads, *rows)]
    widths = [max(len(line) for row in shown for line in row[i]) for i in range(len(heads))]
    for row in shown:
        for number in range(max(map(len, row))):
            cells = (
                f"{(lines[number] if number < len(lines) else ''):<{width}}"
                for lines, width in zip(row, widths, strict=True)
            )
            yield "  " + "  ".join(cells)
