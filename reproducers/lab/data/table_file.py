"""A team's rows, as columns of strings: CSV, TSV, JSON, Parquet, Arrow, CoNLL or a folder, recognised by content."""

import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path

from pydantic import JsonValue

from claims.errors import DataError
from reproducers.lab.data.media_folder import folder_columns

Cells = tuple[str | None, ...]
_HINT = "Give CSV, TSV, JSON lines or Parquet with one row for each example."
_LONGEST = 10_000_000  # characters in one cell
MOST_CELLS = 50_000_000
"""Cells of a file that the user brings."""


@dataclass(frozen=True)
class DataTable:
    """Columns of equal length; an empty cell is None."""

    columns: dict[str, Cells]
    notes: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(next(iter(self.columns.values()), ()))


def read_data_table(path: Path, *, most_cells: int = MOST_CELLS) -> DataTable:
    """The rows of a file; raises DataError if it holds none, too many, or is nothing that is known."""
    if path.is_dir():
        return DataTable(folder_columns(path))
    try:
        body = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path.name} cannot be read: {error.strerror}.", "Check the path.") from None
    if body[:4] == b"PAR1" or body[:6] == b"ARROW1" or body[:4] == b"\xff\xff\xff\xff":
        table = _columnar(body, path.name, most_cells)
    else:
        text, notes = _decoded(body, path.name)
        table = _of_text(text, path.name)
        table = DataTable(table.columns, (*notes, *table.notes))
    if not table.columns or table.rows == 0:
        raise DataError(f"{path.name} holds no rows.", _HINT)
    return table


def _decoded(body: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The text of a file: UTF-8, UTF-16 where it says so, else Latin-1 with a note."""
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", "replace"), ()
    if b"\0" in body[:4096]:
        raise DataError(f"{name} is not a text file.", _HINT)
    try:
        return body.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        return body.decode("latin-1"), (f"{name} is not UTF-8; it was read as Latin-1.",)


def _of_text(text: str, name: str) -> DataTable:
    start = text.lstrip()[:1]
    if name.endswith((".conll", ".bio", ".iob")):
        return _tagged(text, name)
    if start == "{" and (whole := _document(text)) is not None:
        return _records(whole, name)
    if start == "{":
        return _records([_json(line, name) for line in text.splitlines() if line.strip()], name)
    if start == "[" and not name.endswith((".csv", ".tsv")):
        value = _json(text, name)
        return _records(value if isinstance(value, list) else [value], name)
    return _delimited(text, name)


def _document(text: str) -> list[JsonValue] | None:
    """The rows of one JSON object over several lines: its "data", SQuAD's nested questions laid flat."""
    if "\n" in text.strip() and text.lstrip().partition("\n")[0].rstrip().endswith("}"):
        return None  # one object a line
    try:
        document = json.loads(text, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return None
    rows = document.get("data") if isinstance(document, dict) else None
    if not isinstance(rows, list):
        return None
    flat: list[JsonValue] = []
    for row in rows:
        paragraphs = row.get("paragraphs") if isinstance(row, dict) else None
        if not isinstance(paragraphs, list):
            flat.append(row)
            continue
        for part in (item for item in paragraphs if isinstance(item, dict)):
            questions = part.get("qas")
            asked = questions if isinstance(questions, list) else []
            flat += [{**item, "context": part.get("context")} for item in asked if isinstance(item, dict)]
    return flat


def _tagged(text: str, name: str) -> DataTable:
    """Sentences of CoNLL: a word a line, its tag last; an empty line ends a sentence."""
    tokens: list[str] = []
    tags: list[str] = []
    for block in text.replace("\r\n", "\n").split("\n\n"):
        lines = [
            line.split()
            for line in block.splitlines()
            if line.strip() and not line.startswith(("-DOCSTART-", "# "))
        ]
        if any(len(line) < 2 for line in lines):
            raise DataError(f"{name} has a line without a tag.", "Write one word and its tag a line.")
        if lines:
            tokens.append(json.dumps([line[0] for line in lines], ensure_ascii=False))
            tags.append(json.dumps([line[-1] for line in lines], ensure_ascii=False))
    return DataTable({"tokens": tuple(tokens), "tags": tuple(tags)}) if tokens else DataTable({})


def _json(text: str, name: str) -> JsonValue:
    try:
        value: JsonValue = json.loads(text, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        raise DataError(f"{name} has a line that is not JSON: {text[:60]!r}.", _HINT) from None
    return value


def _records(items: list[JsonValue], name: str) -> DataTable:
    """Columns of a list of objects; a key that a row lacks is an empty cell."""
    rows = [row for row in items if isinstance(row, dict)]
    if len(rows) != len(items):
        raise DataError(f"{name} has a row that is not a JSON object.", _HINT)
    names = list(dict.fromkeys(key for row in rows for key in row))
    return DataTable({key: tuple(_cell(row.get(key)) for row in rows) for key in names})


def _cell(value: object) -> str | None:
    """A value as the string that a CSV file would hold."""
    if value is None or value != value:  # NaN is no value
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))  # whole numbers become floats beside an empty cell
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value) or None


