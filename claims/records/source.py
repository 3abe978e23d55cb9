"""What was read: a pinned source, and the document made of it, each part with its place."""

from typing import Literal

from claims.records.record import Record

SourceKind = Literal["arxiv", "hub", "folder", "predictions"]
BlockKind = Literal["heading", "paragraph", "caption", "list", "quote", "code"]
LinkKind = Literal["model", "dataset", "code", "paper", "other"]


class Source(Record):
    """Where something was read, pinned so that it can be read again."""

    kind: SourceKind
    """Where it came from."""
    name: str
    """The target as a person would name it: org/model, 1706.03762, or a folder's name."""
    revision: str
    """A commit or version, never a moving name; for a folder, the digest of its manifest."""
    url: str | None = None
    """Where it can be looked at, if anywhere."""
    sha256: str
    """Digest of everything that was read."""
    fetched_at: str | None = None
    """When it was fetched, ISO 8601 in UTC; left out of every comparison."""


class Place(Record):
    """Where something stands in the source; the quote must be found there."""

    file: str
    """Path inside the source."""
    page: int | None = None
    """Page of a PDF, from 1."""
    bbox: tuple[float, float, float, float] | None = None
    """Rectangle on the page, in points: left, top, right, bottom."""
    line: int | None = None
    """Line of a text file, from 1."""
    table: str | None = None
    """The table's label as printed, else "table at line N"."""
    row: int | None = None
    """Row of the table, from 0, header rows included."""
    column: int | None = None
    """Column of the table, from 0."""
    quote: str
    """The characters that stand at this place."""

    @property
    def file_and_line(self) -> str:
        """Its file, and its line where it has one: "train.py:12"."""
        return f"{self.file}:{self.line}" if self.line else self.file


class Entry(Record):
    """One leaf of a structured file (front matter, config.json, a weight file's header)."""

    path: str
    """Where in the structure: "model-index/0/results/0/metrics/1/value"."""
    value: str
    """The leaf as written, unquoted."""
    place: Place
    """Where it stands."""


class Block(Record):
    """A run of text: a heading, a paragraph, a list item, code."""

    kind: BlockKind
    """What it is."""
    text: str
    """Its text without markup."""
    section: tuple[str, ...] = ()
    """The headings above it, outermost first."""
    level: int | None = None
    """Depth of a heading, from 1."""
    place: Place
    """Where it begins."""


class Cell(Record):
    """One cell of a table; a spanning cell stands once, at its first row and column."""

    row: int
    """Row from 0."""
    column: int
    """Column from 0."""
    rows: int = 1
    """How many rows it spans."""
    columns: int = 1
    """How many columns it spans."""
    text: str
    """Its text without markup."""
    bold: bool = False
    """Whether it is set in bold."""
    underline: bool = False
    """Whether it is underlined."""
    disputed: bool = False
    """Whether another form of the same document lacks a number of it."""
    place: Place
    """Where it stands."""


class Table(Record):
    """A table as a grid of cells."""

    label: str
    """The label as printed ("Table 2"), else "table at line N"."""
    caption: str | None = None
    """The caption, or the sentence that introduces it."""
    section: tuple[str, ...] = ()
    """The headings above it, outermost first."""
    header_rows: int
    """How many rows at the top are headers."""
    rules: tuple[int, ...] = ()
    """Rows above which a rule runs the whole width, where that is known."""
    cells: tuple[Cell, ...]
    """Its cells, in reading order."""
    place: Place
    """Where it begins."""


class Link(Record):
    """A reference to a model, data set, repository or paper."""

    kind: LinkKind
    """What it points at."""
    target: str
    """The identifier or URL."""
    place: Place
    """Where it stands."""


class Document(Record):
    """What a reader made of a source: text, tables and structured fields, all with places."""

    source: Source
    """What it was made of."""
    title: str | None = None
    """Its title."""
    blocks: tuple[Block, ...] = ()
    """Its text in reading order."""
    tables: tuple[Table, ...] = ()
    """Its tables in reading order."""
    metadata: tuple[Entry, ...] = ()
    """The leaves of its structured files, and the licences that its badges name."""
    links: tuple[Link, ...] = ()
    """What it points at."""
    warnings: tuple[str, ...] = ()
    """What could not be read, each in a sentence."""

    def entry(self, path: str, file: str | None = None) -> Entry | None:
        """The first metadata leaf of that path, if there is one."""
        entries = (e for e in self.metadata if e.path == path and file in (None, e.place.file))
        return next(entries, None)
