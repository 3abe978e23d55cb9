"""What the queue and a night of papers cost, beside how they were done before, in the same run.

    python -m benchmarks.operations            # PostgreSQL too, where its server is installed

The queue holds 200,000 documents. Time is CPU time of this process for SQLite, and wall time for PostgreSQL, whose work
is done by its server; both ways are timed in the same run, alternately, and the median of each is printed.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from _pytest.outcomes import Skipped
from sqlalchemy import ColumnElement, Engine, Row, func, select

from claims.records.digest import Night
from extractors.sources.arxiv.client import POLITE_INTERVAL
from flows.ingestion.listed import ListedDocument
from flows.ingestion.queue import Queue, QueuedDocument
from flows.ingestion.round import BUDGET, LIMIT
from flows.settings import Settings, settings
from flows.store import Store
from flows.store.database import insert, open_engine
from flows.store.migrations.versions import v0001_tables_without_migrations as shipped
from tests.loopback.arxiv import serve
from tests.loopback.printed import print_paper

arrivals = shipped.arrivals
OPEN = ("new", "later")
KNOWN = 200_000
NEW, AGAIN = 1_000, 4_000
"""Papers of a night that are new, and those that its listing names again since it reaches back three days."""
MOST = 500
"""Documents of a round, as it was."""
PAPERS, DAY = 40, 1_000
"""Papers of the night that is tried, and of a day of arXiv's cs.*."""
TIMES = 5


class Ways(NamedTuple):
    """One thing that a round asks of the queue, as it was done and as it is done."""

    name: str
    before: Callable[[], object]
    now: Callable[[], object]


class QueueBefore:
    """The queue as it was, on the tables as they were: everything is loaded and counted."""

    def __init__(self, where: Settings) -> None:
        """Make the tables of versions without migrations."""
        self.engine = open_engine(where)
        with self.engine.begin() as connection:
            shipped.metadata.create_all(connection)

    def due(self, now: float) -> list[QueuedDocument]:
        """All documents that are due."""
        fields = (arrivals.c[name] for name in ("number", "kind", "name", "version", "title", "tries"))
        asked = select(*fields).where(arrivals.c.fate.in_(OPEN), arrivals.c.not_before <= now)
        with self.engine.begin() as connection:
            rows = connection.execute(asked.order_by(arrivals.c.number)).all()
        return [QueuedDocument(*row) for row in rows]

    def count_due(self, now: float) -> int:
        """How many documents are due: all of them."""
        return self._count(arrivals.c.fate.in_(OPEN), arrivals.c.not_before <= now)

    def waiting(self) -> int:
        """How many documents are not finished."""
        return self._count(arrivals.c.fate.in_(OPEN))

    def not_told(self) -> list[Row[Any]]:
        """Documents that are finished and not told."""
        told = arrivals.c.night.in_(select(shipped.told_nights.c.number))
        which = (arrivals.c.arrival.is_not(None), arrivals.c.night.is_(None) | ~told)
        with self.engine.begin() as connection:
            return [*connection.execute(select(arrivals).where(*which).order_by(arrivals.c.number)).all()]

    def add(self, asked: str, listed: list[tuple[str, str, str, str]]) -> int:
        """Queue the documents of a listing."""
        names, new = ("kind", "name", "version", "title"), {"fate": "new", "tries": 0, "not_before": 0.0}
        rows = [dict(zip(names, row, strict=True)) | new for row in listed]
        before = self._count()
        with self.engine.begin() as connection:
            connection.execute(insert(connection, arrivals).on_conflict_do_nothing(), rows)
            mark = insert(connection, shipped.watermarks).values(asked=asked, until="2026-01-01")
            connection.execute(mark.on_conflict_do_nothing())
        return self._count() - before

    def _count(self, *which: ColumnElement[bool]) -> int:
        asked = select(func.count()).select_from(arrivals).where(*which)
        with self.engine.begin() as connection:
            return int(connection.execute(asked).scalar_one())


def listing(first: int, count: int) -> list[ListedDocument]:
    """Documents of a listing."""
    return [
        ListedDocument("hub", f"team{n % 5000}/model-{n}", f"{n:040x}", f"A model of {n}")
        for n in range(first, first + count)
    ]


