"""Which files of the store are named, by rows of the database or in the text of other files."""

import re
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection, inspect, select

from flows.plain_file import read_plain
from flows.store import blobs, schema

NAMED = ("artefact", "reading", "arrival")
"""Columns that hold the digest of a file of the store."""
_DIGEST = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


def named_in(body: bytes) -> set[str]:
    """Everything in a text that may be the digest of a file."""
    return {digest.decode() for digest in _DIGEST.findall(body)}


def named_by_rows(connection: Connection) -> set[str]:
    """Digests of the files that rows of the database name; tables of an older version may be missing."""
    there, named = inspect(connection), set[str]()
    for table in schema.metadata.tables.values():
        columns = (
            {column["name"] for column in there.get_columns(table.name)}
            if there.has_table(table.name)
            else ()
        )
        for column in table.columns:
            if column.name in NAMED and column.name in columns:
                named.update(
                    connection.execute(select(column).where(column.is_not(None)).distinct()).scalars()
                )
    return named


def with_named_inside(folder: Path, named: Iterable[str]) -> set[str]:
    """Those files, and whatever files they name in turn, as a dossier names its values row by row."""
    reached, to_read = set[str](), [*named]
    while to_read:
        digest = to_read.pop()
        if digest in reached or not blobs.is_digest(digest):
            continue
        reached.add(digest)
        try:
            to_read += named_in(read_plain(blobs.where(folder, digest)))
        except OSError:
            continue  # most digests in a text are of something else
    return reached
