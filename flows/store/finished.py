"""Finished runs and people's decisions, read from a SQLite store by the standard library alone.

A run that is finished is only looked up, and importing SQLAlchemy would take longer than the rest of it.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Protocol

from claims.errors import StoreDamaged, StoreError
from claims.records import Correction, Dossier
from flows.settings import Settings
from flows.store import blobs
from flows.store.stored_records import readable, stored

DECISIONS = """
    select record from decisions
    where :target is null or about in (
        select mentions.about from mentions join runs on runs.run = mentions.run where runs.target = :target)
    order by about, kind, field
"""
TABLES = (
    "select count(*) from sqlite_master where type = 'table'"
    " and name in ('runs', 'mentions', 'decisions', 'unfinished')"
)
UNFINISHED = "select run from unfinished where run = :run"
BLOB = "select artefact from runs where run = :run"


class FinishedRuns(Protocol):
    """What looking up a finished run needs; the store has it too."""

    def corrections(self, target: str | None = None) -> tuple[Correction, ...]:
        """All decisions, or those about what runs of one target speak of, in a stable order."""
        ...

    def dossier(self, run: str) -> Dossier | None:
        """The dossier of a run, with the corrections that people made since, or None."""
        ...

    def is_final(self, run: str) -> bool:
        """Whether nothing in a run ended for want of time or memory."""
        ...


class SqliteRuns:
    """The finished runs of a SQLite store, for reading only."""

    def __init__(self, home: Path, database: Path) -> None:
        """Read this database, whose files by digest lie in the home."""
        self._home, self._database = home, database

    def corrections(self, target: str | None = None) -> tuple[Correction, ...]:
        """All decisions, or those about what runs of one target speak of, in a stable order."""
        records = self._column(DECISIONS, target=target)
        return readable(Correction, records)

    def dossier(self, run: str) -> Dossier | None:
        """The dossier of a run, with the corrections that people made since, or None."""
        digests = self._column(BLOB, run=run)
        if not digests:
            return None
        dossier = stored(Dossier, blobs.get(self._home / "artefacts", digests[0]))
        return with_decisions(dossier, self.corrections())

    def is_final(self, run: str) -> bool:
        """Whether nothing in a run ended for want of time or memory."""
        return not self._column(UNFINISHED, run=run)

    def ready(self) -> bool:
        """Whether the database can be read and has its tables: another process may be making them just now."""
        try:
            return int(self._column(TABLES)[0]) == 4
        except StoreError:
            return False

    def _column(self, query: str, **named: str | None) -> list[str]:
        """The first column of a query's answer; raises StoreError where the database cannot be used."""
        try:
            address = f"{self._database.as_uri()}?mode=ro"
            with closing(sqlite3.connect(address, uri=True, timeout=30)) as connection:
                return [str(row[0]) for row in connection.execute(query, named)]
        except sqlite3.Error as error:
            raise StoreError(
                f"The store's database in {self._home} cannot be used: {error}.",
                "Free some space, check who may write there, or set VERIFY_HOME to another folder.",
            ) from None


def decidable_ids(dossier: Dossier) -> set[str]:
    """Ids of everything in a dossier that a person may decide about."""
    return {claim.id for claim in dossier.claims} | {finding.id for finding in dossier.findings}


def with_decisions(dossier: Dossier, decisions: tuple[Correction, ...]) -> Dossier:
    """The dossier with those decisions that are about something in it."""
    ids = decidable_ids(dossier)
    return dossier.model_copy(update={"corrections": tuple(c for c in decisions if c.about in ids)})


def whole_dossier(runs: FinishedRuns, run: str) -> Dossier | None:
    """The dossier of a finished run; none where there is none, where it is damaged, or where it is not final."""
    try:
        return runs.dossier(run) if runs.is_final(run) else None
    except StoreDamaged:
        return None


def finished_runs(settings: Settings, open_store: Callable[[Settings], FinishedRuns]) -> FinishedRuns:
    """The finished runs of the store; a new store, or one on a server, is opened as a whole by `open_store`."""
    database = None if settings.blobs else _plain_file(settings)
    if database is not None and database.is_file():
        runs = SqliteRuns(settings.home, database.absolute())
        if runs.ready():
            return runs
    return open_store(settings)


def _plain_file(settings: Settings) -> Path | None:
    """The file of the database, where no more than its name has to be understood."""
    if settings.store is None:
        return settings.home / "store.db"
    name = settings.store.removeprefix("sqlite:///")
    return Path(name) if name != settings.store and "?" not in name and name else None
