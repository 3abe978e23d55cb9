"""The queue of ingestion: each version of each document once, from the listing that named it to its end."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.dialects.sqlite import insert

from claims.errors import UnknownName
from claims.records.digest import Arrival, Night
from flows.store.schema import arrivals, nights, watermarks
from flows.store.store import Store

OPEN = ("new", "later")
"""Fates of what has not come to its end."""


class Waiting(NamedTuple):
    """A document that waits for its turn."""

    number: int
    kind: str
    name: str
    version: str
    title: str
    tries: int


class Queue:
    """What is known of, and what became of it; a killed round loses and doubles nothing."""

    def __init__(self, store: Store) -> None:
        """Use the tables of a store."""
        self._store = store

    def watermark(self, asked: str) -> str | None:
        """Up to when a question was answered, ISO 8601 in UTC."""
        with self._store.open() as connection:
            found = select(watermarks.c.until).where(watermarks.c.asked == asked)
            return connection.execute(found).scalar_one_or_none()

    def add(self, asked: str, until: str, listed: Sequence[tuple[str, str, str, str]]) -> int:
        """Queue (kind, name, version, title) of a listing and move its watermark, both or neither; how many are new."""
        rows = [
            {"kind": kind, "name": name, "version": version, "title": title, "fate": "new", "tries": 0}
            | {"not_before": 0.0}
            for kind, name, version, title in listed
        ]
        mark = insert(watermarks).values(asked=asked, until=until)
        before = self._count()
        with self._store.open() as connection:
            if rows:
                connection.execute(insert(arrivals).on_conflict_do_nothing(), rows)
            connection.execute(mark.on_conflict_do_update(index_elements=["asked"], set_={"until": until}))
        return self._count() - before

    def due(self, now: float) -> Iterator[Waiting]:
        """What waits and may be asked for now, in the order of arrival."""
        fields = (arrivals.c.number, arrivals.c.kind, arrivals.c.name, arrivals.c.version, arrivals.c.title)
        asked = select(*fields, arrivals.c.tries).where(
            arrivals.c.fate.in_(OPEN), arrivals.c.not_before <= now
        )
        with self._store.open() as connection:
            rows = connection.execute(asked.order_by(arrivals.c.number)).all()
        yield from (Waiting(*row) for row in rows)

    def left(self) -> int:
        """How many still wait, those included that may not be asked for yet."""
        return self._count(arrivals.c.fate.in_(OPEN))

    def settle(
        self, number: int, arrival: Arrival, *, content: str | None = None, reading: bytes | None = None
    ) -> None:
        """Say what became of a document."""
        values = {
            "fate": arrival.fate,
            "title": arrival.title,
            "content": content,
            "reading": self._store.keep_file(reading) if reading is not None else None,
            "arrival": self._store.keep_file(arrival.to_bytes()),
        }
        with self._store.open() as connection:
            connection.execute(update(arrivals).where(arrivals.c.number == number).values(values))

    def postpone(self, number: int, not_before: float) -> None:
        """Ask for a document again later: its door did not answer."""
        counted = {"fate": "later", "tries": arrivals.c.tries + 1, "not_before": not_before}
        with self._store.open() as connection:
            connection.execute(update(arrivals).where(arrivals.c.number == number).values(counted))

    def known(self, content: str, number: int) -> str | None:
        """The name under which the same content was read before."""
        asked = select(arrivals.c.name, arrivals.c.version).where(
            arrivals.c.content == content, arrivals.c.number != number, arrivals.c.reading.is_not(None)
        )
        with self._store.open() as connection:
            row = connection.execute(asked.limit(1)).first()
        return f"{row.name} ({row.version})" if row else None

    def before(self, kind: str, name: str, number: int) -> tuple[str, bytes] | None:
        """The latest other version that was read, and its reading."""
        asked = select(arrivals.c.version, arrivals.c.reading).where(
            arrivals.c.kind == kind,
            arrivals.c.name == name,
            arrivals.c.number < number,
            arrivals.c.reading.is_not(None),
        )
        with self._store.open() as connection:
            row = connection.execute(asked.order_by(arrivals.c.number.desc()).limit(1)).first()
        return (row[0], self._store.file(row[1])) if row else None

    def accounts(self) -> dict[str, int]:
        """How many documents came to each end."""
        with self._store.open() as connection:
            rows = connection.execute(select(arrivals.c.fate)).scalars().all()
        return {fate: rows.count(fate) for fate in sorted(set(rows))}

    def untold(self) -> tuple[tuple[int, Arrival], ...]:
        """What came to its end and stands in no digest yet, that of rounds included which were killed."""
        asked = select(arrivals.c.number, arrivals.c.arrival).where(
            arrivals.c.arrival.is_not(None), arrivals.c.night.is_(None)
        )
        with self._store.open() as connection:
            rows = connection.execute(asked.order_by(arrivals.c.number)).all()
        return tuple((number, Arrival.from_bytes(self._store.file(digest))) for number, digest in rows)

    def keep_night(self, night: Night, told: Sequence[int]) -> int:
        """Remember a round and that its digest told of these arrivals, both or neither; its number."""
        row = {"ended": night.ended, "artefact": self._store.keep_file(night.to_bytes())}
        with self._store.open() as connection:
            made = connection.execute(insert(nights).values(row)).inserted_primary_key
            number = int(made[0]) if made else 0
            for each in told:
                connection.execute(update(arrivals).where(arrivals.c.number == each).values(night=number))
        return number

    def night(self, number: int) -> Night:
        """A round that is remembered; raises UnknownName."""
        with self._store.open() as connection:
            found = connection.execute(select(nights.c.artefact).where(nights.c.number == number))
            digest = found.scalar_one_or_none()
        if digest is None:
            raise UnknownName(f"There is no night {number}.", "`verify ingest` makes one.")
        return Night.from_bytes(self._store.file(digest))

    def _count(self, *which: ColumnElement[bool]) -> int:
        """How many documents there are, or of a sort."""
        with self._store.open() as connection:
            asked = select(func.count()).select_from(arrivals).where(*which)
            return int(connection.execute(asked).scalar_one())
