"""Looks through a store for what is damaged, and takes what is whole into a new one; the old one is left as it is."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from claims.errors import StoreError, UsageError
from claims.records import Correction, Dossier
from flows.settings import Settings
from flows.store import blobs, schema
from flows.store.blob_names import NAMED, with_named_inside
from flows.store.database import database_in_folder
from flows.store.store import Store


@dataclass
class StoreCheck:
    """What a store holds and what of it is damaged."""

    rows: dict[str, int] = field(default_factory=dict)
    """Rows that can be read, by table."""
    files: int = 0
    """Files that are what their names say."""
    damaged: list[str] = field(default_factory=list)
    """What is not as it was, each in a sentence."""
    kept: int = 0
    """Rows that a new store took over."""


def check(settings: Settings, into: Path | None = None) -> StoreCheck:
    """Check a store, and with `into` take over what is whole; raises StoreError and UsageError."""
    hint = "Check it with the server's own tools; what is damaged in a bucket is made anew when it is needed."
    database = database_in_folder(settings, hint)
    if not database.exists() and not (settings.home / "artefacts").exists():
        raise StoreError(f"There is no store in {settings.home}.", "Set VERIFY_HOME to its folder.")
    fresh = None if into is None else _fresh(into)
    result = StoreCheck()
    whole = _whole_files(settings.home / "artefacts", result)
    readable = False
    for table in schema.metadata.tables.values():
        rows = list(_rows(database, table.name, result))
        readable = readable or bool(rows)
        good = [row for row in rows if _is_whole(table.name, row, whole, result)]
        result.rows[table.name] = len(rows)
        if fresh is not None:
            _take_over(settings.home, fresh, table.name, good, whole, result)
    if fresh is not None and not readable:
        _take_over_files(settings.home, fresh, whole, result)
    return result


def _fresh(into: Path) -> Store:
    """A new store; raises UsageError where there is something already."""
    if into.exists() and any(into.iterdir()):
        raise UsageError(f"{into} is not empty.", "Give --salvage a folder that is not there yet.")
    return Store(Settings(home=into.absolute()))


def _whole_files(folder: Path, result: StoreCheck) -> set[str]:
    """Digests of the files that are what their names say."""
    whole: set[str] = set()
    for digest, body in blobs.every(folder):
        if body is not None:
            whole.add(digest)
        else:
            result.damaged.append(f"the file {digest[:12]}… is not what it was")
    result.files = len(whole)
    return whole


def _rows(database: Path, table: str, result: StoreCheck) -> Iterator[dict[str, object]]:
    """The rows of a table, from the first on and from the last on where something between cannot be read."""
    seen: set[int] = set()
    for order in ("asc", "desc"):
        try:
            with closing(_opened(database)) as connection:
                asked = f"select rowid as rowid_, * from {table} order by rowid {order}"  # noqa: S608 # one of ours
                for row in connection.execute(asked):
                    values = dict(row)
                    number = values.pop("rowid_")
                    if number not in seen:
                        seen.add(number)
                        yield values
            return
        except sqlite3.Error as error:
            if order == "asc" and "no such table" in str(error):
                return
            if order == "asc":
                result.damaged.append(f"the table {table} cannot be read whole: {error}")


def _opened(database: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=30)
    connection.row_factory = sqlite3.Row
    connection.text_factory = lambda body: body.decode("utf-8", "replace")
    return connection


def _is_whole(table: str, row: dict[str, object], whole: set[str], result: StoreCheck) -> bool:
    """Whether a row, and every file that it names, can be read."""
    lost = [str(row[name])[:12] for name in NAMED if row.get(name) and row[name] not in whole]
    if lost:
        row_name = row.get("run") or row.get("name") or row.get("number")
        result.damaged.append(f"{table} {row_name}: its file {lost[0]}… is missing or damaged")
        return False
    if table != "decisions":
        return True
    try:
        Correction.model_validate_json(str(row["record"]))
    except ValidationError:
        result.damaged.append(f"the decision about {row['about']} cannot be read")
        return False
    return True


def _take_over(
    home: Path, fresh: Store, table: str, rows: list[dict[str, object]], whole: set[str], result: StoreCheck
) -> None:
    """Put rows into the new store, with the files that they and their files name; one that does not fit is told."""
    target, folder = schema.metadata.tables[table], home / "artefacts"
    own = {column.name: column for column in target.columns}
    for row in rows:
        for digest in with_named_inside(folder, [str(row[name]) for name in NAMED if row.get(name)]) & whole:
            fresh.keep_file(blobs.get(folder, digest))
        values = {own[name]: value for name, value in row.items() if name in own}
        try:
            with fresh.open() as connection:
                connection.execute(target.insert().prefix_with("or ignore").values(values))
        except StoreError as error:
            result.damaged.append(f"a row of {table} cannot be taken over: {error.says}")
        else:
            result.kept += 1


def _take_over_files(home: Path, fresh: Store, whole: set[str], result: StoreCheck) -> None:
    """Where no table can be read: the runs whose dossiers are whole, in the order of their files' dates."""
    folder = home / "artefacts"
    for digest in sorted(whole, key=lambda digest: blobs.where(folder, digest).stat().st_mtime):
        body = blobs.get(folder, digest)
        try:
            dossier = Dossier.from_bytes(body)
        except ValidationError:
            fresh.keep_file(body)
            continue
        written = datetime.fromtimestamp(blobs.where(folder, digest).stat().st_mtime, UTC)
        fresh.keep_dossier(dossier, written.strftime("%Y-%m-%dT%H:%M:%SZ"))
        result.kept += 1