def _delimited(text: str, name: str) -> DataTable:
    csv.field_size_limit(_LONGEST)
    first = text.partition("\n")[0]
    mark = "\t" if name.endswith(".tsv") else max(",\t;|", key=first.count)
    try:
        lines = [line for line in csv.reader(io.StringIO(text, newline=""), delimiter=mark) if line]
    except csv.Error as error:
        raise DataError(f"{name} is not a table: {error}.", _HINT) from None
    if not lines:
        return DataTable({})
    names = [column.strip() for column in lines[0]]
    if len(set(names)) != len(names):
        twice = next(column for column in names if names.count(column) > 1)
        raise DataError(f"{name} has two columns called {twice!r}.", "Rename one of them.")
    crooked = next((i for i, line in enumerate(lines) if len(line) > len(names)), None)
    if crooked is not None:
        says = f"{name}: row {crooked} has {len(lines[crooked])} cells, the header {len(names)}."
        raise DataError(says, "Quote cells that hold the separator.")
    rows = lines[1:]
    for row in rows:
        row.extend([""] * (len(names) - len(row)))
    # a blank cell is None; "NA" and "None" stay what they say
    columns = (tuple(row[i] if row[i].strip() else None for row in rows) for i in range(len(names)))
    return DataTable(dict(zip(names, columns, strict=True)))


def _columnar(body: bytes, name: str, most_cells: int) -> DataTable:
    """Parquet, or Arrow as a file or as a stream (which `datasets` writes), checked before it is used."""
    import pyarrow
    import pyarrow.ipc
    import pyarrow.parquet

    source = pyarrow.BufferReader(body)
    try:
        if body[:4] == b"PAR1":
            announced = pyarrow.parquet.ParquetFile(source).metadata
            _bounded(announced.num_rows, announced.num_columns, name, most_cells)
            table = pyarrow.parquet.read_table(source)
        elif body[:6] == b"ARROW1":
            table = pyarrow.ipc.open_file(source).read_all()
        else:
            table = pyarrow.ipc.open_stream(source).read_all()
        _bounded(table.num_rows, table.num_columns, name, most_cells)
        table.validate(full=True)
        columns: dict[str, list[object]] = table.to_pydict()
    except (pyarrow.ArrowException, OSError, ValueError):
        raise DataError(f"{name} is a damaged Parquet or Arrow file.", "Write it again.") from None
    return DataTable({str(column): tuple(map(_cell, cells)) for column, cells in columns.items()})


def _bounded(rows: int, columns: int, name: str, most: int) -> None:
    """Raise DataError for more cells than are read: a few bytes may announce any number of equal rows."""
    if rows * columns > most:
        raise DataError(f"{name} holds more than {most:,} cells.", "Give a sample of its rows.")
