"""What the store promises: whole or not at all, found again, never doubled."""

import multiprocessing
import os
import stat
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from claims.errors import StoreDamaged, StoreError, UnknownName
from claims.records import Correction, Dossier
from flows.api import verify
from flows.settings import Settings
from flows.store import Store, blobs, schema
from flows.store.finished import finished_runs
from tests.flows.stores import settings_of
from tests.reports import dossiers


def a_store(folder: Path) -> Store:
    return Store(settings_of(folder / "home"))


def test_a_step_is_found_again_by_another_process_of_the_same_home(tmp_path: Path) -> None:
    a_store(tmp_path).keep_step("k", "read", b"answer", 1.5)
    again = a_store(tmp_path)
    assert again.step("k") == b"answer"
    assert again.seconds_of("k") == 1.5
    assert again.step("other") is None


def test_the_first_answer_stays(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    store.keep_step("k", "read", b"first", 1)
    store.keep_step("k", "read", b"second", 1)
    assert store.step("k") == b"first"


def the_file(home: Path) -> Path:
    return next(path for path in (home / "artefacts").rglob("*") if path.is_file())


def test_a_damaged_step_is_as_good_as_none_and_is_made_anew(tmp_path: Path) -> None:
    store, home = a_store(tmp_path), tmp_path / "home"
    store.keep_step("k", "read", b"answer", 1)
    the_file(home).write_bytes(b"forged")
    assert store.step("k") is None
    assert [path.read_bytes() for path in (home / "damaged").iterdir()] == [b"forged"]
    store.keep_step("k", "read", b"answer made anew", 1)
    assert store.step("k") == b"answer made anew"


def test_a_damaged_run_is_told_with_what_to_do_and_kept_anew(tmp_path: Path) -> None:
    store, home = a_store(tmp_path), tmp_path / "home"
    store.keep_dossier(a_dossier(), "2026-01-01T00:00:00Z")
    the_file(home).write_bytes(b"forged")
    with pytest.raises(StoreDamaged, match="missing or damaged") as damaged:
        store.find("a1")
    assert "Run the same command again" in damaged.value.hint
    anew = a_dossier().model_copy(update={"title": "anew"})
    store.keep_dossier(anew, "2026-01-02T00:00:00Z")
    assert store.find("a1").title == "anew"
    store.keep_dossier(a_dossier(), "2026-01-03T00:00:00Z")
    assert store.find("a1").title == "anew"


def test_an_unknown_run_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="no run"):
        a_store(tmp_path).find("beef")


def a_dossier(run: str = "a1", target: str = "org/model") -> Dossier:
    whole = dossiers.realistic()
    return whole.model_copy(update={"run": run, "target": target})


def test_a_decision_replaces_the_earlier_one_on_the_same_field(tmp_path: Path) -> None:
    store, dossier = a_store(tmp_path), a_dossier()
    store.keep_dossier(dossier, "2026-01-01T00:00:00Z")
    about = dossier.claims[0].id
    for value in ("dev", "test"):
        store.correct(Correction(about=about, kind="correct", field="split", value=value, why=value))
    store.correct(Correction(about=about, kind="correct", field="dataset", value="SST-2", why="seen"))
    assert {(correction.field, correction.value) for correction in store.corrections()} == {
        ("split", "test"),
        ("dataset", "SST-2"),
    }


def test_decisions_are_found_by_the_target_whose_runs_speak_of_them(tmp_path: Path) -> None:
    store, dossier = a_store(tmp_path), a_dossier()
    store.keep_dossier(dossier, "2026-01-01T00:00:00Z")
    store.correct(Correction(about=dossier.claims[0].id, kind="dismiss", why="planted"))
    assert [correction.why for correction in store.corrections("org/model")] == ["planted"]
    assert store.corrections("org/other") == ()


def test_a_decision_about_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="No run has"):
        a_store(tmp_path).correct(Correction(about="beef", kind="dismiss", why="x"))


def _hold(where: Settings, said: Connection) -> None:
    with Store(where).lease("run"):
        said.send("held")
        time.sleep(60)


def test_a_lease_dies_with_its_owner(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    owner = context.Process(target=_hold, args=(settings_of(tmp_path / "home"), there))
    owner.start()
    assert here.poll(120) and here.recv() == "held"
    waits: list[str] = []
    killer = threading.Timer(0.5, owner.kill)
    killer.start()
    with a_store(tmp_path).lease("run", lambda: waits.append("waiting")) as waited:
        assert waited
    assert waits == ["waiting"]
    owner.join(10)
    with a_store(tmp_path).lease("run") as waited:
        assert not waited


@pytest.mark.skipif(os.getuid() == 0, reason="root may write everywhere")
def test_a_home_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    with pytest.raises(StoreError, match="VERIFY_HOME"):
        a_store(tmp_path)


def test_a_home_that_is_a_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("not a folder")
    with pytest.raises(StoreError, match="cannot be made"):
        a_store(tmp_path)


def _write_many(where: Settings, who: int) -> None:
    store = Store(where)
    for number in range(20):
        store.keep_step(f"{who}-{number}", "read", f"{who} {number}".encode(), 0.0)


def test_four_processes_write_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    context = multiprocessing.get_context("spawn")
    writers = [
        context.Process(target=_write_many, args=(settings_of(tmp_path / "home"), who)) for who in range(4)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0, 0, 0]
    assert all(store.step(f"{who}-{n}") == f"{who} {n}".encode() for who in range(4) for n in range(20))


def test_no_half_written_file_is_left(tmp_path: Path) -> None:
    digest = blobs.put(tmp_path, b"x" * 1000)
    assert blobs.get(tmp_path, digest) == b"x" * 1000
    assert not list(tmp_path.rglob(".new-*"))


def test_a_run_whose_files_are_damaged_is_made_anew_by_the_same_command(tmp_path: Path) -> None:
    (tmp_path / "tiny").mkdir()
    (tmp_path / "tiny" / "README.md").write_text("# tiny\n\nThe model has 6 parameters.\n")
    where = settings_of(tmp_path / "home")
    first = verify(str(tmp_path / "tiny"), where=where)
    for path in [path for path in (tmp_path / "home" / "artefacts").rglob("*") if path.is_file()]:
        path.write_bytes(b"damaged")
    again = verify(str(tmp_path / "tiny"), where=where)
    assert (again.run, again.claims) == (first.run, first.claims)
    assert Store(where).find(first.run).claims == first.claims


def test_a_damaged_decision_costs_itself_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store, dossier = a_store(tmp_path), dossiers.realistic()
    store.keep_dossier(dossier, "2026-01-01T00:00:00Z")
    good = Correction(about=dossier.claims[0].id, kind="dismiss", why="looked at")
    store.correct(good)
    with store.open() as connection:
        row = {"about": "x", "kind": "dismiss", "field": "", "record": "no record"}
        connection.execute(schema.decisions.insert().values(row))
    assert store.corrections() == finished_runs(settings_of(store.home), Store).corrections() == (good,)
    assert store.find("last").corrections == (good,)


def test_a_store_that_names_a_file_by_no_digest_moves_nothing(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.write_text("keep me")
    for name in (str(mine), "../../mine", "ab" + str(mine), ""):
        with pytest.raises(StoreDamaged):
            blobs.get(tmp_path / "home" / "artefacts", name)
    assert mine.read_text() == "keep me"
