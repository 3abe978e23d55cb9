"""`verify prune`: what is old and rests on nothing goes; what judged claims rest on stays."""

import os
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from claims.errors import UsageError
from claims.records import Correction, Dossier
from claims.records.digest import Arrival, Night
from claims.records.library import Query
from flows.ingestion.listed import ListedDocument
from flows.ingestion.queue import Queue
from flows.library.index import LibraryIndex
from flows.prune import DAY, KINDS, Pruning, prune
from flows.settings import Settings
from flows.store import Store, blobs
from flows.store.check import check
from tests.flows.conftest import Typed
from tests.reports import dossiers

OLD = "2026-01-01T00:00:00Z"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(Settings(tmp_path / "home"))


def unjudged(run: str) -> Dossier:
    """A run that only read."""
    whole = dossiers.realistic()
    return whole.model_copy(update={"run": run, "target": f"org/{run}", "verdicts": (), "attempts": ()})


def judged(store: Store, run: str) -> str:
    """A run in which claims were judged, kept; the digest of its values row by row."""
    whole, raw = dossiers.realistic(), store.keep_file(b"row by row")
    attempts = tuple(
        a.model_copy(update={"raw_sha256": raw}) for a in whole.attempts if a.outcome == "measured"
    )
    kept = whole.model_copy(update={"run": run, "target": f"org/{run}", "attempts": attempts})
    store.keep_dossier(kept, OLD)
    return raw


def grow_old(store: Store) -> None:
    """Let all files be of long ago."""
    for path in (store.home / "artefacts").glob("??/*"):
        os.utime(path, (1_600_000_000, 1_600_000_000))


def pruned(store: Store, *kinds: str, dry_run: bool = False) -> Pruning:
    return prune(Settings(store.home), DAY, kinds or tuple(KINDS), dry_run=dry_run)


def gone(pruning: Pruning) -> dict[str, int]:
    return {kind.kind: len(kind.names) for kind in pruning.gone}


def filled(store: Store) -> str:
    """Old runs, an answer of a step and a file that nothing names; the digest of the judged run's evidence."""
    raw = judged(store, "judged")
    for run in ("read", "newest"):
        store.keep_dossier(unjudged(run), OLD)
    store.keep_step("k", "measure", f'{{"raw": "{store.keep_file(b"of the step")}"}}'.encode(), 1)
    store.keep_file(b"an orphan")
    grow_old(store)
    return raw


