"""A tabular environment as rows and cells, with spans and rules."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from extractors.readers.latex.tokens import (
    Tokens,
    environment,
    flat,
    group,
    past_options,
    skip_blank,
)

TABULARS = frozenset(
    "tabular tabular* tabularx tabulary longtable longtable* tabu longtabu tabularray tblr longtblr talltblr"
    " NiceTabular NiceTabular* supertabular supertabular* xtabular mpxtabular tabularew xltabular array".split()
)
_WIDTHS = frozenset("tabular* tabularx tabulary NiceTabular* supertabular* xltabular".split())
"""Environments with a width before the columns."""
MOST_SPAN = 200
"""Rows or columns that one cell can span."""
MOST_CELLS = 40_000
_FULL = frozenset(
    r"\hline \toprule \midrule \bottomrule \specialrule \Xhline \hdashline \thickhline \Hline \firsthline \lasthline"
    r" \heavyrule \lightrule \addrule \dashmidrule \thinmidrule \tabucline \tophline \middlehline \bottomhline".split()
)
_PARTIAL = frozenset(r"\cmidrule \cline \cdashline \cdashlinelr \Xcline \hhline \cmidrulemore".split())
_RULE_ARGUMENTS = {r"\specialrule": 3, r"\Xhline": 1, r"\cmidrule": 1, r"\cline": 1, r"\cdashline": 1, r"\Xcline": 2,
                   r"\hhline": 1, r"\cdashlinelr": 1}  # fmt: skip
_ENDS = frozenset((r"\\", r"\\*", r"\tabularnewline", r"\cr", r"\tabularnewline*"))
_BETWEEN = {r"\rowcolor": 1, r"\noalign": 1, r"\addlinespace": 0, r"\arrayrulecolor": 1, r"\rowfont": 1, r"\vspace": 1,
            r"\endhead": 0, r"\endfirsthead": 0, r"\endfoot": 0, r"\endlastfoot": 0, r"\rowcolors": 3, r"\pagebreak": 0,
            r"\nopagebreak": 0, r"\noindent": 0, r"\RowStyle": 1, r"\SetRow": 1, r"\morecmidrules": 0,
            r"\setlength": 2, r"\small": 0, r"\centering": 0}  # fmt: skip
"""What may stand between rows besides rules, and how many arguments it takes."""


@dataclass
class RawCell:
    """A cell: its tokens and how far it spans."""

    row: int
    column: int
    run: Tokens
    rows: int = 1
    columns: int = 1
    line: int = 1
    file: int = 0


@dataclass
class RawTable:
    """What a tabular holds."""

    cells: list[RawCell] = field(default_factory=list)
    rules: set[int] = field(default_factory=set)
    """Rows above which a rule runs the whole width."""
    height: int = 0
    clamped: bool = False
    """Whether a span was larger than any table."""
    cut: bool = False
    """Whether there were more cells than are looked at."""


def tabular(name: str, run: Tokens) -> RawTable:
    """The table that stands in an environment of that name; one that only frames another is that other."""
    table = _tabular(name, run)
    full = [cell for cell in table.cells if skip_blank(cell.run, 0) < len(cell.run)]
    framed = _framed(full[0].run) if len(full) == 1 else None
    return tabular(*framed) if framed else table


def _framed(run: Tokens) -> tuple[str, Tokens] | None:
    """The tabular that a cell holds and nothing else: its name and body."""
    at = skip_blank(run, 0)
    if run[at].text != r"\begin":
        return None
    called, first, last, after = environment(run, at)
    return (called, run[first:last]) if called in TABULARS and skip_blank(run, after) >= len(run) else None


def _tabular(name: str, run: Tokens) -> RawTable:
    at, table = past_options(run, 0), RawTable()
    for _ in range(2 if name in _WIDTHS else 1):
        at = past_options(run, at)
        first, last, at = group(run, at)
        table.clamped = table.clamped or _repeats(run[first:last])
    for row in _rows(run[at:], table):
        _place(row, table)
        table.height += 1
        if len(table.cells) > MOST_CELLS:
            table.cut = True
            break
    return table


def _repeats(spec: Tokens) -> bool:
    """Whether the columns of a table are said to repeat more often than any table has columns."""
    stars = (n for n, token in enumerate(spec[:2000]) if token.text.endswith("*"))
    return any(_count(spec, at + 1)[0] > MOST_SPAN for at in stars)


def _rows(run: Tokens, table: RawTable) -> Iterator[list[Tokens]]:
    """The rows as lists of cells; rules go into the table."""
    start, at, cells, braces, inner, height = 0, 0, list[Tokens](), 0, 0, 0
    while at <= len(run):
        text = run[at].text if at < len(run) else ""
        braces = max(0, braces + (text == "{") - (text == "}"))
        inner = max(0, inner + (text == r"\begin") - (text == r"\end"))
        if braces or inner:
            at += 1
            if at < len(run):
                continue
            text = ""
        if text == "&":
            cells.append(run[start:at])
            start = at + 1
        elif text in _ENDS or at >= len(run):
            cells.append(run[start:at])
            cells[0] = _without_rules(cells[0], height, table)
            if len(cells) > 1 or any(cell.text not in (" ", "\n\n") for cell in cells[0]):
                yield cells
                height += 1
            start = past_options(run, at + 1) if at + 1 < len(run) and run[at + 1].text == "[" else at + 1
            at, cells = start - 1, []
        at += 1


def _without_rules(cell: Tokens, height: int, table: RawTable) -> Tokens:
    """The first cell of a row without the rules and row commands before it."""
    at = skip_blank(cell, 0)
    while at < len(cell):
        name = cell[at].text
        if name in _FULL or name in _PARTIAL:
            if name in _FULL:
                table.rules.add(height)
            at = past_options(cell, at + 1)
            at = _past_parentheses(cell, at)
            for _ in range(_RULE_ARGUMENTS.get(name, 0)):
                at = group(cell, at)[2]
                at = _past_parentheses(cell, at)
        elif name in _BETWEEN:
            at = past_options(cell, at + 1)
            for _ in range(_BETWEEN[name]):
                at = group(cell, past_options(cell, at))[2]
            at = past_options(cell, at) if _BETWEEN[name] else at
        else:
            break
        at = skip_blank(cell, at)
    return cell[at:]


def _past_parentheses(cell: Tokens, at: int) -> int:
    """What follows the (lr) of a partial rule."""
    here = skip_blank(cell, at)
    if here < len(cell) and cell[here].text.startswith("("):
        while here < len(cell) and here < at + 12 and not cell[here].text.endswith(")"):
            here += 1
        return here + 1
    return at


def _place(row: list[Tokens], table: RawTable) -> None:
    """Put a row's cells where they begin, spanned columns counted."""
    column = 0
    for run in row:
        cell = RawCell(table.height, column, run)
        _spans(cell, table)
        first = next((token for token in cell.run if token.text not in (" ", "\n\n")), None)
        first = first or next(iter(run), None)
        cell.line, cell.file = (first.line, first.file) if first else (1, 0)
        column += cell.columns
        if column <= MOST_SPAN * 2:
            table.cells.append(cell)


