"""Finished steps, runs and people's corrections; large contents are files named by their digest."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, delete, select
from sqlalchemy.exc import DBAPIError

from claims.errors import StoreDamaged, StoreError, UnknownName
from claims.records import Claim, Correction, Dossier, Past
from flows.settings import Settings
from flows.store import schema, upgrade
from flows.store.advisory_lock import advisory_lock
from flows.store.blob_store import BlobStore
from flows.store.database import can_be_written, database_error, database_file, insert, open_engine
from flows.store.file_lock import file_lock, is_locked
from flows.store.finished import decidable_ids, with_decisions
from flows.store.statements import own_scores, statement_rows
from flows.store.stored_records import readable, stored

AT_ONCE = 500
"""Statements that are asked for in one query."""
MOST_PAST = 2_000
"""Answers to one such query that are read."""


class StoredRun(NamedTuple):
    """One finished run."""

    run: str
    target: str
    finished_at: str


class Store:
    """Finished steps, runs and decisions: a killed run resumes, and a finished one is only read."""

    def __init__(self, settings: Settings) -> None:
        """Open the store, making its folder and tables where they are missing.

        A store that is there and cannot be written is opened for reading; what would write then raises StoreError.
        """
        self.home: Path = settings.home
        database = database_file(settings)
        self.read_only = (
            database is not None and database.is_file() and not can_be_written(settings.home, database)
        )
        self._engine = open_engine(settings, read_only=self.read_only)
        self._blobs = BlobStore(settings, shared=database is None)
        if self.read_only:
            return
        try:
            (settings.home / "artefacts").mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"The store {settings.home} cannot be made: {error.strerror}.",
                "Set VERIFY_HOME to a folder that can be written.",
            ) from None
        # two processes that open a new store at once would each look, find nothing and make the tables
        with self.lease("store"), self.open() as connection:
            upgrade.bring_up_to_date(connection)

    def lease(self, name: str, on_wait: Callable[[], None] | None = None) -> AbstractContextManager[bool]:
        """Hold the lock of that name, so that the same work asked for twice at once is done once."""
        if self._engine.dialect.name == "sqlite":
            return file_lock(self.home / "leases", name, on_wait)
        return self._lease_of_all_machines(name, on_wait)

    def is_leased(self, name: str) -> bool:
        """Whether some process holds the lease of that name just now."""
        if self._engine.dialect.name == "sqlite":
            return is_locked(self.home / "leases", name)
        try:
            with advisory_lock(self._engine, name, wait=False) as waited:
                return waited is None
        except DBAPIError as error:
            raise database_error(self._engine, self.home, error) from None

    def step(self, key: str) -> bytes | None:
        """The stored answer of a step for the same input, or None; a damaged one is as good as none."""
        with self.open() as connection:
            rows = connection.execute(select(schema.steps.c.blob).where(schema.steps.c.key == key))
            digest = rows.scalar_one_or_none()
        if digest is None:
            return None
        try:
            body = self._blobs.get(str(digest))
        except StoreDamaged:
            return None
        self._blobs.mark_used(str(digest))
        return body

    def keep_step(self, key: str, name: str, body: bytes, seconds: float) -> None:
        """Store a step's answer, unless it has one; the file is written before the row that names it."""
        row = {"key": key, "name": name, "blob": self._blobs.put(body), "seconds": seconds}
        if self.step(key) is not None:
            return
        with self.open() as connection:
            statement = insert(connection, schema.steps).values(row)
            connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_=row))

    def seconds_of(self, key: str) -> float:
        """The seconds that a stored step took."""
        with self.open() as connection:
            rows = connection.execute(select(schema.steps.c.seconds).where(schema.steps.c.key == key))
            seconds = rows.scalar_one_or_none()
        return float(seconds) if isinstance(seconds, int | float) else 0.0

    def keep_file(self, body: bytes) -> str:
        """Keep a file that a record names by its digest, which is returned."""
        return self._blobs.put(body)

    def file(self, digest: str) -> bytes:
        """The file of that digest; raises StoreError if it is gone or damaged."""
        return self._blobs.get(digest)

    def file_path(self, digest: str) -> Path:
        """The path of a stored file, for a child that may read it; raises StoreError if it is gone or damaged."""
        return self._blobs.path(digest)

    def keep_dossier(self, dossier: Dossier, finished_at: str, *, is_final: bool = True) -> None:
        """Store a finished run; storing the same run again replaces only one that is damaged or is not final.

        What is not final ran out of time or memory somewhere: it is shown, and run again when it is asked for again.
        """
        digest = self._blobs.put(dossier.to_bytes())
        row = {"run": dossier.run, "target": dossier.target, "blob": digest, "finished_at": finished_at}
        spoken = [{"about": key, "run": dossier.run} for key in sorted(decidable_ids(dossier))]
        whole = self._has_whole_dossier(dossier.run) and self.is_final(dossier.run)
        open_runs = schema.unfinished
        with self.open() as connection:
            statement = insert(connection, schema.runs).values(row)
            if whole:
                statement = statement.on_conflict_do_nothing()
            else:
                statement = statement.on_conflict_do_update(index_elements=["run"], set_={"blob": digest})
            connection.execute(statement)
            connection.execute(delete(open_runs).where(open_runs.c.run == dossier.run))
            if not is_final:
                connection.execute(insert(connection, open_runs).values(run=dossier.run))
            if spoken:
                connection.execute(insert(connection, schema.mentions).on_conflict_do_nothing(), spoken)
            if stated := statement_rows(dossier):
                connection.execute(insert(connection, schema.statements).on_conflict_do_nothing(), stated)

    def history(self, claims: Iterable[Claim], run: str) -> tuple[Past, ...]:
        """What other runs state of the same systems on the same data, in a stable order."""
        from claims.identity import comparable_key

        kept = schema.statements.c
        keys = sorted({key for claim in claims if (key := comparable_key(claim))})
        past: list[Past] = []
        for first in range(0, len(keys), AT_ONCE):
            asked = select(kept.target, kept.revision, kept.record).where(
                kept.about.in_(keys[first : first + AT_ONCE]), kept.run != run
            )
            with self.open() as connection:
                rows = connection.execute(asked.order_by(kept.about, kept.run).limit(MOST_PAST)).all()
            past += [
                Past(target=target, revision=revision, claim=claim)
                for target, revision, body in rows
                for claim in readable(Claim, [body])
            ]
        return tuple(past)

    def published(self, claims: Iterable[Claim], run: str) -> tuple[Past, ...]:
        """What other documents state of their own systems by the metrics and on the data of these claims."""
        from claims.identity import board_key

        boards = sorted({board for claim in claims if (board := board_key(claim))})
        with self.open() as connection:
            return tuple(own_scores(connection, boards, run))

    def dossier(self, run: str) -> Dossier | None:
        """The dossier of a run, with the corrections that people made since, or None."""
        with self.open() as connection:
            rows = connection.execute(select(schema.runs.c.blob).where(schema.runs.c.run == run))
            digest = rows.scalar_one_or_none()
        if digest is None:
            return None
        return with_decisions(stored(Dossier, self._blobs.get(str(digest))), self.corrections())

    def is_final(self, run: str) -> bool:
        """Whether nothing in a run ended for want of time or memory."""
        asked = select(schema.unfinished.c.run).where(schema.unfinished.c.run == run)
        with self.open() as connection:
            return connection.execute(asked).first() is None

    def _has_whole_dossier(self, run: str) -> bool:
        try:
            return self.dossier(run) is not None
        except StoreDamaged:
            return False

    def runs(self) -> tuple[StoredRun, ...]:
        """All finished runs, the latest first."""
        columns = (schema.runs.c.run, schema.runs.c.target, schema.runs.c.finished_at)
        with self.open() as connection:
            rows = connection.execute(select(*columns).order_by(schema.runs.c.number.desc()))
            return tuple(StoredRun(*map(str, row)) for row in rows)

    def find(self, prefix: str) -> Dossier:
        """The dossier whose run begins so ("last" is the latest); raises UnknownName."""
        runs = self.runs()
        matches = (
            [run.run for run in runs if run.run.startswith(prefix)]
            if prefix != "last"
            else [run.run for run in runs[:1]]
        )
        kept = self.dossier(matches[0]) if len(matches) == 1 else None
        if kept is None and not runs:
            raise UnknownName(f"In {self.home} there is no run yet.", "`verify example` makes one.")
        if kept is None:
            reason = "more than one run begins" if len(matches) > 1 else "there is no run that begins"
            raise UnknownName(f"In {self.home} {reason} with {prefix!r}.", "`verify list` shows the runs.")
        return kept

    def correct(self, correction: Correction) -> None:
        """Store a person's decision; a later one about the same thing replaces it. Raises UnknownName."""
        if not self.runs_about(correction.about):
            raise UnknownName(
                f"No run has a claim or finding {correction.about!r}.",
                "`verify report RUN --as json` shows them.",
            )
        row = {
            "about": correction.about,
            "kind": correction.kind,
            "field": correction.field or "",
            "record": correction.model_dump_json(),
        }
        keys = ["about", "kind", "field"]
        with self.open() as connection:
            statement = insert(connection, schema.decisions).values(row)
            connection.execute(
                statement.on_conflict_do_update(index_elements=keys, set_={"record": row["record"]})
            )

    def runs_about(self, full_id: str) -> tuple[str, ...]:
        """The runs that have a claim or finding of that id."""
        asked = select(schema.mentions.c.run).where(schema.mentions.c.about == full_id)
        with self.open() as connection:
            return tuple(connection.execute(asked.order_by(schema.mentions.c.run)).scalars())

    def corrections(self, target: str | None = None) -> tuple[Correction, ...]:
        """All decisions, or those about what runs of one target speak of, in a stable order."""
        kept = schema.decisions.c
        asked = select(kept.record).order_by(kept.about, kept.kind, kept.field)
        if target is not None:
            mentioned = (
                select(schema.mentions.c.about)
                .join(schema.runs, schema.runs.c.run == schema.mentions.c.run)
                .where(schema.runs.c.target == target)
            )
            asked = asked.where(kept.about.in_(mentioned))
        with self.open() as connection:
            rows = connection.execute(asked)
            return readable(Correction, rows.scalars())

    @contextmanager
    def open(self) -> Iterator[Connection]:
        """One transaction on the database; raises StoreError where it cannot be used."""
        try:
            with self._engine.begin() as connection:
                yield connection
        except DBAPIError as error:
            raise database_error(self._engine, self.home, error) from None

    @contextmanager
    def _lease_of_all_machines(self, name: str, on_wait: Callable[[], None] | None) -> Iterator[bool]:
        """The lock of that name in the database that the machines share."""
        try:
            with advisory_lock(self._engine, name, on_wait) as waited:
                yield bool(waited)
        except DBAPIError as error:
            raise database_error(self._engine, self.home, error) from None