@pytest.mark.parametrize("busy", [False, True], ids=["alone", "while another one reads"])
def test_the_database_gets_smaller_once_nobody_else_uses_it(store: Store, busy: bool) -> None:
    for number in range(300):
        store.keep_step(f"{number:0>60}", "measure", b"an answer", 1)
    grow_old(store)
    with closing(sqlite3.connect(store.home / "store.db", isolation_level=None)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        before = pages(store)
        if busy:  # a transaction that reads keeps the old pages
            other.execute("BEGIN")
            other.execute("SELECT count(*) FROM steps").fetchone()
        assert gone(pruned(store))["steps"] == 300
    assert (pages(store) < before) == (not busy)
    assert check(Settings(store.home)).damaged == []


def pages(store: Store) -> int:
    """Bytes of the database's file."""
    return (store.home / "store.db").stat().st_size


def test_what_a_judged_claim_rests_on_stays_and_the_rest_goes(store: Store) -> None:
    raw = filled(store)
    done = pruned(store)
    assert gone(done) == {"runs": 1, "steps": 1, "files": 4}
    assert done.kept == {"claims were judged in them": ["judged org/judged"]}
    assert [run.run for run in store.runs()] == ["newest", "judged"]
    assert store.step("k") is None and store.file(raw) == b"row by row"
    assert done.freed > 0 and check(Settings(store.home)).damaged == []
    assert gone(pruned(store)) == {}


def test_a_dry_run_says_the_same_and_removes_nothing(store: Store) -> None:
    filled(store)
    before = sorted((store.home / "artefacts").rglob("*"))
    pruning = pruned(store, dry_run=True)
    assert sorted((store.home / "artefacts").rglob("*")) == before and len(store.runs()) == 3
    assert check(Settings(store.home)).rows["steps"] == 1
    done = pruned(store)
    assert (pruning.gone, pruning.kept, pruning.freed) == (done.gone, done.kept, done.freed)


def test_only_the_kind_that_is_asked_for_goes(store: Store) -> None:
    filled(store)
    assert gone(pruned(store, "runs")) == {"runs": 1, "files": 2}
    grow_old(store)
    assert store.step("k") is not None  # which is a use
    assert gone(pruned(store, "steps")) == {}
    grow_old(store)
    assert gone(pruned(store, "steps")) == {"steps": 1, "files": 2}


def test_a_run_about_which_somebody_decided_stays(store: Store) -> None:
    for run in ("decided", "newest"):
        store.keep_dossier(unjudged(run), OLD)
    store.correct(Correction(about=store.find("decided").claims[0].id, kind="dismiss", why="looked at"))
    store.keep_dossier(
        unjudged("other").model_copy(update={"claims": (), "findings": ()}), "2026-01-02T00:00:00Z"
    )
    store.keep_dossier(unjudged("last"), OLD)
    done = pruned(store)
    assert [kind.names for kind in done.gone] == [("other org/other",)]
    assert len(done.kept["somebody decided about what they say"]) == 2  # both state the same claim


def test_a_run_that_cannot_be_read_stays(store: Store) -> None:
    for run in ("damaged", "newest"):
        store.keep_dossier(unjudged(run), OLD)
    grow_old(store)
    for path in (store.home / "artefacts").glob("??/*"):
        if b"org/damaged" in path.read_bytes():
            path.write_bytes(b"forged")
    assert pruned(store).kept == {"their dossiers cannot be read": ["damaged org/damaged"]}


def test_what_is_young_stays(store: Store) -> None:
    store.keep_dossier(unjudged("a"), "2099-01-01T00:00:00Z")
    store.keep_dossier(unjudged("b"), "2099-01-01T00:00:00Z")
    store.keep_step("k", "read", b"answer", 1)
    store.keep_file(b"about to be named")
    assert gone(pruned(store)) == {}


def test_the_library_forgets_what_was_pruned(store: Store) -> None:
    filled(store)
    index = LibraryIndex(store)
    index.catch_up()
    pruned(store)
    assert index.waiting() == 0
    assert {run["run"] for run in _listed_runs(index)} == {"judged", "newest"}


def test_a_printed_digest_goes_and_its_documents_are_not_read_or_told_again(store: Store) -> None:
    queue = Queue(store)
    for number in (1, 2, 3):
        document = ListedDocument("hub", f"org/{number}", "v1", "")
        assert queue.add("asked", OLD, [document]) == 1
        arrival = Arrival(kind="hub", name=f"org/{number}", version="v1", fate="read")
        queue.settle(number, arrival, content="c", reading=b"reading %d" % number)
        night = queue.keep_night(Night(began=OLD, ended=OLD, asked=(), arrivals=(arrival,)), [number])
        if number != 2:
            queue.mark_printed(night)
    grow_old(store)
    assert gone(pruned(store, "nights")) == {"nights": 1, "files": 2}
    assert [number for number, _ in queue.nights()] == [3, 2]
    assert [number for number, _ in queue.not_told()] == [2]
    assert queue.add("asked", OLD, [ListedDocument("hub", "org/1", "v1", "")]) == 0
    before = queue.previous_version("hub", "org/1", 99)
    assert before is not None and before.reading == b"reading 1"


def test_what_was_set_aside_as_damaged_goes_when_it_is_old(store: Store) -> None:
    store.keep_file(b"kept")
    aside = store.home / "damaged" / ("7a" * 32)
    aside.parent.mkdir()
    aside.write_bytes(b"forged")
    assert gone(pruned(store)) == {}
    os.utime(aside, (1_600_000_000, 1_600_000_000))
    assert gone(pruned(store)) == {"damaged": 1} and not aside.exists()


def test_a_file_that_is_put_again_is_not_taken_for_unused(store: Store) -> None:
    path = blobs.where(store.home / "artefacts", store.keep_file(b"again"))
    grow_old(store)
    store.keep_file(b"again")
    assert gone(pruned(store)) == {} and path.exists()
    assert not blobs.remove_unused(path, path.stat().st_mtime) and path.read_bytes() == b"again"


def test_a_store_is_whole_after_pruning_while_others_write(store: Store) -> None:
    filled(store)
    written, stop = threading.Semaphore(0), threading.Event()

    def write() -> None:
        number, own = 0, Store(Settings(store.home))
        while not stop.is_set():
            inner = own.keep_file(
                b"of the step" if number % 2 else b"an orphan"
            )  # which pruning would remove
            own.keep_step(f"{number:064}", "measure", f'{{"n": {number}, "raw": "{inner}"}}'.encode(), 1)
            number += 1
            written.release()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(3):
            assert written.acquire(timeout=60)
            pruned(store)
    finally:
        stop.set()
        writer.join()
    assert check(Settings(store.home)).damaged == []
    assert store.file(store.keep_file(b"an orphan")) == b"an orphan"
    for number in range(3):
        body = store.step(f"{number:064}")
        assert body is not None and store.file(body.decode().split('"')[5])


def test_a_store_on_servers_is_a_sentence(store: Store) -> None:
    with pytest.raises(UsageError, match="not in one folder"):
        prune(Settings(store.home, blobs="s3://bucket"), DAY, ["runs"])


def test_the_command_says_what_would_go_and_why(store: Store, typed: Typed) -> None:
    filled(store)
    said = typed("prune", "--dry-run", "--older-than", "30d", home=store.home)
    assert said.returncode == 0, said.stderr
    assert "runs: 1, finished before" in said.stdout and "read org/read" in said.stdout
    assert "kept: 1 old runs, since claims were judged in them" in said.stdout
    assert "nothing was removed" in said.stdout
    refused = typed("prune", "--older-than", "5m", home=store.home)
    assert refused.returncode == 2 and "a day or more" in refused.stderr


def _listed_runs(index: LibraryIndex) -> list[dict[str, object]]:
    return [run.model_dump() for run in index.listing(Query()).runs]
