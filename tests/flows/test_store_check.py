"""`verify doctor --store`: what is damaged is said, and what is whole is taken into a new home."""

import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.hardening_cases import write_model
from flows.settings import Settings
from flows.store import Store
from flows.store.check import check
from tests.flows.conftest import Typed


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, typed: Typed) -> Path:
    """A home with two runs and a decision."""
    folder = tmp_path_factory.mktemp("whole")
    for name in ("first", "second"):
        assert typed(str(write_model(folder / name)), "--quiet", home=folder / "home").returncode == 0
    shown = json.loads(typed("report", "last", "--as", "json", home=folder / "home").stdout)
    decided = ("dismiss", shown["claims"][0]["id"], "--why", "looked at")
    assert typed(*decided, home=folder / "home").returncode == 0
    return folder / "home"


def copied(whole: Path, into: Path) -> Path:
    return Path(shutil.copytree(whole, into))


def test_a_sound_store_is_said_to_be_sound(whole: Path, typed: Typed) -> None:
    done = typed("doctor", "--store", "--json", home=whole)
    found = json.loads(done.stdout)
    assert (done.returncode, found["damaged"]) == (0, [])
    assert (found["rows"]["runs"], found["rows"]["decisions"]) == (2, 1)


def test_a_sound_store_is_taken_over_whole(whole: Path, tmp_path: Path, typed: Typed) -> None:
    done = typed("doctor", "--salvage", str(tmp_path / "new"), home=whole)
    assert done.returncode == 0, done.stderr
    for words in (("list",), ("report", "last", "--as", "json")):
        assert typed(*words, home=tmp_path / "new").stdout == typed(*words, home=whole).stdout


def test_the_values_row_by_row_that_a_stored_answer_names_are_taken_over_too(tmp_path: Path) -> None:
    store = Store(Settings(tmp_path / "home"))
    raw = store.keep_file(b"row by row")
    store.keep_step("k", "measure", f'{{"raw": "{raw}"}}'.encode(), 1)
    assert check(Settings(store.home), tmp_path / "new").damaged == []
    assert Store(Settings(tmp_path / "new")).file(raw) == b"row by row"


def test_a_damaged_run_is_named_and_the_others_are_taken_over(
    whole: Path, tmp_path: Path, typed: Typed
) -> None:
    home = copied(whole, tmp_path / "home")
    with closing(sqlite3.connect(home / "store.db")) as connection:
        run, digest = connection.execute("select run, artefact from runs order by number").fetchone()
    os.truncate(home / "artefacts" / digest[:2] / digest[2:], 100)
    done = typed("doctor", "--salvage", str(tmp_path / "new"), home=home)
    assert done.returncode == 1 and f"runs {run}" in done.stdout
    listed = typed("list", home=tmp_path / "new").stdout
    assert run not in listed and len(listed.splitlines()) == 1
    assert "looked at" in typed("report", "last", "--as", "json", home=tmp_path / "new").stdout


def test_where_the_database_is_gone_runs_are_found_by_their_dossiers(
    whole: Path, tmp_path: Path, typed: Typed
) -> None:
    home = copied(whole, tmp_path / "home")
    for path in home.glob("store.db*"):
        path.write_bytes(b"no database any more" * 100)
    done = typed("doctor", "--salvage", str(tmp_path / "new"), home=home)
    assert done.returncode == 1 and "damaged" in done.stdout
    assert len(typed("list", home=tmp_path / "new").stdout.splitlines()) == 2


def test_nothing_is_salvaged_into_what_is_there(whole: Path, tmp_path: Path, typed: Typed) -> None:
    (tmp_path / "mine").write_text("keep me")
    done = typed("doctor", "--salvage", str(tmp_path), home=whole)
    assert (done.returncode, (tmp_path / "mine").read_text()) == (2, "keep me")
    assert typed("doctor", "--store", home=tmp_path / "nowhere").returncode == 3
