"""What the store promises: whole or not at all, found again, never doubled."""

import multiprocessing
import os
import stat
from pathlib import Path

import pytest

from claims.errors import StoreError, UnknownName
from claims.records import Correction
from flows.settings import Settings, settings
from flows.store import Store, artefacts


def a_store(folder: Path) -> Store:
    return Store(settings({"VERIFY_HOME": str(folder / "home")}))


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


def test_a_damaged_artefact_is_noticed(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    store.keep_step("k", "read", b"answer", 1)
    file = next(path for path in (tmp_path / "home" / "artefacts").rglob("*") if path.is_file())
    file.write_bytes(b"forged")
    with pytest.raises(StoreError, match="lost or damaged"):
        store.step("k")


def test_an_unknown_run_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="no run"):
        a_store(tmp_path).find("beef")


def test_a_decision_replaces_the_earlier_one(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    for why in ("first", "second"):
        store.correct(Correction(about="c", kind="dismiss", why=why))
    assert [one.why for one in store.corrections()] == ["second"]


@pytest.mark.skipif(os.getuid() == 0, reason="root may write everywhere")
def test_a_home_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    with pytest.raises(StoreError, match="VERIFY_HOME"):
        a_store(tmp_path)


def test_a_home_that_is_a_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("not a folder")
    with pytest.raises(StoreError, match="cannot be made"):
        a_store(tmp_path)


def _write_many(home: str, who: int) -> None:
    store = Store(Settings(Path(home), f"sqlite:///{home}/store.db"))
    for number in range(20):
        store.keep_step(f"{who}-{number}", "read", f"{who} {number}".encode(), 0.0)


def test_four_processes_write_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_many, args=(str(tmp_path / "home"), who)) for who in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0, 0, 0]
    assert all(store.step(f"{who}-{n}") == f"{who} {n}".encode() for who in range(4) for n in range(20))


def test_no_half_written_file_is_left(tmp_path: Path) -> None:
    digest = artefacts.put(tmp_path, b"x" * 1000)
    assert artefacts.get(tmp_path, digest) == b"x" * 1000
    assert not list(tmp_path.rglob(".new-*"))
