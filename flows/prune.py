"""What of a store may go by its age and kind: never a run in which claims were judged, nor what such a run names."""

import sqlite3
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError
from sqlalchemy import Connection, Table, delete, func, select, update

from claims.errors import StoreError
from claims.records import Dossier, Measurement
from flows.plain_file import read_plain
from flows.settings import Settings
from flows.store import blobs, schema
from flows.store.backup import HINT, UPKEEP
from flows.store.blob_names import named_by_rows, named_in, with_named_inside
from flows.store.database import database_in_folder
from flows.store.store import Store

DAY = 86_400.0
"""Seconds in which a file that nothing names yet may belong to a process that is about to name it."""
AT_ONCE = 500
"""Rows that are removed by one statement."""


class PrunedKind(NamedTuple):
    """What goes of one kind."""

    kind: str
    why: str
    """A sentence's end: why these may go."""
    names: tuple[str, ...]
    """Each by its name: a run with its target, a digest's number, a step, the digest of a file."""


@dataclass
class Pruning:
    """What goes, or would go, from a store, and what stays though it is old."""

    gone: list[PrunedKind] = field(default_factory=list)
    kept: dict[str, list[str]] = field(default_factory=dict)
    """Old runs that stay, by the reason."""
    freed: int = 0
    """Bytes of the files that go."""


class _DryRun(Exception):
    """Ends the transaction, so that what it removed is there again."""


@dataclass
class Pruner:
    """Prunes one store of what was finished, printed or used last before a moment."""

    store: Store
    before: float
    """Seconds since the epoch."""
    result: Pruning = field(default_factory=Pruning)

    @property
    def date(self) -> str:
        """The day that is meant, for sentences."""
        return datetime.fromtimestamp(self.before, UTC).strftime("%Y-%m-%d")

    @property
    def folder(self) -> Path:
        """Where the files by digest are."""
        return self.store.home / "artefacts"

    def is_old(self, moment: str) -> bool:
        """Whether a date of the database lies before the moment; one that is none does not."""
        try:
            when = datetime.fromisoformat(moment)
        except ValueError:
            return False
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() < self.before

    def note(self, kind: str, why: str, names: Collection[str]) -> None:
        """Put down what goes."""
        if names:
            self.result.gone.append(PrunedKind(kind, why, tuple(names)))

    def old_runs(self) -> dict[int, str]:
        """Numbers and names of old runs that may go; the newest stays, since its number must not be given again."""
        kept, going = schema.runs.c, dict[int, str]()
        with self.store.open() as connection:
            rows = connection.execute(select(kept.number, kept.run, kept.target, kept.finished_at)).all()
        newest = max((row.number for row in rows), default=0)
        for row in rows:
            if row.number != newest and self.is_old(row.finished_at):
                if why := self._why_kept(row.run):
                    self.result.kept.setdefault(why, []).append(f"{row.run} {row.target}")
                else:
                    going[row.number] = row.run
        names = [f"{row.run} {row.target}" for row in rows if row.number in going]
        self.note("runs", f"finished before {self.date}, and no claim was judged in them", names)
        return going

    def _why_kept(self, run: str) -> str | None:
        """Why an old run stays; None where nothing rests on it."""
        try:
            dossier = self.store.dossier(run)
        except (StoreError, ValidationError):
            return "their dossiers cannot be read"
        if dossier is None or _is_judged(dossier):
            return "claims were judged in them"
        return "somebody decided about what they say" if dossier.corrections else None

    def remove_runs(self, connection: Connection, runs: dict[int, str]) -> None:
        """Remove the rows of runs."""
        for table in (schema.mentions, schema.statements, schema.unfinished, schema.runs):
            _delete(connection, table, "run", [*runs.values()])

    def remove_nights(self, connection: Connection) -> None:
        """Remove old digests that were printed; the queue keeps each document and what it says."""
        kept, printed = schema.nights.c, select(schema.told_nights.c.number)
        newest = connection.execute(select(func.max(kept.number))).scalar_one_or_none()
        asked = select(kept.number, kept.ended).where(kept.number.in_(printed), kept.number != newest)
        old = [
            row.number for row in connection.execute(asked.order_by(kept.number)) if self.is_old(row.ended)
        ]
        arrivals = schema.arrivals
        for some in _slices(old):
            connection.execute(update(arrivals).where(arrivals.c.night.in_(some)).values(arrival=None))
        for table in (schema.deliveries, schema.told_nights, schema.nights):
            _delete(connection, table, "number", old)
        why = f"printed, and made before {self.date}; which documents were read is still known"
        self.note("nights", why, [f"digest {number}" for number in old])

    def remove_steps(self, connection: Connection) -> None:
        """Remove stored answers of steps that were not used for long: each is made anew when it is needed."""
        kept = schema.steps.c
        rows = connection.execute(select(kept.key, kept.name, kept.blob).order_by(kept.name, kept.key)).all()
        old = [row for row in rows if self._date_of(blobs.where(self.folder, row.blob)) < self.before]
        _delete(connection, schema.steps, "key", [row.key for row in old])
        why = f"answers of steps, not used since {self.date}; each is made anew when it is needed"
        self.note("steps", why, [f"{row.name} {row.key[:12]}" for row in old])

    def unnamed_files(self, named: Collection[str]) -> list[Path]:
        """Files that no row names any more, nor any file that a row names, a day after their last use."""
        reached = with_named_inside(self.folder, {*named, *self._named_by_comparisons()})
        old = [
            path
            for path in sorted(self.folder.glob("??/*"))
            if blobs.is_digest(path.parent.name + path.name)
            and path.parent.name + path.name not in reached
            and self._date_of(path) < time.time() - DAY
        ]
        self.note("files", "nothing names them any more", [f"{p.parent.name}{p.name}"[:12] for p in old])
        return old

    def _named_by_comparisons(self) -> Iterator[str]:
        for path in (self.store.home / "comparisons").glob("[!.]*.json"):
            yield from named_in(read_plain(path))

    def damaged_files(self) -> list[Path]:
        """Files that were set aside long ago, since they were not what they had been."""
        old = [p for p in sorted((self.store.home / "damaged").glob("*")) if self._date_of(p) < self.before]
        self.note("damaged", f"set aside, last written before {self.date}", [path.name[:12] for path in old])
        return old

    def _date_of(self, path: Path) -> float:
        """When a file was last written or used; one that is gone counts as used now."""
        try:
            return path.stat().st_mtime
        except OSError:
            return time.time()

    def remove_files(self, unnamed: Sequence[Path], damaged: Sequence[Path], *, dry_run: bool) -> None:
        """Remove files, and count their bytes."""
        limit = time.time() - DAY
        for path in (*unnamed, *damaged):
            size = path.stat().st_size if path.exists() else 0
            if dry_run or blobs.remove_unused(path, limit):
                self.result.freed += size