def _spans(cell: RawCell, table: RawTable) -> None:
    """Take the commands for spans off a cell, whichever stands outside, also inside one pair of braces."""
    for _ in range(4):
        at = _past_ornaments(cell.run)
        if at >= len(cell.run):
            return
        name = cell.run[at].text
        if name in (r"\multicolumn", r"\SetCell", r"\mc"):
            count, here = _count(cell.run, at + 1)
            _, _, here = group(cell.run, here)
            cell.columns = _clamped(count, table)
        elif name in (r"\multirow", r"\multirowcell", r"\multirow*"):
            count, here = _count(cell.run, past_options(cell.run, at + 1))
            here = past_options(cell.run, here)
            if name != r"\multirowcell":
                _, _, here = group(cell.run, here)
            here = past_options(cell.run, here)
            cell.rows = _clamped(abs(count), table)
            if count < 0:
                cell.row = max(0, cell.row - cell.rows + 1)
        elif name == "{" and flat(cell.run[at : at + 3]).startswith("{\\multi"):
            first, last, after = group(cell.run, at)
            cell.run = [*cell.run[:at], *cell.run[first:last], *cell.run[after:]]
            continue
        else:
            return
        first, last, after = group(cell.run, here)
        cell.run = [*cell.run[first:last], *cell.run[after:]]


def _past_ornaments(run: Tokens) -> int:
    """The first token that is no blank and no colour of the cell."""
    at = skip_blank(run, 0)
    while at < len(run) and run[at].text in (r"\cellcolor", r"\rowcolor", r"\centering", r"\small", r"\footnotesize", r"\bf",
                                             r"\bfseries", r"\hfil", r"\tiny", r"\scriptsize", r"\rule"):  # fmt: skip
        name = run[at].text
        at = past_options(run, at + 1)
        for _ in range({r"\cellcolor": 1, r"\rowcolor": 1, r"\rule": 2}.get(name, 0)):
            at = group(run, at)[2]
        at = skip_blank(run, at)
    return at


def _count(run: Tokens, at: int) -> tuple[int, int]:
    first, last, after = group(run, at)
    written = flat(run[first:last]).lstrip("=").strip()
    digits = written.lstrip("-")
    if not digits.isdigit():
        return 1, after
    return (int(written) if len(digits) < 9 else 10**9), after


def _clamped(count: int, table: RawTable) -> int:
    table.clamped = table.clamped or count > MOST_SPAN
    return max(1, min(count, MOST_SPAN))
