"""The store in PostgreSQL, for several machines at once; ASSAY_TEST_STORE=postgresql runs the store's other tests on it too."""

import multiprocessing
import os
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from claims.errors import StoreError, UsageError
from flows.ingestion.listed import ListedDocument
from flows.ingestion.queue import Queue
from flows.library import schema as library_schema
from flows.library.index import LibraryIndex
from flows.settings import Settings, settings
from flows.store import Store, schema, upgrade
from flows.store.migrations.versions import v0001_tables_without_migrations as shipped
from tests.flows.conftest import Typed, free_port
from tests.flows.postgres import url_of
from tests.reports import dossiers

pytestmark = pytest.mark.skipif(
    os.environ.get("ASSAY_TEST_STORE") != "postgresql",
    reason="`make test-postgres` runs the tests of a store in PostgreSQL",
)
LONG = "all:" + " OR ".join(f"speech{number}" for number in range(120))


def on(database: str, home: Path) -> Settings:
    return settings({"VERIFY_HOME": str(home), "VERIFY_STORE": database})


@pytest.fixture
def where(tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    return on(url_of(request.node.name[:60]), tmp_path / "home")


def test_what_one_machine_stores_another_one_lists(where: Settings, tmp_path: Path) -> None:
    dossier = dossiers.realistic().model_copy(update={"run": "a1"})
    Store(where).keep_dossier(dossier, "2026-01-01T00:00:00Z")
    other = Store(on(str(where.store), tmp_path / "other"))
    assert [run.run for run in other.runs()] == ["a1"]
    with pytest.raises(StoreError, match="another machine") as missing:
        other.find("a1")
    assert "VERIFY_BLOBS" in missing.value.hint


def test_the_tables_are_those_of_this_version(where: Settings) -> None:
    engine = create_engine(str(where.store))
    with engine.begin() as connection:
        shipped.metadata.create_all(connection)
    engine.dispose()
    store = Store(where)
    LibraryIndex(store)
    with store.open() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": upgrade.VERSION_TABLE})
        tables: Any = [schema.metadata, library_schema.metadata]  # a list, which its signature forgets
        assert not compare_metadata(context, tables)


def _hold(where: Settings, told: Connection) -> None:
    with Store(where).lease("run"):
        told.send("held")
        time.sleep(60)


def test_a_lease_spans_machines_and_dies_with_its_owner(where: Settings, tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    owner = context.Process(target=_hold, args=(where, there))
    owner.start()
    assert here.poll(120) and here.recv() == "held"
    other, waits = Store(on(str(where.store), tmp_path / "other")), []
    assert other.is_leased("run") and not other.is_leased("another run")
    killer = threading.Timer(0.5, owner.kill)
    killer.start()
    with other.lease("run", lambda: waits.append("waiting")) as waited:
        assert waited
    owner.join(10)
    with other.lease("run") as waited:
        assert not waited
    assert waits == ["waiting"]


def _take_all(where: Settings, reader: str, told: Connection) -> None:
    queue, numbers = Queue(Store(where)), []
    while taken := queue.take(reader, "hub", 1.0, 20):
        numbers += [document.number for document in taken]
    told.send(numbers)


def test_readers_on_several_machines_take_each_document_once(where: Settings) -> None:
    listed = [ListedDocument("hub", f"team/m{number}", "c1", "") for number in range(600)]
    assert Queue(Store(where)).add("models", "2026-01-01", listed) == 600
    context, taken = multiprocessing.get_context("spawn"), Counter[int]()
    pipes = [context.Pipe(duplex=False) for _ in range(4)]
    readers = [context.Process(target=_take_all, args=(where, f"reader-{n}", pipes[n][1])) for n in range(4)]
    for reader in readers:
        reader.start()
    for here, _ in pipes:
        assert here.poll(120)
        taken.update(here.recv())
    for reader in readers:
        reader.join(60)
    assert len(taken) == 600 and set(taken.values()) == {1}


def test_what_a_document_and_a_query_may_hold_is_kept_whole(where: Settings) -> None:
    queue = Queue(Store(where))
    name = f"{'o' * 96}/{'m' * 96}"
    queue.add(LONG, "2026-01-01", [ListedDocument("hub", name, "c" * 64, f"A \0 title {'x' * 5000}")])
    (waiting,) = queue.due(0)
    assert (waiting.name, waiting.title) == (name, f"A ␀ title {'x' * 5000}")
    assert (queue.watermark(LONG), queue.watermark(LONG[:-1])) == ("2026-01-01", None)


def test_a_listing_is_queued_in_its_order_and_what_is_known_is_not_new(where: Settings) -> None:
    queue = Queue(Store(where))
    listed = [ListedDocument("hub", f"team/m{number}", "c1", "") for number in range(50)]
    assert queue.add("models", "2026-01-01", listed[::-1]) == 50
    assert queue.add("models", "2026-01-02", listed) == 0
    assert [waiting.name for waiting in queue.due(0, 2)] == ["team/m49", "team/m48"]
    assert queue.waiting() == 50


def test_a_database_that_does_not_answer_is_one_sentence(typed: Typed, tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    address = f"postgresql://me:secret-word@127.0.0.1:{free_port()}/assay"
    done = typed("list", home=tmp_path, VERIFY_STORE=address)
    assert (done.returncode, done.stdout) == (3, "")
    assert "Connection refused" in done.stderr and "VERIFY_STORE" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "secret-word" not in done.stderr and "space" not in done.stderr


def test_a_wrong_password_is_one_sentence_without_the_password(where: Settings) -> None:
    wrong = re.sub(r"(?<=:)\w+(?=@)", "secret-word", str(where.store))
    with pytest.raises(StoreError, match="password authentication failed") as refused:
        Store(on(wrong, where.home))
    assert "secret-word" not in str(refused.value)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("nonsense", "no address of a database"),
        ("mysql://me@host/assay", "a database of mysql, and only SQLite and PostgreSQL"),
        ("postgresql+asyncpg://me@host/assay", "of postgresql.asyncpg, and only"),
        ("foo://x", "a database of foo, and only"),
    ],
)
def test_an_address_that_cannot_be_meant_is_one_sentence(address: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=says) as wrong:
        Store(on(address, tmp_path))
    assert "postgresql+psycopg://" in wrong.value.hint


def test_a_missing_driver_is_one_sentence_that_says_how_to_get_it(tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from flows.cli import main; sys.argv = ['verify', 'list']; main()"
    )
    environ = {"VERIFY_HOME": str(tmp_path), "VERIFY_STORE": "postgresql://me@host/assay"}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environ, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "assay[postgres]" in done.stderr and len(done.stderr.strip().splitlines()) == 1
