"""A lock between processes of all machines that share a PostgreSQL database."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, func, select


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
