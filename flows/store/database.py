"""Opens the store's database: in the home, or where VERIFY_STORE says; for reading only where it cannot be written."""

import shutil
import sqlite3
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from claims.errors import UsageError
from flows.settings import Settings

PATIENCE = 30.0
"""Seconds that are waited for another process's write."""


def open_engine(settings: Settings, *, read_only: bool = False) -> Engine:
    """The engine of the store's database; raises UsageError where VERIFY_STORE names none that can be used."""
    database = database_file(settings)
    if read_only:
        return create_engine("sqlite://", creator=partial(_connect_to_read, database), poolclass=NullPool)
    engine = create_engine(URL.create("sqlite", database=str(database)), connect_args={"timeout": PATIENCE})
    event.listen(engine, "connect", _configure)
    return engine


def database_file(settings: Settings) -> Path:
    """The file of the store's database; raises UsageError where VERIFY_STORE names none."""
    if settings.store is None:
        return settings.home / "store.db"
    try:
        url = make_url(settings.store)
    except (ArgumentError, ValueError):
        raise _unusable("is no address of a database") from None
    if url.get_backend_name() != "sqlite":
        raise _unusable(f"names a database of {url.get_backend_name()}, and only SQLite is used")
    if not url.database or url.database == ":memory:" or url.query:
        raise _unusable("names no file")
    return Path(url.database).absolute()


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
        f"VERIFY_STORE {why}.", "Write it as sqlite:////absolute/path/to/store.db, or unset it."
    )


def _configure(connection: object, _record: object) -> None:
    """A write that was acknowledged survives a crash; readers do not wait for writers."""
    cursor = connection.cursor()  # type: ignore[attr-defined] # the driver's own connection
    # changing the mode takes the whole file, however patient we are, so it is changed only once
    if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()
