"""A LaTeX source as a document: blocks, tables and links, each with its file and line."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from claims.errors import ReadError
from claims.records import Block, Cell, Document, Link, Place, Source, Table
from extractors.readers.headers import count_header_rows
from extractors.readers.latex.body import BodyReader, Item
from extractors.readers.latex.macros import Expander
from extractors.readers.latex.source_files import SourceFiles, decoded, main_file
from extractors.readers.latex.tabular import MOST_CELLS, RawCell, tabular
from extractors.readers.latex.text import TextWriter
from extractors.readers.latex.tokens import Token, Tokens, environment, flat, group, past_options
from extractors.readers.latex.unsupported import unsupported
from extractors.readers.links import link

MOST_TABLES = 600
LONGEST_CELL = 2_000
_URL = re.compile(r"https?://[^\s{}\\,;)\]>\"']{4,300}")
_CITES = re.compile(r"\\(?:[a-zA-Z]{0,6}cite[a-zA-Z]{0,10}\*?|newcite)$")


@dataclass
class LatexPaper:
    """The blocks, tables and links read so far."""

    sources: SourceFiles
    texts: dict[int, list[str]] = field(default_factory=dict)
    """The lines of each file that was read."""
    numbers: Mapping[str, str] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def words(self) -> TextWriter:
        """Turns tokens into words."""
        return TextWriter(self.numbers)

    def lines(self, file: int) -> list[str]:
        """The lines of a file."""
        if file not in self.texts:
            name = self.sources.names[file]
            self.texts[file] = decoded(self.sources.files[name]).split("\n")
        return self.texts[file]

    def place(self, token: Token | RawCell, quote: str = "", **at: str | int) -> Place:
        """Where a token stands; the quote is looked for on its line and the next ones."""
        lines = self.lines(token.file)
        first = max(1, min(token.line, len(lines)))
        for wanted in (quote.strip(), *sorted(quote.split()[:30], key=len, reverse=True)):
            for number in range(first, min(first + 6, len(lines) + 1)):
                if wanted and wanted in lines[number - 1]:
                    return Place.model_validate(
                        {"file": self.sources.names[token.file], "line": number, "quote": wanted[:500], **at}
                    )
        shown = lines[first - 1].strip()[:80] if lines else ""
        return Place.model_validate(
            {"file": self.sources.names[token.file], "line": first, "quote": shown, **at}
        )


def read(files: Mapping[str, bytes], source: Source) -> Document:
    """The document of a LaTeX source; raises ReadError where there is none."""
    main = main_file(files)
    if main is None:
        raise ReadError("There is no LaTeX file here.", "Name the .tex file, or the paper's PDF.")
    sources = SourceFiles(files, main)
    first = sources.take(main)
    sources.opened[main] = 1
    expander = Expander(sources.open)
    run = expander.expand(first)
    head, body = _halves(run)
    reader = BodyReader()
    items = list(reader.items(body))
    paper = LatexPaper(sources, numbers=reader.numbers)
    title = _title(head, body, paper)
    section: list[tuple[int, str]] = []
    for item in items:
        _take(item, paper, section)
    paper.links += _links(paper)
    return Document(
        source=source,
        title=title,
        blocks=tuple(paper.blocks),
        tables=tuple(paper.tables),
        links=tuple(paper.links),
        warnings=tuple(dict.fromkeys((*sources.warnings, *unsupported(run), *paper.warnings))),
    )


def _halves(run: list[Token]) -> tuple[Tokens, Tokens]:
    """The preamble and the body."""
    for at, token in enumerate(run):
        if token.text == r"\begin":
            first, last, after = group(run, at + 1)
            if flat(run[first:last]) == "document":
                return run[:at], run[after : environment(run, at)[2]]
    return (), run


def _title(head: Tokens, body: Tokens, paper: LatexPaper) -> str | None:
    for run in (head, body[:4000]):
        for at, token in enumerate(run):
            if token.text in (r"\title", r"\icmltitle", r"\titlerunning", r"\aclTitle"):
                first, last, _ = group(run, past_options(run, at + 1))
                title = " ".join(paper.words.text(run[first:last]).split())
                if title:
                    return title[:300]
    return None


def _take(item: Item, paper: LatexPaper, section: list[tuple[int, str]]) -> None:
    """Make a block or a table of one item."""
    if not item.run:
        return
    if item.kind == "table":
        if len(paper.tables) < MOST_TABLES and (table := _table(item, paper, section)):
            paper.tables.append(table)
        return
    written = paper.words.write(item.run, lines=item.kind != "heading")
    first = next((token for token in item.run if token.text not in (" ", "\n\n")), item.run[0])
    text = written.text.strip("\n ") if item.kind != "heading" else " ".join(written.text.split())
    if written.white:
        paper.warnings.append("Some text is printed in white, which a reader does not see.")
    if not text or (item.kind == "paragraph" and not re.search(r"\w", text)):
        return
    if item.kind == "heading":
        while section and section[-1][0] >= item.level:
            section.pop()
        section.append((item.level, text[:300]))
    place = paper.place(first, text.partition("\n")[0][:60])
    place = place.model_copy(update={"line": min(first.line, len(paper.lines(first.file)))})
    above = tuple(name for _, name in section)
    if item.kind == "caption" and item.label:
        text = f"{item.label}: {text}"
    paper.blocks.append(
        Block(kind=item.kind, text=text, section=above, level=item.level or None, place=place)
    )
    for note in written.footnotes[:20]:
        _take(Item("paragraph", note), paper, section)


def _table(item: Item, paper: LatexPaper, section: Sequence[tuple[int, str]]) -> Table | None:
    raw = tabular(item.name, item.run)
    if not raw.cells or raw.height < 1:
        return None
    if raw.clamped:
        paper.warnings.append("A cell spans more rows or columns than any table has; it was cut.")
    if raw.cut:
        paper.warnings.append(
            f"A table has more than the limit of {MOST_CELLS:,} cells; the rest was passed over."
        )
    first = raw.cells[0]
    label = item.label or f"table at line {first.line}"
    taken = _covered(raw.cells)
    cells = tuple(
        _cell(cell, paper, label)
        for cell in sorted(raw.cells, key=lambda cell: (cell.row, cell.column))
        if id(cell) in taken
    )
    caption = " ".join(part for run in item.captions if (part := paper.words.text(run)))
    grid = _texts(cells, raw.height)
    rules = tuple(sorted(rule for rule in raw.rules if rule <= raw.height))
    return Table(
        label=label,
        caption=caption[:3000] or None,
        section=tuple(name for _, name in section),
        header_rows=count_header_rows(grid, rules),
        rules=rules,
        cells=tuple(cell for cell in cells if cell.text or cell.rows > 1 or cell.columns > 1),
        place=paper.place(first),
    )


def _covered(cells: Sequence[RawCell]) -> set[int]:
    """Which cells stand; spans are cut where they would cover what something else says."""
    full = {
        (cell.row, cell.column): cell
        for cell in cells
        if any(token.text not in (" ", "\n\n") for token in cell.run)
    }
    last = max((cell.row for cell in cells), default=0)
    hidden: set[tuple[int, int]] = set()
    for cell in full.values():
        rows = 1
        while rows < cell.rows and cell.row + rows <= last and (cell.row + rows, cell.column) not in full:
            rows += 1
        cell.rows = rows
        hidden |= {(cell.row + r, cell.column + c) for r in range(rows) for c in range(cell.columns)} - {
            (cell.row, cell.column)
        }
    return {
        id(cell) for cell in cells if (cell.row, cell.column) not in hidden or (cell.row, cell.column) in full
    }


def _cell(cell: RawCell, paper: LatexPaper, label: str) -> Cell:
    written = paper.words.write(cell.run)
    text = re.sub(r"\s+", " ", written.text).strip()[:LONGEST_CELL]
    if not text:
        text = _cited(cell.run)
    quote = re.search(r"\d[\d.,]*\d|\d", text)
    raw = flat(cell.run)
    shown = text if text and text in raw else quote[0] if quote else text
    letters = written.bold + written.under + written.plain
    place = paper.place(cell, shown, table=label, row=cell.row, column=cell.column)
    return Cell(
        row=cell.row,
        column=cell.column,
        rows=cell.rows,
        columns=cell.columns,
        text=text,
        bold=written.bold * 2 > letters,
        underline=written.under * 2 > letters,
        place=place,
    )


def _cited(run: Tokens) -> str:
    """Whom a cell names that holds a citation alone: "vaswani2017attention" as "vaswani 2017"."""
    for at, token in enumerate(run):
        if _CITES.match(token.text):
            first, last, _ = group(run, past_options(run, at + 1))
            key = flat(run[first:last]).split(",")[0]
            known = re.match(r"([A-Za-z-]{2,30})[^A-Za-z\d]{0,3}((?:19|20)\d\d)", key.rpartition("/")[2])
            return f"{known[1].capitalize()} et al. {known[2]}" if known else key[:60]
    return ""


def _texts(cells: Sequence[Cell], height: int) -> list[list[str]]:
    width = max((cell.column + 1 for cell in cells), default=1)
    rows = [[""] * width for _ in range(height)]
    for cell in cells:
        if cell.row < height:
            rows[cell.row][cell.column] = cell.text
    return rows


def _links(paper: LatexPaper) -> Iterator[Link]:
    """The addresses that stand in the source's lines."""
    seen: set[str] = set()
    for file, name in enumerate(paper.sources.names):
        for number, line in enumerate(paper.lines(file), 1):
            if "http" in line:
                for match in _URL.finditer(line[:5000].partition("%%")[0]):
                    target = match[0].rstrip(".")
                    if target not in seen and len(seen) < 300:
                        seen.add(target)
                        yield link(target, Place(file=name, line=number, quote=target))
