"""A store that an earlier version made is brought up to date, whole or not at all, and a newer one's is left alone."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from claims.errors import StoreError
from flows.ingestion.queue import Queue
from flows.library import schema as library_schema
from flows.library.index import LibraryIndex
from flows.settings import Settings, settings
from flows.store import Store, schema, upgrade
from flows.store.migrations.versions import v0001_tables_without_migrations as shipped
from tests.claims.rules.pages import a_claim

MIGRATIONS = Path(upgrade.__file__).parent / "migrations"


def home_of(folder: Path) -> Settings:
    return settings({"VERIFY_HOME": str(folder)})


def made_by_an_earlier_version(folder: Path, *, without: tuple[str, ...] = ()) -> Settings:
    """A store as versions without migrations left it, with one document that waits and one digest."""
    engine = create_engine(f"sqlite:///{folder / 'store.db'}")
    with engine.begin() as connection:
        tables = [table for table in shipped.metadata.sorted_tables if table.name not in without]
        shipped.metadata.create_all(connection, tables=tables)
        connection.execute(
            shipped.arrivals.insert().values(
                kind="hub", name="team/m", version="c1", title="m", fate="new", tries=0, not_before=0.0
            )
        )
        connection.execute(shipped.nights.insert().values(ended="2026-01-01", artefact="0"))
    engine.dispose()
    return home_of(folder)


def test_what_an_earlier_version_queued_is_still_due(tmp_path: Path) -> None:
    where = made_by_an_earlier_version(tmp_path)
    assert [waiting.name for waiting in Queue(Store(where)).due(0)] == ["team/m"]
    assert [waiting.name for waiting in Queue(Store(where)).due(0)] == ["team/m"]


def test_digests_of_a_store_that_did_not_note_who_was_told_count_as_told(tmp_path: Path) -> None:
    where = made_by_an_earlier_version(tmp_path, without=("told_nights", "statements"))
    with Store(where).open() as connection:
        assert connection.exec_driver_sql("select number from told_nights").scalars().all() == [1]
        assert inspect(connection).has_table("statements")


def test_scores_that_an_earlier_version_kept_are_found_by_later_papers(tmp_path: Path) -> None:
    where = made_by_an_earlier_version(tmp_path)
    engine = create_engine(f"sqlite:///{tmp_path / 'store.db'}")
    own = a_claim("88.0", "accuracy", dataset="SST-2")
    row = {
        "about": "a",
        "run": "r",
        "target": "2101.00001",
        "revision": "v1",
        "record": own.model_dump_json(),
    }
    with engine.begin() as connection:
        connection.execute(shipped.statements.insert().values(row))
    engine.dispose()
    assert [past.target for past in Store(where).published((own,), "another")] == ["2101.00001"]


@pytest.mark.parametrize("earlier", [True, False], ids=["brought up to date", "made anew"])
def test_the_tables_are_those_of_this_version(earlier: bool, tmp_path: Path) -> None:
    store = Store(made_by_an_earlier_version(tmp_path) if earlier else home_of(tmp_path))
    LibraryIndex(store)
    with store.open() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": upgrade.VERSION_TABLE})
        tables: Any = [schema.metadata, library_schema.metadata]  # a list, which its signature forgets
        assert not compare_metadata(context, tables)


def test_the_newest_migration_is_the_version_of_a_new_store() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [schema.HEAD]


def test_the_store_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    with Store(home_of(tmp_path)).open() as connection:
        connection.exec_driver_sql(f"update {upgrade.VERSION_TABLE} set version_num = '9999'")
    with pytest.raises(StoreError, match="newer Assay") as newer:
        Store(home_of(tmp_path))
    assert "Update Assay" in newer.value.hint


BREAKS_OFF = """
import os, sys
from pathlib import Path
from typing import Any
from sqlalchemy import event, Engine
from flows.settings import settings
from flows.store import Store
seen = []
@event.listens_for(Engine, "before_cursor_execute")
def stop(connection, cursor, statement, *rest):
    if statement.lstrip()[:6].upper() in ("CREATE", "ALTER "):
        seen.append(statement)
        if len(seen) == int(sys.argv[2]):
            os._exit(9)
Store(settings({"VERIFY_HOME": sys.argv[1]}))
"""


@pytest.mark.parametrize(("earlier", "at"), [(False, 4), (True, 2), (True, 5)])
def test_a_store_whose_making_broke_off_is_made_by_the_next_command(
    earlier: bool, at: int, tmp_path: Path
) -> None:
    where = made_by_an_earlier_version(tmp_path) if earlier else home_of(tmp_path)
    broken = subprocess.run([sys.executable, "-c", BREAKS_OFF, str(tmp_path), str(at)], check=False)
    assert broken.returncode == 9
    assert len(list(Queue(Store(where)).due(0))) == int(earlier)
