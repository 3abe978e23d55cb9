"""What a listing names, and how thousands of such documents are queued in one statement."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from flows.store.schema import ForeignText

SQLITE = """
    insert or ignore into arrivals (kind, name, version, title, entry, fate, tries, not_before)
    values (?, ?, ?, ?, ?, 'new', 0, 0.0)
"""
POSTGRESQL = """
    insert into arrivals (kind, name, version, title, entry, fate, tries, not_before)
    select kind, name, version, title, entry, 'new', 0, 0.0
    from unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
        with ordinality as listed (kind, name, version, title, entry, place) order by place
    on conflict do nothing
"""


class ListedDocument(NamedTuple):
    """One version of a document that a listing names."""

    kind: str
    name: str
    version: str
    title: str
    entry: str | None = None
    """What the listing says of it, as JSON, where that spares a request."""


def queue_listed(connection: Connection, listed: Sequence[ListedDocument]) -> int:
    """Queue what is not known yet, in the order of the listing; how many that were."""
    if not listed:
        return 0
    rows = [row._replace(title=ForeignText.printable(row.title)) for row in listed]
    if connection.dialect.name == "sqlite":
        return connection.exec_driver_sql(SQLITE, [tuple(row) for row in rows]).rowcount
    columns = tuple([row[place] for row in rows] for place in range(len(ListedDocument._fields)))
    return connection.exec_driver_sql(POSTGRESQL, columns).rowcount
