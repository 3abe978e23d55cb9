"""The comparison as text, for whoever typed the command."""

import textwrap
from collections.abc import Iterator

from claims.records.system_comparison import SystemComparison
from reports.comparison import comparison_report, text
from reports.views.safe_text import visible

_WIDTH, _CELL = 118, 46


@comparison_report("terminal", version=1, suffix=".txt")
def terminal(comparison: SystemComparison) -> bytes:
    """The recommendation first, then every table and list, at most 118 columns wide where cells allow it."""
    advice = comparison.advice
    lines = [*_wrapped(advice.says), *_wrapped(advice.because), ""]
    for name, says in text.facts(comparison):
        wrapped = textwrap.wrap(visible(says), _WIDTH - 38) or [""]
        lines += [f"{name:<38}{wrapped[0]}", *(" " * 38 + line for line in wrapped[1:])]
    for table in text.tables(comparison):
        lines += ["", table.title, *_wrapped(table.note, "  "), *_grid(table.heads, table.rows)]
    for listed in text.lists(comparison):
        lines += ["", listed.title]
        for line in listed.lines:
            lines += textwrap.wrap(visible(line), _WIDTH, initial_indent="  - ", subsequent_indent="    ")
    lines += ["", f"As one page: verify memo {comparison.id}"]
    return ("\n".join(line.rstrip() for line in lines) + "\n").encode()


def _wrapped(says: str, indent: str = "") -> list[str]:
    return textwrap.wrap(visible(says), _WIDTH, initial_indent=indent, subsequent_indent=indent)


def _grid(heads: text.Row, rows: tuple[text.Row, ...]) -> Iterator[str]:
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
