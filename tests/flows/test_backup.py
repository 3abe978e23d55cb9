"""`verify backup` and `verify restore`: the same store again, from one that is written to; never over another."""

import os
import shutil
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from claims.errors import ReadError, SourceNotFound, StoreError, UsageError, VerifyError
from claims.records import Correction
from flows.settings import Settings
from flows.store import Store, blobs
from flows.store.backup import back_up
from flows.store.check import check
from flows.store.restore import restore
from tests.flows.conftest import Typed
from tests.reports import dossiers

RAW = b'{"row": 1, "answer": "yes"}\n'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a run, a decision about it, the values row by row that it names, and a comparison."""
    store = Store(Settings(tmp_path / "home"))
    raw = store.keep_file(RAW)
    dossier = dossiers.realistic()
    attempts = tuple(
        attempt.model_copy(update={"raw_sha256": raw}) if attempt.outcome == "measured" else attempt
        for attempt in dossier.attempts
    )
    store.keep_dossier(dossier.model_copy(update={"attempts": attempts}), "2026-01-01T00:00:00Z")
    store.correct(Correction(about=dossier.claims[0].id, kind="dismiss", why="looked at"))
    for name in ("comparisons/abc.json", f"whereabouts/{'7a' * 32}", "engine.key", "prefect/server.log"):
        (store.home / name).parent.mkdir(exist_ok=True)
        (store.home / name).write_text(name)
    return store.home


@pytest.fixture
def made(home: Path, tmp_path: Path) -> Path:
    """A backup of it."""
    return back_up(Settings(home), tmp_path / "backup.zip").place


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_store_is_the_same_after_backup_and_restore(home: Path, made: Path, tmp_path: Path) -> None:
    done = restore(Settings(tmp_path / "new"), made)
    here, there = Store(Settings(home)), Store(Settings(tmp_path / "new"))
    assert (done.runs, there.runs()) == (1, here.runs())
    assert there.find("last") == here.find("last") and there.corrections() == here.corrections()
    assert there.file(blobs.put(tmp_path / "any", RAW)) == RAW
    assert check(Settings(tmp_path / "new")).damaged == []
    kept = files_of(tmp_path / "new")
    assert kept["comparisons/abc.json"] == b"comparisons/abc.json" and f"whereabouts/{'7a' * 32}" in kept
    assert not {"engine.key", "prefect/server.log"} & kept.keys()


def test_a_file_keeps_the_date_of_its_last_use(home: Path, tmp_path: Path) -> None:
    path = blobs.where(home / "artefacts", blobs.put(home / "artefacts", RAW))
    os.utime(path, (1_700_000_000, 1_700_000_000))
    restore(Settings(tmp_path / "new"), back_up(Settings(home), tmp_path / "backup.zip").place)
    assert (tmp_path / "new" / path.relative_to(home)).stat().st_mtime == 1_700_000_000


def test_a_backup_is_whole_while_others_write(home: Path, tmp_path: Path) -> None:
    written, stop = threading.Semaphore(0), threading.Event()

    def write() -> None:
        number, store = 0, Store(Settings(home))
        while not stop.is_set():
            inner = store.keep_file(f"raw {number}".encode())
            store.keep_step(f"{number:064}", "measure", f'{{"raw": "{inner}"}}'.encode(), 1)
            number += 1
            written.release()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            assert written.acquire(timeout=60)
            assert back_up(Settings(home), tmp_path / f"{number}.zip").lost == 0
    finally:
        stop.set()
        writer.join()
    for number in range(3):
        settings = Settings(tmp_path / f"home {number}")
        restore(settings, tmp_path / f"{number}.zip")
        found = check(settings)
        assert found.damaged == [] and found.rows["steps"] > number
        store = Store(settings)
        inner = (store.step("0".zfill(64)) or b"").decode().split('"')[3]
        assert store.file(inner) == b"raw 0"


def test_nothing_that_is_there_is_overwritten(home: Path, made: Path, tmp_path: Path) -> None:
    before = files_of(home), made.read_bytes()
    for refused in (lambda: back_up(Settings(home), made), lambda: restore(Settings(home), made)):
        with pytest.raises(UsageError, match="stays as it is"):
            refused()
    assert (files_of(home), made.read_bytes()) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.zip", "home"]


def test_a_folder_gets_a_file_of_its_own(home: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    done = back_up(Settings(home), tmp_path / "kept")
    assert [*(tmp_path / "kept").iterdir()] == [done.place] and zipfile.is_zipfile(done.place)


def truncated(made: Path) -> None:
    os.truncate(made, made.stat().st_size // 2)


def flipped(made: Path) -> None:
    body = bytearray(made.read_bytes())
    body[len(body) // 3] ^= 0xFF
    made.write_bytes(body)


def rewritten(made: Path, change: Callable[[str, bytes], bytes | None], added: str | None = None) -> None:
    """The same zip file with other contents, which its own checksums fit."""
    with zipfile.ZipFile(made) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(made, "w") as archive:
        for name, body in files.items():
            if (new := change(name, body)) is not None:
                archive.writestr(name, new)
        if added:
            archive.writestr(added, b"x")


def changed_inside(made: Path) -> None:
    rewritten(made, lambda name, body: RAW[:-2] if body == RAW else body)


def without_a_file(made: Path) -> None:
    rewritten(made, lambda _, body: None if body == RAW else body)


def climbing(made: Path) -> None:
    rewritten(made, lambda name, body: body.replace(b"comparisons/abc.json", b"../elsewhere/abc.jsn"))


def another_zip(made: Path) -> None:
    rewritten(made, lambda name, body: None, added="manifest.json")


def no_zip(made: Path) -> None:
    made.write_bytes(b"no backup")


@pytest.mark.parametrize(
    "harm", [truncated, flipped, changed_inside, without_a_file, climbing, another_zip, no_zip]
)
def test_a_damaged_or_foreign_backup_is_told_and_nothing_is_written(
    harm: Callable[[Path], None], made: Path, tmp_path: Path
) -> None:
    harm(made)
    with pytest.raises(ReadError, match="nothing was restored"):
        restore(Settings(tmp_path / "new"), made)
    assert not (tmp_path / "new").exists()


def test_a_backup_of_a_newer_assay_is_refused(made: Path, tmp_path: Path) -> None:
    rewritten(made, lambda name, body: body.replace(b'"tables":"00', b'"tables":"99'))
    with pytest.raises(StoreError, match="newer Assay"):
        restore(Settings(tmp_path / "new"), made)
    assert not (tmp_path / "new").exists()


def test_a_restore_that_was_killed_is_repeated(home: Path, made: Path, tmp_path: Path) -> None:
    shutil.copytree(home / "artefacts", tmp_path / "new/artefacts")
    assert restore(Settings(tmp_path / "new"), made).runs == 1


def test_what_is_damaged_in_the_store_is_counted_and_left_out(home: Path, tmp_path: Path) -> None:
    digest = blobs.put(home / "artefacts", RAW)
    store = Store(Settings(home))
    store.keep_step("k", "read", b"answer", 1)
    blobs.where(home / "artefacts", digest).write_bytes(b"forged")
    blobs.where(home / "artefacts", store.keep_file(b"answer")).unlink()
    assert back_up(Settings(home), tmp_path / "backup.zip").lost == 2


def refusal(settings: Settings, tmp_path: Path) -> VerifyError:
    with pytest.raises(VerifyError) as error:
        back_up(settings, tmp_path / "backup.zip")
    assert not [*tmp_path.glob("*backup*")] and not [*tmp_path.glob(".new-*")]
    return error.value


def test_what_cannot_be_backed_up_is_a_sentence(home: Path, tmp_path: Path) -> None:
    assert "no store" in str(refusal(Settings(tmp_path / "nowhere"), tmp_path))
    on_servers = Settings(home, store="postgresql+psycopg://nobody@localhost/none")
    assert "docs/machines.md" in str(refusal(on_servers, tmp_path))
    assert "not in one folder" in str(refusal(Settings(home, blobs="s3://bucket"), tmp_path))
    for path in home.glob("store.db*"):
        path.write_bytes(b"no database any more" * 100)
    assert "verify doctor --salvage" in str(refusal(Settings(home), tmp_path))
    with pytest.raises(SourceNotFound, match="no backup"):
        restore(Settings(tmp_path / "new"), tmp_path / "nothing.zip")


def test_the_commands_say_what_they_did(home: Path, tmp_path: Path, typed: Typed) -> None:
    done = typed("backup", str(tmp_path / "backup.zip"), home=home)
    assert done.returncode == 0 and "verify restore" in done.stdout
    back = typed("restore", str(tmp_path / "backup.zip"), home=tmp_path / "new")
    assert (back.returncode, back.stderr) == (0, "") and "1 run" in back.stdout
    refused = typed("restore", str(tmp_path / "backup.zip"), home=tmp_path / "new")
    assert refused.returncode == 2 and "stays as it is" in refused.stderr
