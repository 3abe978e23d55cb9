"""Tables that are set as plain text: with pipes or in aligned columns, inside a code fence or a paragraph."""

import re
from collections.abc import Iterator, Sequence

from extractors.readers.html_text import HtmlCell

MOST_LINES = 400
"""Lines of one block that are looked at."""
_RULE = re.compile(r"[\s|+:=_-]{3,}")
_NUMBER = re.compile(r"[*_`]{0,2}[<>~≈]?[+−-]?\d[\d.,]*%?(?:\s?(?:±|\+/-)\s?[\d.]+)?[*_`]{0,2}")
_GAP = re.compile(r"\t+| {2,}")


def tables(text: str, first: int) -> Iterator[tuple[int, list[list[HtmlCell]]]]:
    """Each table of a text whose first line is line `first`: its line, and its rows, the header row first."""
    lines = text.split("\n")[:MOST_LINES]
    runs = list(_runs(lines))
    for start, end in runs:
        rows = [(first + at, _cells(lines[at])) for at in range(start, end) if not _RULE.fullmatch(lines[at])]
        rows = [(line, cells) for line, cells in rows if any(cells)]
        if built := _built(rows, piped="|" in lines[start]):
            yield first + start, built


def _runs(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Stretches of lines that all have columns; an empty line does not end a stretch of aligned ones."""
    start: int | None = None
    for at in range(len(lines) + 1):
        line = lines[at] if at < len(lines) else None
        shaped = line is not None and (
            line.count("|") > 1
            or len(_GAP.split(line[:1000].strip())) > 2
            or bool(start is not None and _RULE.fullmatch(line))
        )
        if shaped and start is None:
            start = at
        following = lines[at + 1] if at + 1 < len(lines) else ""
        blank = line is not None and not line.strip() and len(_GAP.split(following[:1000].strip())) > 2
        if start is not None and not shaped and not blank:
            yield start, at
            start = None


def _cells(line: str) -> list[str]:
    """The cells of a line: between pipes where it has them, else parted by tabs or two blanks."""
    line = line[:2000].rstrip()
    if line.count("|") > 1:
        return [part.strip() for part in line.strip().removeprefix("|").removesuffix("|").split("|")]
    return [part.strip() for part in _GAP.split(line.strip())]


def _built(rows: Sequence[tuple[int, list[str]]], *, piped: bool) -> list[list[HtmlCell]]:
    """The rows as cells if they are a table: a header of words, then numbers, as wide as it or wider by a label."""
    if len(rows) < 2:
        return []
    head, body = rows[0][1], rows[1:]
    numeric = [cells for _, cells in body if sum(bool(_NUMBER.fullmatch(cell)) for cell in cells) > 0]
    if len(numeric) * 2 < len(body) or any(_NUMBER.fullmatch(cell) for cell in head[1:]) or len(head) < 2:
        return []
    width = len(head)
    if not piped and max(map(len, numeric)) == width + 1 and all(len(cells) != width for cells in numeric):
        head, width = ["", *head], width + 1
    if sum(len(cells) == width for cells in numeric) * 2 < len(numeric):
        return []
    return [
        _row(rows[0][0], head),
        *(_row(line, _fitted(cells, width)) for line, cells in body if len(cells) <= width),
    ]


def _fitted(cells: list[str], width: int) -> list[str]:
    """A row that lacks cells after its label has them on the left: "accuracy      0.93   100"."""
    return [cells[0], *[""] * (width - len(cells)), *cells[1:]] if len(cells) < width else cells


def _row(line: int, cells: list[str]) -> list[HtmlCell]:
    return [HtmlCell(cell, line, last=line) for cell in cells]