def measure(before: Settings, where: Settings, clock: Callable[[], float], what: str) -> None:
    """Time both ways with all documents waiting, and with a night's new ones among known ones."""
    old, store = QueueBefore(before), Store(where)
    new, moment = Queue(store), time.time()
    due = Ways("what is due", lambda: old.due(moment)[:MOST], lambda: list(new.due(moment, MOST)))
    waiting = Ways("how many wait", old.waiting, new.waiting)
    count = Ways(
        "how many a round takes",
        lambda: min(LIMIT, old.count_due(moment)),
        lambda: new.count_due(moment, LIMIT),
    )
    whole = Ways(
        "all queued at once",
        lambda: old.add("all", listing(0, KNOWN)),
        lambda: new.add("all", "2026-01-01", listing(0, KNOWN)),
    )
    print(f"{what}, {KNOWN:,} documents, all of them waiting")
    compare(clock, [whole], times=1)
    _refresh_statistics(old.engine, store)
    compare(clock, [due, count, waiting])
    for connect in (old.engine.begin, store.open):
        with connect() as connection:
            connection.exec_driver_sql("update arrivals set fate = 'read', arrival = 'x', night = 1")
            connection.exec_driver_sql("insert into nights (number, ended, artefact) values (1, '', '')")
            connection.exec_driver_sql("insert into told_nights (number) values (1)")
    for add in (old.add, lambda asked, listed: new.add(asked, "2026-01-01", listed)):
        add("new", listing(20 * KNOWN, NEW))
    _refresh_statistics(old.engine, store)
    nights = [listing(0, AGAIN) + listing((2 + n) * KNOWN, NEW) for n in range(TIMES)]
    told, kept = iter(nights), iter(nights)
    listed = Ways(
        f"a listing of {NEW + AGAIN:,}",
        lambda: old.add("night", next(told)),
        lambda: new.add("night", "2026-01-01", next(kept)),
    )
    print(f"{what}, {KNOWN:,} documents that are told, and a night's {NEW:,} new ones")
    compare(clock, [due, count, waiting, Ways("what is untold", old.not_told, new.not_told), listed])


def _refresh_statistics(engine: Engine, store: Store) -> None:
    """Do what a server does by itself after a while."""
    if engine.dialect.name == "postgresql":
        for connect in (engine.begin, store.open):
            with connect() as connection:
                connection.exec_driver_sql("analyze arrivals")


def compare(clock: Callable[[], float], ways: list[Ways], times: int = TIMES) -> None:
    """Print the median time of both ways, and their ratio."""
    for way in ways:
        took = [(timed(clock, way.before), timed(clock, way.now)) for _ in range(times)]
        before, now = (statistics.median(column) for column in zip(*took, strict=True))
        print(f"  {way.name:24} {before * 1000:9.1f} ms -> {now * 1000:8.2f} ms   {before / now:6.1f}x")


def timed(clock: Callable[[], float], call: Callable[[], object]) -> float:
    """The seconds that a call takes."""
    began = clock()
    call()
    return clock() - began


def night_of_papers(folder: Path) -> None:
    """Read papers from a loopback arXiv, and say what a day of cs.* takes at arXiv's pace."""
    for number in range(1, PAPERS + 1):
        only = "pdf" if number % 5 == 0 else ""
        print_paper(folder / "arxiv", f"2601.{number:05}v1", score=50 + number / 10, only=only)
    with serve(folder / "arxiv") as arxiv:
        told = {"VERIFY_ARXIV_ENDPOINT": arxiv.base, "VERIFY_ARXIV_INTERVAL": "0.01"}
        environ = {**os.environ, **told, "VERIFY_HOME": str(folder / "night")}
        words = ["ingest", "--category", "cs.*", "--since", "2025-12-31", "--json"]
        done = subprocess.run(
            [Path(sys.executable).parent / "verify", *words], env=environ, capture_output=True, check=True
        )
        night = Night.model_validate_json(done.stdout)
        requests = len(arxiv.paths())
    read = sum(arrival.fate == "read" for arrival in night.arrivals)
    print(f"A night of {PAPERS} papers, a fifth of them without a source: {read} read, {night.left} left")
    print(f"  {requests / PAPERS:.2f} requests a paper (3 before)")
    hours = DAY * requests / PAPERS * POLITE_INTERVAL / 3600
    print(
        f"  a day of {DAY:,} papers: {hours:.2f} h of requests; a round takes {LIMIT:,} and {BUDGET / 3600:.0f} h"
    )


def main() -> int:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        night_of_papers(Path(folder))
        homes = [Path(folder) / name for name in ("before", "now", "before on a server", "now on a server")]
        for home in homes:
            home.mkdir()
        plain = [settings({"VERIFY_HOME": str(home)}) for home in homes[:2]]
        measure(*plain, time.process_time, "SQLite")
        try:
            from tests.flows.postgres import url_of

            served = [
                settings({"VERIFY_HOME": str(home), "VERIFY_STORE": url_of(home.name)}) for home in homes[2:]
            ]
        except (Skipped, ImportError) as missing:
            print(f"PostgreSQL: {missing}")
        else:
            measure(*served, time.perf_counter, "PostgreSQL")
    return 0


if __name__ == "__main__":
    sys.exit(main())