Removal = Callable[[Pruner, Connection], None]
KINDS: dict[str, Removal | None] = {
    "runs": None,  # looked through before the database is held
    "nights": Pruner.remove_nights,
    "steps": Pruner.remove_steps,
    "damaged": None,
}
"""What may be pruned; files that nothing names go with any of them."""


def prune(settings: Settings, older_than: float, kinds: Collection[str], *, dry_run: bool = False) -> Pruning:
    """Remove what is older than so many seconds, or only say what would go; raises UsageError and StoreError."""
    database = database_in_folder(settings, HINT)
    if not database.is_file():
        raise StoreError(f"There is no store in {settings.home}.", "Set VERIFY_HOME to its folder.")
    store = Store(settings)
    pruner = Pruner(store, time.time() - older_than)
    with store.lease(UPKEEP), _errors_told(settings):
        runs = pruner.old_runs() if "runs" in kinds else {}
        named = set[str]()
        try:
            with store.open() as connection:
                pruner.remove_runs(connection, runs)
                for kind, removal in KINDS.items():
                    if kind in kinds and removal is not None:
                        removal(pruner, connection)
                named = named_by_rows(connection)
                if dry_run:
                    raise _DryRun
        except _DryRun:
            runs = {}
        _forget(store, runs)
        unnamed = pruner.unnamed_files(named)
        damaged = pruner.damaged_files() if "damaged" in kinds else []
        pruner.remove_files(unnamed, damaged, dry_run=dry_run)
        if not dry_run and pruner.result.gone:
            _make_smaller(database)
    return pruner.result


def _make_smaller(database: Path) -> None:
    """Write the database anew without what was removed.

    It stays as it is, for the next pruning to try, where others use it just now or there is no room for a copy.
    """
    with suppress(sqlite3.Error), closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _is_judged(dossier: Dossier) -> bool:
    """Whether something was measured for a run, or a claim judged."""
    return any(verdict.outcome != "unchecked" for verdict in dossier.verdicts) or any(
        isinstance(attempt, Measurement) for attempt in dossier.attempts
    )


def _forget(store: Store, runs: dict[int, str]) -> None:
    """Take runs out of the library's index too."""
    if runs:
        from flows.library.index import LibraryIndex

        LibraryIndex(store).forget([*runs])


def _delete(connection: Connection, table: Table, column: str, values: Sequence[int | str]) -> None:
    for some in _slices(values):
        connection.execute(delete(table).where(table.c[column].in_(some)))


def _slices(values: Sequence[int | str]) -> Iterator[Sequence[int | str]]:
    return (values[first : first + AT_ONCE] for first in range(0, len(values), AT_ONCE))


@contextmanager
def _errors_told(settings: Settings) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"The store {settings.home} cannot be pruned: {error.strerror}.", "Check who may write there."
        ) from None
