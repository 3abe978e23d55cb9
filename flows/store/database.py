"""The store's database, SQLite or PostgreSQL: how it is opened, and what is said where it cannot be used."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, func, make_url, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from claims.errors import StoreError, UsageError
from flows.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
    from sqlalchemy.dialects.sqlite import Insert as SqliteInsert

EXAMPLE = "Write VERIFY_STORE=postgresql+psycopg://user:password@host/database, or unset it for SQLite."
KEEPALIVE = "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3"
"""Settings by which the server notices within a minute that the machine of a lease's holder is gone."""
LONGEST_REASON = 300
"""Characters of what the database says."""


def open_database(settings: Settings) -> Engine:
    """The engine for VERIFY_STORE; raises UsageError for an address or driver that cannot be used."""
    url = _address(settings.store)
    if url.get_backend_name() == "sqlite":
        engine = _engine(url, {"timeout": 30.0})  # seconds, for another's write
        event.listen(engine, "connect", _configure_sqlite)
        return engine
    usual = {"connect_timeout": 10, "options": KEEPALIVE, "application_name": "assay"}
    return _engine(url, {name: value for name, value in usual.items() if name not in url.query})


def insert(connection: Connection, table: Table) -> "SqliteInsert | PostgresInsert":
    """An INSERT in the connection's dialect, which may say what happens to a row that is there."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def database_error(engine: Engine, home: object, error: DBAPIError) -> StoreError:
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


@contextmanager
def advisory_lock(
    engine: Engine, name: str, on_wait: Callable[[], None] | None = None, *, wait: bool = True
) -> Iterator[bool | None]:
    """Hold PostgreSQL's lock of that name, across machines; yields whether another held it meanwhile.

    The server releases it when the connection ends, so no lock is ever stale. Without `wait`, yields None where
    another holds it.
    """
    key = int.from_bytes(hashlib.sha256(f"assay {name}".encode()).digest()[:8], "big", signed=True)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        held = not connection.execute(select(func.pg_try_advisory_lock(key))).scalar_one()
        if held and not wait:
            yield None
            return
        if held:
            if on_wait:
                on_wait()
            connection.execute(select(func.pg_advisory_lock(key)))
        try:
            yield held
        finally:
            connection.execute(select(func.pg_advisory_unlock(key)))


def _address(text: str) -> URL:
    """The address, with the driver that we know; raises UsageError."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise UsageError(
            "VERIFY_STORE is set to something that is no address of a database.", EXAMPLE
        ) from None
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() == "sqlite" or url.drivername == "postgresql+psycopg":
        return url
    raise UsageError(
        f"VERIFY_STORE names a database of the kind {url.drivername!r}, which is not supported.", EXAMPLE
    )


def _engine(url: URL, connect_args: dict[str, Any]) -> Engine:
    try:
        return create_engine(url, connect_args=connect_args)
    except ModuleNotFoundError as error:
        raise UsageError(
            f"VERIFY_STORE needs the Python package {error.name}, which is not installed.",
            "Install it with: pip install 'assay[postgres]'.",
        ) from None
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        reason = str(error).splitlines()[0][:LONGEST_REASON].rstrip(".")
        raise UsageError(f"VERIFY_STORE cannot be used: {reason}.", EXAMPLE) from None


def _configure_sqlite(connection: object, _record: object) -> None:
    """A write that was acknowledged survives a crash; readers do not wait for writers."""
    cursor = connection.cursor()  # type: ignore[attr-defined] # the driver's own connection
    # changing the mode takes the whole file, however patient we are, so it is changed only once
    if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()
