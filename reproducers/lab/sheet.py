"""A team's file of rows, as columns of strings: CSV, TSV, JSON lines, JSON or Parquet, told by its content."""

import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path

from pydantic import JsonValue

from claims.errors import DataError

Cells = tuple[str | None, ...]
_HINT = "Give CSV, TSV, JSON lines or Parquet with one row for each example."
_LONGEST = 10_000_000  # characters in one cell


@dataclass(frozen=True)
class Sheet:
    """Columns of equal length; an empty cell is None."""

    columns: dict[str, Cells]
    notes: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(next(iter(self.columns.values()), ()))


def read_sheet(path: Path) -> Sheet:
    """The rows of a file; raises DataError if it holds none or is nothing that is known."""
    try:
        body = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path.name} cannot be read: {error.strerror}.", "Check the path.") from None
    if body[:4] == b"PAR1":
        sheet = _parquet(body, path.name)
    else:
        text, notes = _decoded(body, path.name)
        sheet = _of_text(text, path.name)
        sheet = Sheet(sheet.columns, (*notes, *sheet.notes))
    if not sheet.columns or sheet.rows == 0:
        raise DataError(f"{path.name} holds no rows.", _HINT)
    return sheet


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


def _of_text(text: str, name: str) -> Sheet:
    start = text.lstrip()[:1]
    if start == "{":
        return _records([_json(line, name) for line in text.splitlines() if line.strip()], name)
    if start == "[" and not name.endswith((".csv", ".tsv")):
        found = _json(text, name)
        return _records(found if isinstance(found, list) else [found], name)
    return _delimited(text, name)


def _json(text: str, name: str) -> JsonValue:
    try:
        value: JsonValue = json.loads(text, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        raise DataError(f"{name} has a line that is not JSON: {text[:60]!r}.", _HINT) from None
    return value


def _records(found: list[JsonValue], name: str) -> Sheet:
    """Columns of a list of objects; a key that a row lacks is an empty cell."""
    rows = [row for row in found if isinstance(row, dict)]
    if len(rows) != len(found):
        raise DataError(f"{name} has a row that is not a JSON object.", _HINT)
    names = list(dict.fromkeys(key for row in rows for key in row))
    return Sheet({key: tuple(_cell(row.get(key)) for row in rows) for key in names})


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


def _delimited(text: str, name: str) -> Sheet:
    csv.field_size_limit(_LONGEST)
    first = text.partition("\n")[0]
    mark = "\t" if name.endswith(".tsv") else max(",\t;|", key=first.count)
    try:
        lines = [line for line in csv.reader(io.StringIO(text, newline=""), delimiter=mark) if line]
    except csv.Error as error:
        raise DataError(f"{name} is not a table: {error}.", _HINT) from None
    if not lines:
        return Sheet({})
    names = [column.strip() for column in lines[0]]
    if len(set(names)) != len(names):
        twice = next(column for column in names if names.count(column) > 1)
        raise DataError(f"{name} has two columns called {twice!r}.", "Rename one of them.")
    crooked = next((i for i, line in enumerate(lines) if len(line) > len(names)), None)
    if crooked is not None:
        says = f"{name}: row {crooked} has {len(lines[crooked])} cells, the header {len(names)}."
        raise DataError(says, "Quote cells that hold the separator.")
    return Sheet({c: tuple(_at(line, i) for line in lines[1:]) for i, c in enumerate(names)})


def _at(line: list[str], index: int) -> str | None:
    """A cell, None where the line is shorter or the cell is blank; "NA" and "None" stay what they say."""
    return line[index] if index < len(line) and line[index].strip() else None


def _parquet(body: bytes, name: str) -> Sheet:
    import pyarrow
    import pyarrow.parquet

    try:
        table = pyarrow.parquet.read_table(pyarrow.BufferReader(body))
        found: dict[str, list[object]] = table.to_pydict()
    except (pyarrow.ArrowException, OSError, ValueError):
        raise DataError(f"{name} is a damaged Parquet file.", "Write it again.") from None
    return Sheet({str(column): tuple(map(_cell, cells)) for column, cells in found.items()})
