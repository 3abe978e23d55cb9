"""A PDF as a document: headings, paragraphs, captions and tables, each with its page and box."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from claims.errors import OverLimit, ReadError
from claims.records import Block, Cell, Document, Link, Place, Source, Table
from extractors.readers.headers import count_header_rows
from extractors.readers.links import link
from extractors.readers.pdf.drawn_size import MOST_CONTENT, expands_too_far
from extractors.readers.pdf.integrity import MOST_PAGES, damage, has_size, mend_page_tree
from extractors.readers.pdf.lines import Caption, TextLine, captions, lines
from extractors.readers.pdf.open_pdf import complaints, open_pdf
from extractors.readers.pdf.page import PdfPage, read_page
from extractors.readers.pdf.table_captions import Region
from extractors.readers.pdf.table_grid import CellGrid, cell_grid
from extractors.readers.pdf.table_regions import regions
from extractors.readers.pdf.text_blocks import blocks_of

_ODD = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]")


def read(path: Path, name: str, source: Source) -> Document:
    """The document of a PDF; raises ReadError where it is none, is locked, or its text layer is garbled."""
    with open_pdf(path, name) as document:
        paper = _document(document, name, source)
        warnings = [*damage(document, path.read_bytes(), name, complaints())]
        if not paper.blocks and not paper.tables and document.is_repaired:
            raise ReadError(f"{name} is damaged: nothing that is left of it can be read.", "Fetch it again.")
        return paper.model_copy(update={"warnings": (*warnings, *paper.warnings)})


def _document(document: Any, name: str, source: Source) -> Document:
    pages, warnings = _pages(document, name)
    _refuse_garbled(pages, name)
    blocks: list[Block] = []
    tables: list[Table] = []
    title: str | None = None
    section: list[tuple[int, str]] = []
    for page in pages:
        text_lines = lines(page)
        labelled = captions(page, text_lines)
        where = regions(page, text_lines, labelled)
        made = _tables(where, page, name)
        for table in made:
            tables.append(table.model_copy(update={"section": tuple(text for _, text in section)}))
        held = {id(line) for caption in labelled for line in caption.lines}
        rest = [
            line for line in text_lines if id(line) not in held and not any(_within(line, r) for r in where)
        ]
        if page.number == 1:
            title = _title(rest)
        blocks += _captions(labelled, name, page, section)
        blocks += blocks_of(rest, page, name, section)
    if not any(word.text.strip() for page in pages for word in page.words):
        warnings.append(
            f"{name} has no text layer: nothing in it can be read, which is not the same as nothing claimed."
        )
    return Document(
        source=source,
        title=title,
        blocks=tuple(blocks),
        tables=tuple(tables),
        links=tuple(_links(blocks)),
        warnings=tuple(warnings),
    )


def _pages(document: Any, name: str) -> tuple[list[PdfPage], list[str]]:
    """The pages that can be read, and what is said about the others."""
    warnings: list[str] = []
    count = _count(document)
    if count is None:
        mend_page_tree(document, name)
        count = len(document)
        warnings.append(f"The page tree of {name} is damaged; {count} pages hang on it.")
    elif count > MOST_PAGES:
        warnings.append(f"{name} has {count} pages; only the first {MOST_PAGES} are read.")
    pages = [
        page
        for number in range(min(count, MOST_PAGES))
        if (page := _page(document, number, name, warnings)) is not None
    ]
    if "page tree" in complaints():
        mend_page_tree(document, name)  # which refuses what is deeper than any paper's
    if any(page.hidden for page in pages):
        warnings.append("Some words are hidden from a reader's eyes; they were passed over.")
    if not pages:
        raise ReadError(f"{name} has no page that can be read.", "Fetch it again.")
    return pages, warnings


def _page(document: Any, number: int, name: str, warnings: list[str]) -> PdfPage | None:
    """A page; without words where its drawing is damaged, None where it is missing."""
    blank = None
    try:
        source = document.load_page(number)
        blank = PdfPage(number + 1, float(source.rect.width), float(source.rect.height))
        if not has_size(source):
            warnings.append(
                f"Page {number + 1} of {name} has no size that a page can have; a letter's was taken."
            )
        if expands_too_far(source):
            raise OverLimit(f"Page {number + 1} of {name} unpacks to more than the limit of {MOST_CONTENT >> 20} MiB.",
                            "Print the PDF anew.")  # fmt: skip
        return read_page(source, number + 1)
    except OverLimit:
        raise
    except Exception as error:  # a parser of damaged bytes raises anything
        warnings.append(f"Page {number + 1} of {name} is damaged and was passed over: {str(error)[:100]}.")
        return blank


def _count(document: Any) -> int | None:
    """How many pages there are; None where the file does not say it soundly."""
    try:
        return len(document) or None
    except Exception:  # as above
        return None


def _refuse_garbled(pages: Sequence[PdfPage], name: str) -> None:
    """Raise ReadError where the text layer is not what is printed."""
    text = "".join(word.text for page in pages for word in page.words)[:400_000]
    if len(text) > 200 and len(_ODD.findall(text)) > 0.15 * len(text):
        raise ReadError(f"The text layer of {name} is garbled: its letters are not those on the page.",
                        "Give the LaTeX source, or run OCR on it first.")  # fmt: skip


def _title(text_lines: Sequence[TextLine]) -> str | None:
    """The lines of the largest letters in the upper half of the first page."""
    upper = [
        line
        for line in text_lines[:60]
        if line.y0 < 420 and len(line.text) > 3 and not line.text.startswith("arXiv:")
    ]
    if not upper:
        return None
    largest = max(max(word.size for word in line.words) for line in upper)
    big = [line for line in upper if max(word.size for word in line.words) > largest - 0.8]
    first = next(at for at, line in enumerate(upper) if line is big[0])
    texts = [line.text for line in upper[first : first + 5] if line in big]
    return " ".join(" ".join(texts).split())[:300] or None


def _within(line: TextLine, region: Region) -> bool:
    middle = (line.y0 + line.y1) / 2
    return region.y0 - 2 < middle < region.y1 + 2 and line.x0 < region.x1 + 4 and line.x1 > region.x0 - 4


def _tables(where: Sequence[Region], page: PdfPage, name: str) -> list[Table]:
    made = []
    for region in where:
        inside = [
            word for word in page.words
            if region.y0 - 2 < word.middle < region.y1 + 2 and word.x1 > region.x0 - 6 and word.x0 < region.x1 + 6
        ]  # fmt: skip
        partial = [
            rule
            for rule in (*page.rules, *page.pieces)
            if region.y0 < rule.y < region.y1
            and rule.x0 > region.x0 - 4
            and rule.x1 < region.x1 + 4
            and rule.x1 - rule.x0 < 0.94 * (region.x1 - region.x0)
        ]
        sideways = [
            w
            for w in page.upright
            if region.y0 - 2 < w.middle < region.y1 + 2 and region.x0 - 14 < w.x0 < region.x1
        ]
        grid = cell_grid(region, inside, partial, page.columns, sideways)
        if grid and region.caption:
            made.append(_table(grid, region.caption, page, name))
    return made


def _table(grid: CellGrid, caption: Caption, page: PdfPage, name: str) -> Table:
    width = max(cell.column + cell.columns for cell in grid.cells)
    texts = [[""] * width for _ in range(grid.height)]
    cells = []
    for cell in sorted(grid.cells, key=lambda s: (s.row, s.column)):
        texts[cell.row][cell.column] = cell.text
        quote = " ".join(word.text for word in cell.words)
        place = Place(file=name, page=page.number, bbox=page.box(cell.words), table=caption.label, row=cell.row,
                      column=cell.column, quote=quote[:500])  # fmt: skip
        bold = sum(len(word.text) for word in cell.words if word.bold) * 2 > len(quote)
        cells.append(Cell(row=cell.row, column=cell.column, rows=cell.rows, columns=cell.columns, text=cell.text[:2000],
                          bold=bold, place=place))  # fmt: skip
    caption_text = re.sub(r"^\S+\s?\S+\s?[:.|–—]?\s*", "", caption.text, count=1)
    return Table(
        label=caption.label,
        caption=caption_text[:3000] or None,
        header_rows=count_header_rows(texts, grid.rules),
        rules=tuple(grid.rules),
        cells=tuple(cells),
        place=Place(
            file=name,
            page=page.number,
            bbox=page.box(caption.lines[0].words),
            quote=caption.lines[0].text[:200],
        ),
    )


def _captions(
    labelled: Sequence[Caption], name: str, page: PdfPage, section: Sequence[tuple[int, str]]
) -> list[Block]:
    above = tuple(text for _, text in section)
    return [
        Block(kind="caption", text=caption.text[:6000], section=above,
              place=Place(file=name, page=page.number, bbox=page.box([w for line in caption.lines for w in line.words]),
                          quote=" ".join(w.text for w in caption.lines[0].words)[:200]))
        for caption in labelled
    ]  # fmt: skip


def _links(blocks: Sequence[Block]) -> list[Link]:
    seen: dict[str, Link] = {}
    for block in blocks:
        for match in re.finditer(r"https?://[^\s,;)\]>\"']{4,300}", block.text[:50_000]):
            target = match[0].rstrip(".")
            if target not in seen and len(seen) < 300:
                seen[target] = link(target, block.place.model_copy(update={"quote": target}))
    return list(seen.values())
