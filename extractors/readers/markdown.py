"""Markdown to blocks, tables and links, each with its line; HTML in it is data, never run, never drawn."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from claims.records import Block, Entry, Link, Table
from claims.records.source import BlockKind
from extractors.readers import html_text, markdown_tables, text_tables
from extractors.readers.classification_report import holds_report
from extractors.readers.html_regions import with_whole_tables
from extractors.readers.inline_markdown import Inline, InlineSpan, spans
from extractors.readers.links import link
from extractors.readers.source_lines import SourceLines
from extractors.readers.suspicious import gives_orders

MOST_BLOCKS = 50_000
"""Blocks that are kept of one text."""


@dataclass
class Body:
    """What a text holds, gathered from front to back."""

    source: SourceLines
    blocks: list[Block] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    badges: list[Entry] = field(default_factory=list)
    """Pictures whose text names a licence."""

    @property
    def section(self) -> tuple[str, ...]:
        """The headings above what comes next, outermost first."""
        return tuple(text for _, text in self.headings)

    def add(
        self, kind: BlockKind, text: str, line: int, *, last: int | None = None, level: int | None = None
    ) -> None:
        """Keep a block, and remember a heading."""
        text = text.strip("\n")
        if not text.strip() or len(self.blocks) >= MOST_BLOCKS:
            return
        if gives_orders(text):
            self.warnings.append(f"Line {line} gives orders to an automated reader; it is not read.")
            return
        if level is not None:
            self.headings = [
                *(heading for heading in self.headings if heading[0] < level),
                (level, text.strip()[:300]),
            ]
        lead = next((part.strip() for part in text.split("\n") if part.strip()), "")
        place = self.source.place(lead[:200], line, last=last)
        above = self.section[:-1] if level is not None else self.section
        self.blocks.append(Block(kind=kind, text=text, section=above, level=level, place=place))

    def caption(self, line: int) -> str | None:
        """The text that introduces what begins at `line`: the last sentence of a paragraph not far above it."""
        above = self.blocks[-1] if self.blocks else None
        if above is None or above.kind not in ("paragraph", "caption", "list"):
            return None
        ends = (above.place.line or 0) + above.text.count("\n")
        return above.text.strip()[-600:] if 0 <= line - ends <= 4 else None


def _delimiter(line: str) -> str:
    """The line; without its blanks if it parts a table's header from its rows: "| :--- : |" as people write it."""
    is_one = "---" in line and "|" in line and not set(line.strip()) - set("|:- \t")
    return line.replace(" ", "").replace("\t", "") if is_one else line


def read(source: SourceLines, first: int = 0) -> Body:
    """What the lines from `first` on (counted from 0) hold; never raises on any text."""
    from markdown_it import MarkdownIt

    body = Body(source)
    lines, cut = _shortened([*[""] * first, *source.lines[first:]])
    body.warnings += cut
    tokens = (
        MarkdownIt("commonmark")
        .enable(["table", "strikethrough"])
        .parse("\n".join(with_whole_tables([_delimiter(line) for line in lines])))
    )
    stack: list[tuple[str, tuple[int, int]]] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        at_lines = (token.map[0] + 1, token.map[1]) if token.map else (1, 1)
        if token.type == "table_open":
            end = next(i for i in range(at, len(tokens)) if tokens[i].type == "table_close")
            table = markdown_tables.read(
                tokens[at:end], body.source, caption=body.caption(at_lines[0]), section=body.section
            )
            body.tables.append(table.table)
            body.warnings += table.warnings
            at = end
        elif token.nesting == 1:
            stack.append((token.type, at_lines))
            if token.type == "heading_open":
                level, inline = int(token.tag[1]), tokens[at + 1]
                plain = "".join(span.text for span in spans(inline.children or [], at_lines[0]))
                body.add("heading", plain, at_lines[0], last=at_lines[1], level=level)
                at += 1
        elif token.nesting == -1:
            stack.pop()
        elif token.type == "inline":
            _inline(token.children or [], at_lines, _kind(stack), body)
        elif token.type in ("fence", "code_block"):
            titled = " " in token.info.strip()  # a fence that opens on the first line of its text
            content = f"{token.info}\n{token.content}" if titled else token.content
            begins = at_lines[0] + (token.type == "fence" and not titled)
            _text_tables(content, begins, body)
            body.add("code", content, begins, last=at_lines[1])
        elif token.type == "html_block":
            _html(token.content, at_lines[0], body)
        at += 1
    return body


