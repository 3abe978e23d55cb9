"""A model card, alone or in a folder laid out like a repository of the Hub, as a document."""

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from claims.catalog.word_lists import pattern
from claims.errors import ReadError
from claims.records import Document, Source
from extractors.readers import front_matter, json_file, markdown, suspicious, weights
from extractors.readers.decimal_commas import with_decimal_points
from extractors.readers.front_matter import Leaves
from extractors.readers.source_lines import LARGEST, SourceLines, source_lines

CARDS = (".md", ".markdown", ".mdx", ".txt")
"""Endings of files that can be a card."""
ROWS = (".csv", ".tsv", ".jsonl", ".parquet", ".xlsx")
"""Endings of tables of rows."""
WRITTEN_ELSEWHERE = (
    ".doc",
    ".docx",
    ".odt",
    ".rtf",
    ".ppt",
    ".pptx",
    ".odp",
    ".html",
    ".htm",
    ".pages",
    ".key",
)
"""Endings of documents that other programs write."""
MOST_WEIGHTS = 200
"""Weight files whose headers are read."""


def read(root: Path, files: Sequence[str], source: Source) -> Document:
    """The document of a card and of the structured files beside it; raises ReadError where nothing is one."""
    name = card_of(files)
    structured = list(_structured(root, files))
    warnings = [warning for leaves in structured for warning in leaves.warnings]
    entries = [entry for leaves in structured for entry in leaves.entries]
    if name is None:
        if not entries:
            raise _no_document(files, source.name)
        warnings.insert(0, "There is no model card (README.md).")
        return Document(source=source, metadata=tuple(entries), warnings=tuple(warnings))
    text = source_lines(_bytes(root / name), name)
    body, front = _card(text)
    warnings = [
        *text.warnings,
        *front.warnings,
        *suspicious.suspicious_fields(front.entries),
        *suspicious.suspicious_lines(text),
        *body.warnings,
        *warnings,
    ]
    return Document(
        source=source,
        title=_title(body),
        blocks=tuple(body.blocks),
        tables=with_decimal_points(body.tables),
        metadata=(*front.entries, *body.badges, *entries),
        links=tuple(body.links),
        warnings=tuple(dict.fromkeys(warnings)),
    )


def _no_document(files: Sequence[str], name: str) -> ReadError:
    """What a file is that is no document, and what to do with it."""
    ending = PurePosixPath(files[0]).suffix.lower() if len(files) == 1 else ""
    if ending in ROWS:
        return ReadError(
            f"{files[0]} is a table of rows, no document.",
            f"Name the model's card or folder, and give the rows beside it: --data {files[0]}.",
        )
    if ending in WRITTEN_ELSEWHERE:
        return ReadError(
            f"{files[0]} is of a kind that is not read here: Markdown, LaTeX and PDF are.",
            "Save it as PDF and name that.",
        )
    return ReadError(
        f"{name} holds neither a model card nor a configuration.", "Name a card (README.md) or its folder."
    )


def card_of(files: Sequence[str]) -> str | None:
    """The card among the files: README.md, else another text at the top if it is the only one."""
    top = [name for name in files if "/" not in name and name.lower().endswith(CARDS)]
    named = [name for name in top if name.lower() in ("readme.md", "readme", "readme.txt", "model_card.md")]
    named.sort(key=lambda name: name.lower() != "readme.md")
    return named[0] if named else top[0] if len(top) == 1 else None


def _card(text: SourceLines) -> tuple[markdown.Body, Leaves]:
    """The body and the front matter of a card."""
    halves = front_matter.split(text.lines)
    if halves is None:
        return markdown.read(text), Leaves(warnings=_unclosed(text))
    front = front_matter.leaves(halves.yaml, file=text.file, first_line=halves.first_line)
    return markdown.read(text, halves.body_line), front


def _unclosed(text: SourceLines) -> tuple[str, ...]:
    """A warning where front matter begins and never ends."""
    opened = text.lines and text.lines[0].strip("\ufeff \t") == "---"
    return (f"The front matter of {text.file} is never closed, so it is read as text.",) if opened else ()


def _title(body: markdown.Body) -> str | None:
    """The first heading of the first level, else the first of any; one that names a part is no title."""
    headings = [
        block
        for block in body.blocks
        if block.kind == "heading"
        and not pattern("section_words", "parts_of_cards").fullmatch(block.text.strip(" :.*_#"))
    ]
    first = [block for block in headings if block.level == 1] or headings
    return " ".join(first[0].text.split())[:300] if first else None


def _structured(root: Path, files: Sequence[str]) -> Iterator[Leaves]:
    """The leaves of configuration, evaluation results and weight files, in the order of their names."""
    opened = 0
    for name in sorted(files):
        path = PurePosixPath(name)
        if name == "config.json":
            yield json_file.leaves(source_lines(_bytes(root / name), name).whole, file=name)
        elif path.parent.name == ".eval_results" and path.suffix in (".yaml", ".yml"):
            yield front_matter.leaves(source_lines(_bytes(root / name), name).whole, file=name)
        elif path.suffix == ".safetensors" and opened < MOST_WEIGHTS:
            opened += 1
            yield weights.leaves(root / name, file=name)


def _bytes(path: Path) -> bytes:
    """A file's bytes, no more than are read of any; raises ReadError if it cannot be opened."""
    try:
        with path.open("rb") as stream:
            return stream.read(LARGEST + 1)
    except OSError as error:
        raise ReadError(f"{path.name} cannot be read: {error.strerror}.", "Check that it exists.") from None
