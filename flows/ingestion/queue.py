"""The ingestion queue: each version of each document once, from its listing to its final state."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, func, select, update
from sqlalchemy.dialects.sqlite import insert

from claims.errors import StoreDamaged, UnknownName
from claims.records.digest import Arrival, Night
from flows.store.schema import arrivals, nights, told_nights, watermarks
from flows.store.store import Store
from flows.store.stored_records import stored

OPEN = ("new", "later")
"""Fates of what has not come to its end."""


class QueuedDocument(NamedTuple):
    """A document that waits for its turn."""

    number: int
    kind: str
    name: str
    version: str
    title: str
    tries: int


class PreviousVersion(NamedTuple):
    """An earlier version of a document that was read."""

    number: int
    version: str
    reading: bytes | None
    """What it says; none where that is damaged in the store."""


class Queue:
    """Documents that are listed and what became of each; a killed round loses and repeats nothing."""

    def __init__(self, store: Store) -> None:
        """Use the tables of a store."""
        self._store = store

    def watermark(self, asked: str) -> str | None:
        """The time up to which a query has been answered, ISO 8601 in UTC."""
        with self._store.open() as connection:
            query = select(watermarks.c.until).where(watermarks.c.asked == asked)
            return connection.execute(query).scalar_one_or_none()

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

    def due(self, now: float) -> Iterator[QueuedDocument]:
        """Documents that may be processed now, in the order of their listing."""
        fields = (arrivals.c.number, arrivals.c.kind, arrivals.c.name, arrivals.c.version, arrivals.c.title)
        asked = select(*fields, arrivals.c.tries).where(
            arrivals.c.fate.in_(OPEN), arrivals.c.not_before <= now
        )
        with self._store.open() as connection:
            rows = connection.execute(asked.order_by(arrivals.c.number)).all()
        yield from (QueuedDocument(*row) for row in rows)

    def waiting(self) -> int:
        """How many documents are not finished, including those that are postponed."""
        return self._count(arrivals.c.fate.in_(OPEN))

    def settle(
        self, number: int, arrival: Arrival, *, content: str | None = None, reading: bytes | None = None
    ) -> None:
        """Store the final state of a document."""
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
        """Try a document again later: its source did not answer."""
        counted = {"fate": "later", "tries": arrivals.c.tries + 1, "not_before": not_before}
        with self._store.open() as connection:
            connection.execute(update(arrivals).where(arrivals.c.number == number).values(counted))

    def read_before(self, content: str, number: int) -> str | None:
        """The name under which the same content was read before."""
        asked = select(arrivals.c.name, arrivals.c.version).where(
            arrivals.c.content == content, arrivals.c.number != number, arrivals.c.reading.is_not(None)
        )
        with self._store.open() as connection:
            row = connection.execute(asked.limit(1)).first()
        return f"{row.name} ({row.version})" if row else None

    def previous_version(self, kind: str, name: str, number: int) -> PreviousVersion | None:
        """The latest other version that was read, and its reading."""
        asked = select(arrivals.c.number, arrivals.c.version, arrivals.c.reading).where(
            arrivals.c.kind == kind,
            arrivals.c.name == name,
            arrivals.c.number < number,
            arrivals.c.reading.is_not(None),
        )
        with self._store.open() as connection:
            row = connection.execute(asked.order_by(arrivals.c.number.desc()).limit(1)).first()
        if row is None:
            return None
        try:
            return PreviousVersion(row[0], row[1], self._store.file(row[2]))
        except StoreDamaged:
            return PreviousVersion(row[0], row[1], None)

    def keep_reading(self, number: int, reading: bytes) -> None:
        """Store what a document says anew, where what was kept of it is damaged."""
        kept = {"reading": self._store.keep_file(reading)}
        with self._store.open() as connection:
            connection.execute(update(arrivals).where(arrivals.c.number == number).values(kept))

    def not_told(self) -> tuple[tuple[int, Arrival], ...]:
        """Finished documents that no digest has told of yet, including those of rounds that were killed."""
        told = arrivals.c.night.in_(select(told_nights.c.number))
        return self._arrivals(arrivals.c.arrival.is_not(None), arrivals.c.night.is_(None) | ~told)

    def _arrivals(self, *which: ColumnElement[bool]) -> tuple[tuple[int, Arrival], ...]:
        """What became of the documents that meet the conditions, in the order of their listing."""
        with self._store.open() as connection:
            rows = connection.execute(select(arrivals).where(*which).order_by(arrivals.c.number)).all()
        return tuple((row.number, self._arrival(row)) for row in rows)

    def _arrival(self, row: Row[Any]) -> Arrival:
        """What became of a document; where its record is damaged, what its row in the queue says."""
        try:
            return stored(Arrival, self._store.file(row.arrival))
        except StoreDamaged:
            says = "What was found in it is damaged in the store."
            return Arrival(
                kind=row.kind, name=row.name, version=row.version, title=row.title, fate=row.fate, says=says
            )

    def keep_night(self, night: Night, reported: Sequence[int]) -> int:
        """Store a digest and mark its documents as listed, in one transaction; returns its number."""
        row = {"ended": night.ended, "blob": self._store.keep_file(night.to_bytes())}
        with self._store.open() as connection:
            made = connection.execute(insert(nights).values(row)).inserted_primary_key
            number = int(made[0]) if made else 0
            for arrival in reported:
                connection.execute(update(arrivals).where(arrivals.c.number == arrival).values(night=number))
        return number

    def tell(self, number: int) -> None:
        """Note that a digest was printed, so that no later one tells of its documents again."""
        with self._store.open() as connection:
            connection.execute(insert(told_nights).values(number=number).on_conflict_do_nothing())

    def nights(self) -> tuple[tuple[int, str], ...]:
        """The number of each digest and when it was made, the latest first."""
        with self._store.open() as connection:
            rows = connection.execute(
                select(nights.c.number, nights.c.ended).order_by(nights.c.number.desc())
            )
            return tuple((row.number, row.ended) for row in rows)

    def night(self, number: int) -> Night:
        """The stored digest of that number, put together again from its documents where it is damaged.

        Raises UnknownName.
        """
        with self._store.open() as connection:
            row = connection.execute(select(nights).where(nights.c.number == number)).first()
        if row is None:
            raise UnknownName(f"There is no digest number {number}.", "`verify digest` lists them.")
        try:
            return stored(Night, self._store.file(row.blob))
        except StoreDamaged:
            found = tuple(arrival for _, arrival in self._arrivals(arrivals.c.night == number))
            asked = ("the digest was damaged in the store, and is put together again from its documents",)
            return Night(began=row.ended, ended=row.ended, asked=asked, arrivals=found)

    def _count(self, *which: ColumnElement[bool]) -> int:
        """How many documents meet the conditions."""
        with self._store.open() as connection:
            asked = select(func.count()).select_from(arrivals).where(*which)
            return int(connection.execute(asked).scalar_one())
