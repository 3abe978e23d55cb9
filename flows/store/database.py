"""Opens the store's database: a SQLite file in the home, or what VERIFY_STORE says, which may be PostgreSQL too."""

import os
import shutil
import sqlite3
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool

from claims.errors import StoreError, UsageError
from flows.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
    from sqlalchemy.dialects.sqlite import Insert as SqliteInsert

PATIENCE = 30.0
"""Seconds that are waited for another process's write."""
POSTGRESQL = "postgresql+psycopg"
KEEPALIVE = "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3"
"""Settings by which the server notices within a minute that the machine of a lease's holder is gone."""
LONGEST_REASON = 300
"""Characters of what the database says."""


def open_engine(settings: Settings, *, read_only: bool = False) -> Engine:
    """The engine of the store's database; raises UsageError where VERIFY_STORE names none that can be used."""
    database = database_file(settings)
    if database is None:
        return _open_postgresql(_address(settings.store or ""))
    if read_only:
        return create_engine("sqlite://", creator=partial(_connect_to_read, database), poolclass=NullPool)
    engine = create_engine(URL.create("sqlite", database=str(database)), connect_args={"timeout": PATIENCE})
    event.listen(engine, "connect", _configure)
    return engine


def database_file(settings: Settings) -> Path | None:
    """The file of a SQLite database, None for PostgreSQL; raises UsageError where VERIFY_STORE names neither."""
    if settings.store is None:
        return settings.home / "store.db"
    url = _address(settings.store)
    if url.drivername == POSTGRESQL:
        return None
    if not url.database or url.database == ":memory:" or url.query:
        raise _unusable("names no file")
    return Path(url.database).absolute()


def database_in_folder(settings: Settings, hint: str) -> Path:
    """The file of a SQLite database whose files lie beside it; raises UsageError for a store on servers."""
    database = database_file(settings)
    if database is None or settings.blobs:
        raise UsageError("The store is not in one folder: VERIFY_STORE or VERIFY_BLOBS names a server.", hint)
    return database


def can_be_written(home: Path, database: Path) -> bool:
    """Whether a store that is there can be written: its folder, its files and its database."""
    needed = (home, database.parent, database, home / "artefacts", home / "leases")
    return all(os.access(path, os.W_OK) for path in needed if path.exists())


def insert(connection: Connection, table: Table) -> "SqliteInsert | PostgresInsert":
    """An INSERT in the connection's dialect, which may say what happens to a row that is there."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def database_error(engine: Engine, home: Path, error: DBAPIError) -> StoreError:
    """What the user is told where the database cannot be used, with the next thing to do."""
    reason = " ".join(str(error.orig).split())[:LONGEST_REASON].rstrip(".")
    if engine.dialect.name == "sqlite":
        return StoreError(
            f"The store's database in {home} cannot be used: {reason}.",
            "Free some space, check who may write there, or set VERIFY_HOME to another folder.",
        )
    place = engine.url.set(password=None, query={}).render_as_string()
    return StoreError(
        f"The database {place} (VERIFY_STORE) cannot be used: {reason}.",
        "Check that it runs, and the address, user and password in VERIFY_STORE.",
    )


def _address(text: str) -> URL:
    """The address of a SQLite or PostgreSQL database, the latter with the driver that we know."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise _unusable("is no address of a database") from None
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername=POSTGRESQL)
    if url.get_backend_name() == "sqlite" or url.drivername == POSTGRESQL:
        return url
    raise _unusable(
        f"names a database of {url.drivername}, and only SQLite and PostgreSQL (psycopg) are used"
    )


@cache
def _open_postgresql(url: URL) -> Engine:
    """One pool of connections a process, however many stores it opens: the server has few to give."""
    usual = {"connect_timeout": 10, "options": KEEPALIVE, "application_name": "assay"}
    try:
        return create_engine(
            url,
            connect_args={name: value for name, value in usual.items() if name not in url.query},
            pool_pre_ping=True,  # the server may have been started anew meanwhile
        )
    except ImportError:
        raise UsageError(
            "VERIFY_STORE names a PostgreSQL database, and the Python package psycopg is not installed.",
            "Install it with: pip install 'assay[postgres]'.",
        ) from None


def _connect_to_read(database: Path) -> sqlite3.Connection:
    """Open a database that cannot be written, and whose folder cannot: SQLite would make files beside it.

    What was committed and not yet moved into the database lies in a file beside it, which only a copy can take in.
    """
    log = database.with_name(f"{database.name}-wal")
    if not log.exists() or not log.stat().st_size:
        return sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    folder = _copied(database, log)
    copied = (Path(folder.name) / database.name).as_uri()
    return sqlite3.connect(f"{copied}?mode=ro", uri=True)  # what was written into a copy would be lost


@cache
def _copied(database: Path, log: Path) -> TemporaryDirectory[str]:
    """A folder with a copy of both files, which goes when the process ends."""
    folder = TemporaryDirectory(prefix="assay-store-")
    for file in (database, log):
        shutil.copy(file, folder.name)
    return folder


def _unusable(why: str) -> UsageError:
    """The address itself is not repeated: it may hold a password."""
    return UsageError(
        f"VERIFY_STORE {why}.",
        "Write it as postgresql+psycopg://user:password@host/database or sqlite:////absolute/path/to/store.db, "
        "or unset it.",
    )


def _configure(connection: object, _record: object) -> None:
    """A write that was acknowledged survives a crash; readers do not wait for writers."""
    cursor = connection.cursor()  # type: ignore[attr-defined] # the driver's own connection
    # changing the mode takes the whole file, however patient we are, so it is changed only once
    if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()
