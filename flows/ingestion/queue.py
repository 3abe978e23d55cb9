"""The ingestion queue: each version of each document once, from its listing to its final state."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, bindparam, delete, func, select, text, union_all, update

from claims.errors import StoreDamaged, UnknownName
from claims.records.digest import Arrival, Night
from flows.ingestion.deliveries import note_waiting
from flows.ingestion.listed import ListedDocument, queue_listed
from flows.store.database import insert
from flows.store.schema import OPEN, UNTOLD, arrivals, nights, told_nights, unfinished_listings, watermarks
from flows.store.store import Store
from flows.store.stored_records import stored

LONGEST_QUERY = 300
"""Characters by which a listing is known; of a longer one, these and a digest of the whole."""


class QueuedDocument(NamedTuple):
    """A document that waits for its turn."""

    number: int
    kind: str
    name: str
    version: str
    title: str
    tries: int
    entry: str | None = None
    """What the listing says of it, as JSON."""


_FIELDS = tuple(arrivals.c[name] for name in QueuedDocument._fields)


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
            query = select(watermarks.c.until).where(watermarks.c.asked == _query_key(asked))
            return connection.execute(query).scalar_one_or_none()

    def add(self, asked: str, until: str, listed: Sequence[ListedDocument]) -> int:
        """Queue the documents of a listing and move its watermark, both or neither; how many are new."""
        with self._store.open() as connection:
            new = queue_listed(connection, listed)
            mark = insert(connection, watermarks).values(asked=_query_key(asked), until=until)
            connection.execute(mark.on_conflict_do_update(index_elements=["asked"], set_={"until": until}))
            connection.execute(
                delete(unfinished_listings).where(unfinished_listings.c.asked == _query_key(asked))
            )
        return new

    def add_page(self, asked: str, until: str, cursor: str, listed: Sequence[ListedDocument]) -> int:
        """Queue one page of a listing and keep where the next one begins, both or neither; how many are new."""
        with self._store.open() as connection:
            new = queue_listed(connection, listed)
            place = {"cursor": cursor, "until": until}
            page = insert(connection, unfinished_listings).values(asked=_query_key(asked), **place)
            connection.execute(page.on_conflict_do_update(index_elements=["asked"], set_=place))
        return new

    def unfinished(self, asked: str) -> tuple[str, str] | None:
        """Where a listing broke off, and what its watermark becomes once it is at its end."""
        kept = unfinished_listings.c
        with self._store.open() as connection:
            asked_for = select(kept.cursor, kept.until).where(kept.asked == _query_key(asked))
            row = connection.execute(asked_for).first()
        return (row.cursor, row.until) if row else None

    def forget_unfinished(self, asked: str) -> None:
        """Let a listing that broke off begin anew."""
        with self._store.open() as connection:
            connection.execute(
                delete(unfinished_listings).where(unfinished_listings.c.asked == _query_key(asked))
            )

    def due(self, now: float, most: int | None = None) -> Iterator[QueuedDocument]:
        """Documents that may be processed now and nobody is reading, in the order of their listing."""
        with self._store.open() as connection:
            rows = connection.execute(_due(*_FIELDS, now=now).limit(most)).all()
        yield from (QueuedDocument(*row) for row in rows)

    def take(self, reader: str, kind: str, now: float, most: int) -> tuple[QueuedDocument, ...]:
        """Up to so many documents of a kind that are due, for this reader alone.

        Several readers may take at once, on several machines: each document goes to one of them.
        """
        free = _due(arrivals.c.number, now=now).where(arrivals.c.kind == kind).limit(most)
        chosen = free.with_for_update(skip_locked=True).cte("chosen")  # SQLite has one writer at a time
        taken = update(arrivals).where(arrivals.c.number.in_(select(chosen.c.number))).values(taken_by=reader)
        with self._store.open() as connection:
            rows = connection.execute(taken.returning(*_FIELDS)).all()
        return tuple(sorted(QueuedDocument(*row) for row in rows))

    def give_back(self, reader: str) -> None:
        """Leave what a reader has taken and not settled to the others."""
        given = update(arrivals).where(text(OPEN), arrivals.c.taken_by == reader).values(taken_by=None)
        with self._store.open() as connection:
            connection.execute(given)

    def give_back_of_the_dead(self) -> None:
        """Leave what readers had taken whose process is gone to the others."""
        asked = select(arrivals.c.taken_by).where(text(OPEN), arrivals.c.taken_by.is_not(None)).distinct()
        with self._store.open() as connection:
            readers = connection.execute(asked).scalars().all()
        for reader in readers:
            if reader is not None and not self._store.is_leased(reader):
                self.give_back(reader)

    def count_due(self, now: float, most: int | None = None) -> int:
        """How many documents may be processed now; counting stops at `most`."""
        due = _due(arrivals.c.number, now=now).order_by(None).limit(most).subquery()
        with self._store.open() as connection:
            return int(connection.execute(select(func.count()).select_from(due)).scalar_one())

    def waiting(self) -> int:
        """How many documents are not finished, including those that are postponed."""
        with self._store.open() as connection:
            return int(
                connection.execute(select(func.count()).where(text(OPEN)).select_from(arrivals)).scalar_one()
            )

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
            "entry": None,
            "taken_by": None,
        }
        with self._store.open() as connection:
            connection.execute(update(arrivals).where(arrivals.c.number == number).values(values))

    def postpone(self, number: int, not_before: float) -> None:
        """Try a document again later: its source did not answer."""
        counted = {"fate": "later", "tries": arrivals.c.tries + 1, "not_before": not_before, "taken_by": None}
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
        untold = select(nights.c.number).where(nights.c.number.not_in(select(told_nights.c.number)))
        numbers = union_all(
            select(arrivals.c.number).where(text(UNTOLD)),
            select(arrivals.c.number).where(arrivals.c.night.in_(untold)),
        )
        return self._arrivals(arrivals.c.number.in_(numbers))

    def _arrivals(self, *conditions: ColumnElement[bool]) -> tuple[tuple[int, Arrival], ...]:
        """What became of the documents that meet the conditions, in the order of their listing."""
        with self._store.open() as connection:
            rows = connection.execute(select(arrivals).where(*conditions).order_by(arrivals.c.number)).all()
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
            made = connection.execute(nights.insert().values(row)).inserted_primary_key
            number = int(made[0]) if made else 0
            listed = update(arrivals).where(arrivals.c.number == bindparam("told")).values(night=number)
            if reported:
                connection.execute(listed, [{"told": arrival} for arrival in reported])
        return number

    def mark_printed(self, number: int, channels: Iterable[str] = ()) -> None:
        """Note that a digest was printed, so that no later one tells of its documents again, and where it is to go."""
        with self._store.open() as connection:
            statement = insert(connection, told_nights).values(number=number)
            connection.execute(statement.on_conflict_do_nothing())
            note_waiting(connection, number, channels)

    def nights(self) -> tuple[tuple[int, str], ...]:
        """The number of each digest and when it was made, the latest first."""
        asked = select(nights.c.number, nights.c.ended).order_by(nights.c.number.desc())
        with self._store.open() as connection:
            return tuple((row.number, row.ended) for row in connection.execute(asked))

    def printed_nights(self, most: int) -> tuple[int, ...]:
        """The numbers of the latest digests that were printed, the latest first."""
        asked = select(told_nights.c.number).order_by(told_nights.c.number.desc()).limit(most)
        with self._store.open() as connection:
            return tuple(connection.execute(asked).scalars())

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
            documents = tuple(arrival for _, arrival in self._arrivals(arrivals.c.night == number))
            asked = ("the digest was damaged in the store, and is put together again from its documents",)
            return Night(began=row.ended, ended=row.ended, asked=asked, arrivals=documents)


def _due(*columns: ColumnElement[Any], now: float) -> Select[Any]:
    """Of documents that may be processed now and nobody is reading, in the order of their listing."""
    free = (text(OPEN), arrivals.c.not_before <= now, arrivals.c.taken_by.is_(None))
    return select(*columns).where(*free).order_by(arrivals.c.number)


def _query_key(asked: str) -> str:
    """By what a listing is known in the database, whose keys have an end."""
    if len(asked) <= LONGEST_QUERY:
        return asked
    return f"{asked[:LONGEST_QUERY]} {hashlib.sha256(asked.encode()).hexdigest()}"