def _shortened(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines with what goes on in a table beyond its most rows left blank, and a warning for each such table."""
    kept, short, run = [], [], 0
    for at, line in enumerate(lines):
        run = run + 1 if "|" in line else 0
        if run == markdown_tables.MOST_ROWS + 2:
            rows = (
                next((n for n, line in enumerate(lines[at:]) if "|" not in line), len(lines) - at) + run - 2
            )
            most = markdown_tables.MOST_ROWS
            short.append(f"The table at line {at - run + 2} has {rows} rows; only the first {most} are read.")
        kept.append("" if run > markdown_tables.MOST_ROWS + 1 else line)
    return kept, short


def _inline(children: Sequence[Inline], lines: tuple[int, int], kind: BlockKind, body: Body) -> None:
    """A run of text: its links, its badges, and either the table that it holds as plain characters or a block."""
    if any(html_text.inline(child.content)[1] > 0 for child in children if child.type == "html_inline"):
        body.warnings.append(f"Hidden text near line {lines[0]} is not read.")
    pieces = list(spans(children, lines[0]))
    body.links += _links(pieces, body.source, lines[1])
    body.badges += _badges(pieces, body.source, lines[1])
    text = _text(pieces, lines[0])
    if text.count("|") < 4 or not _text_tables(text, lines[0], body):
        body.add(kind, text, lines[0], last=lines[1])


def _kind(stack: list[tuple[str, tuple[int, int]]]) -> BlockKind:
    names = {name for name, _ in stack}
    if "blockquote_open" in names:
        return "quote"
    return "list" if names & {"bullet_list_open", "ordered_list_open"} else "paragraph"


def _text(pieces: list[InlineSpan], first: int) -> str:
    """The plain text, each source line on a line of its own."""
    text, line = "", first
    for span in pieces:
        text += "\n" * max(0, span.line - line) + span.text
        line = max(line, span.line)
    return text


def _badges(pieces: list[InlineSpan], source: SourceLines, last: int) -> Iterator[Entry]:
    """The pictures whose alternative text names a licence."""
    for span in pieces:
        if span.picture and re.match(r"(?i)\W{0,3}licen[cs]e\b", span.picture):
            place = source.place(span.picture, span.line, last=last)
            yield Entry(path="badge/licence", value=span.picture, place=place)


def _links(pieces: list[InlineSpan], source: SourceLines, last: int) -> Iterator[Link]:
    for span in pieces:
        if span.target:
            yield link(span.target, source.place(span.target, span.line, last=last))


def _text_tables(text: str, first: int, body: Body) -> bool:
    """Keep the tables that stand in a text as plain characters; whether there was one."""
    tables = [] if holds_report(text) else list(text_tables.tables(text, first))
    for line, rows in tables:
        caption = body.caption(line - 1)
        table = markdown_tables.build(
            rows, body.source, line=line, caption=caption, section=body.section, header_rows=1
        )
        body.tables.append(table)
    return bool(tables)


def _html(content: str, first: int, body: Body) -> None:
    """The visible text of an HTML block: headings, paragraphs, tables."""
    page = html_text.read(content, first)
    body.warnings += page.warnings
    for part in page.parts:
        if isinstance(part, html_text.HtmlText):
            level = int(part.tag[1]) if re.fullmatch("h[1-6]", part.tag) else None
            kind: BlockKind = "heading" if level else "list" if part.tag == "li" else "paragraph"
            kind = "code" if part.tag == "pre" else kind
            body.add(kind, part.text, part.line, last=part.last, level=level)
        else:
            caption = part.caption or body.caption(part.line)
            body.tables.append(
                markdown_tables.build(
                    part.rows,
                    body.source,
                    line=part.line,
                    caption=caption,
                    section=body.section,
                    header_rows=part.headers,
                )
            )
    body.links += [link(target, body.source.place(target, line)) for target, line in page.links]
