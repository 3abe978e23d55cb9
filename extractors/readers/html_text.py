"""The visible text of HTML: what tags, comments and hidden elements hold is not said by the page."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from claims.catalog import word_lists
from extractors.readers.raised_text import raised

_STRUCK = re.compile(r"(?i)<(?:del|s|strike)\b")
"""What is struck out is no longer said."""
_HIDDEN = re.compile(
    r"display\s{0,5}:\s{0,5}none|visibility\s{0,5}:\s{0,5}hidden|font-size\s{0,5}:\s{0,5}0(?![.\d])"
)


@dataclass(frozen=True)
class HtmlText:
    """A run of visible text and the element it stands in."""

    tag: str
    text: str
    line: int
    last: int


@dataclass
class HtmlCell:
    """One cell as a source writes it."""

    text: str
    line: int
    bold: bool = False
    rows: int = 1
    columns: int = 1
    last: int = 0
    header: bool = False


@dataclass
class HtmlTable:
    """A table as rows of cells."""

    line: int
    rows: list[list[HtmlCell]] = field(default_factory=list)
    caption: str | None = None

    @property
    def headers(self) -> int:
        """How many rows at the top are made of header cells alone."""
        tops = 0
        for row in self.rows:
            if not row or not all(cell.header for cell in row[1:] or row):
                break
            tops += 1
        return tops


@dataclass
class HtmlFragment:
    """What a piece of HTML shows."""

    parts: list[HtmlText | HtmlTable] = field(default_factory=list)
    links: list[tuple[str, int]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read(content: str, first: int) -> HtmlFragment:
    """The visible text and tables of a piece of HTML, with lines counted from `first`; never raises."""
    reader = _Reader(first)
    reader.feed(content)
    reader.close()
    reader.flush("p")
    if reader.hid:
        reader.page.warnings.append(f"Hidden text near line {first} is not read.")
    return reader.page


def inline(tag: str) -> tuple[str, int]:
    """What one inline tag shows (a break is a blank), and whether hidden text begins (1) or may end (-1)."""
    if re.match(r"</?br\b", tag):
        return " ", 0
    if tag.startswith("<") and (_STRUCK.match(tag) or _HIDDEN.search(tag[:500])):
        return "", 1
    return "", -1 if re.match(r"(?i)</(span|div|p|del|s|strike)\b", tag) else 0


def raises(tag: str, *, raised_before: bool) -> bool:
    """Whether text is raised behind a tag."""
    return not tag.startswith("</") if re.match(r"</?sup\b", tag, re.IGNORECASE) else raised_before


def weight(tag: str) -> int:
    """1 where bold begins, -1 where it ends, else 0."""
    if re.match(r"<(b|strong)\b", tag, re.IGNORECASE):
        return 1
    return -1 if re.match(r"</(b|strong)\b", tag, re.IGNORECASE) else 0


class _Reader(HTMLParser):
    def __init__(self, first: int) -> None:
        super().__init__(convert_charrefs=True)
        self.first, self.page = first, HtmlFragment()
        self.words: list[tuple[str, int]] = []
        self.grid: HtmlTable | None = None
        self.cell: HtmlCell | None = None
        self.caption = False
        self.row_ended = False
        self.silent: list[str] = []
        self.hid = False
        self.raises = False

    @property
    def line(self) -> int:
        return self.first + self.getpos()[0] - 1

    def flush(self, tag: str) -> None:
        """Keep the text that has gathered, each source line on its own."""
        words, self.words = self.words, []
        if not any(word.strip() for word, _ in words):
            return
        first, start = next((word, line) for word, line in words if word.strip())
        start += len(first) - len(first.lstrip("\n"))
        text, at = "", start
        for word, line in words:
            if not text and not word.strip():
                continue
            lead = word.lstrip("\n") if not text else word
            text += "\n" * max(0, line - at) + lead
            at = max(at, line) + lead.count("\n")
        self.page.parts.append(HtmlText(tag, text.rstrip(), start, at))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        silent = tag in word_lists.words("html_elements", "silent")
        hidden = "hidden" in named or _HIDDEN.search((named.get("style") or "")[:500])
        if self.silent or silent or hidden:
            self.hid |= bool(hidden) and not self.silent and not silent
            if tag not in word_lists.words("html_elements", "void"):
                self.silent.append(tag)
            return
        href = named.get("href")
        if tag == "a" and href:
            self.page.links.append((href[:2000], self.line))
        if self.grid is None and tag in word_lists.words("html_elements", "breaks") and tag != "br":
            self.flush("p")
        self._table_tag(tag, named)
        if tag in ("b", "strong") and self.cell:
            self.cell.bold = True
        self.raises = tag == "sup" or (self.raises and tag not in word_lists.words("html_elements", "breaks"))
        if tag == "br":
            self.handle_data(" ")

    def _table_tag(self, tag: str, named: dict[str, str | None]) -> None:
        if tag == "table" and self.grid is None:
            self.grid = HtmlTable(self.line)
        elif self.grid is not None and tag == "tr":
            self.grid.rows.append([])
            self.cell, self.row_ended = None, False
        elif self.grid is not None and tag in ("td", "th"):
            if not self.grid.rows or self.row_ended:
                self.grid.rows.append([])
            self.row_ended = False
            spans = [_span(named.get(name)) for name in ("rowspan", "colspan")]
            self.cell = HtmlCell(
                "", self.line, rows=spans[0], columns=spans[1], last=self.line, header=tag == "th"
            )
            self.grid.rows[-1].append(self.cell)
        elif self.grid is not None and tag == "caption":
            self.caption, self.grid.caption = True, ""

    def handle_endtag(self, tag: str) -> None:
        if self.silent:
            if tag in self.silent:
                del self.silent[len(self.silent) - 1 - self.silent[::-1].index(tag) :]
            return
        self.raises = self.raises and tag != "sup"
        if tag == "table" and self.grid is not None:
            self.page.parts.append(self.grid)
            self.grid = self.cell = None
        elif tag in ("td", "th"):
            self.cell = None
        elif tag == "tr":
            self.row_ended = True
        elif tag == "caption":
            self.caption = False
        elif self.grid is None and tag in word_lists.words("html_elements", "breaks"):
            self.flush(tag)

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        if self.raises:
            above = self.cell.text if self.cell else "".join(word for word, _ in self.words[-2:])
            data = raised(above, data)
        if self.grid is not None:
            if self.caption and self.grid.caption is not None:
                self.grid.caption += data
            elif self.cell is not None:
                if data.strip() and not self.cell.text.strip():
                    self.cell.line = self.line + data[: len(data) - len(data.lstrip())].count("\n")
                self.cell.text += data
                self.cell.last = self.line + data.count("\n")
            return
        self.words.append((data, self.line))


def _span(attribute: str | None) -> int:
    return (
        min(int(attribute), 1000)
        if attribute and attribute.isascii() and attribute.isdigit() and len(attribute) < 5 and int(attribute)
        else 1
    )
