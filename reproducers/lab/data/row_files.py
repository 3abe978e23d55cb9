"""The files of a model's repository that may hold rows: which are read, and which are told to be unread and why."""

import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from claims.errors import DataError
from claims.records import ModelFile, Record
from reproducers.lab.data.table_file import DataTable, read_data_table

_ROWS = {".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".arrow", ".conll"}
"""Endings of files that hold rows and nothing else."""
_PERHAPS = {".json", ".txt"}
_NO_ROWS = re.compile(
    r"(config|tokenizer|vocab|merges|special_tokens|added_tokens|index|modules|requirements|licen[cs]e|datapackage)"
    r"[\w.-]*\.(json|txt)$",
    re.IGNORECASE,
)
_LARGEST = 16 << 20  # bytes of one file
_ALL = 24 << 20  # bytes of all files: what is compared within seconds
MOST_CELLS = 2_000_000
"""Cells of one file; a small file may announce many more."""


class RowFile(NamedTuple):
    """A file of the repository with its rows, or why they could not be read."""

    path: str
    table: DataTable | None
    why: str = ""


class RowFileOrder(Record):
    """One file that is tried in a child of its own."""

    path: str
    """The file."""


def run_in_child(request: bytes) -> bytes:
    """Read one file of rows and forget it: what matters is whether the child comes to its end."""
    try:
        _read(Path(RowFileOrder.from_bytes(request).path))
    except DataError:
        return b"no rows"
    return b"rows"


def may_hold_rows(file: ModelFile) -> bool:
    """Whether a file is one whose rows are compared: by its ending and its size."""
    name = PurePosixPath(file.path)
    return _is_candidate(name) and 0 < file.size <= _LARGEST


def row_files(root: Path, files: Sequence[ModelFile], unread: Collection[str]) -> Iterator[RowFile]:
    """Every file of the folder that may hold rows, within the sizes; those in `unread` are not opened."""
    left = _ALL
    for file in files:
        name = PurePosixPath(file.path)
        if not _is_candidate(name) or not file.size:
            continue
        sure = name.suffix.lower() in _ROWS
        if file.path in unread:
            yield RowFile(file.path, None, "reading it ended the isolated process")
        elif file.size > min(_LARGEST, left):
            if sure:
                yield RowFile(file.path, None, "it is larger than what is compared")
        else:
            left -= file.size
            try:
                yield RowFile(file.path, _read(root / file.path))
            except DataError as error:
                if sure:
                    yield RowFile(file.path, None, error.says.rstrip("."))


def _is_candidate(name: PurePosixPath) -> bool:
    return name.suffix.lower() in _ROWS | _PERHAPS and not _NO_ROWS.search(name.name)


def _read(path: Path) -> DataTable:
    if path.suffix.lower() != ".txt":
        return read_data_table(path, most_cells=MOST_CELLS)
    try:
        body = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise DataError(f"{path.name} cannot be read: {error.strerror}.", "Check the path.") from None
    return DataTable({"line": tuple(line or None for line in body.splitlines())})
