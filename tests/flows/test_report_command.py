"""`verify report`, `bundle`, `replay` and `serve` as a person types them, over a store that is there already."""

import io
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from flows.settings import Settings
from flows.store import Store
from tests.flows.typed import type_verify
from tests.reports.dossiers import realistic
from tests.reports.papers import paper, read

VERIFY = str(Path(sys.executable).with_name("verify"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two runs: one over a card, one over a paper."""
    home = tmp_path_factory.mktemp("home")
    store = Store(Settings(home=home, store=f"sqlite:///{home / 'store.db'}"))
    store.keep_dossier(read(paper()).model_copy(update={"run": "b" * 12}), "2026-01-01T00:00:00Z")
    store.keep_dossier(realistic(), "2026-01-02T00:00:00Z")
    return home


def typed(home: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, "VERIFY_HOME": str(home)}
    return type_verify(*words, env=env)


def test_a_form_goes_to_standard_output_byte_for_byte(home: Path) -> None:
    done = typed(home, "report", "last", "--as", "parquet")
    assert done.returncode == 0, done.stderr
    assert pq.read_table(io.BytesIO(done.stdout)).num_rows == 11
    assert typed(home, "report", "last", "--as", "svg").stdout.startswith(b"<svg")
    assert typed(home, "report", "last").stdout.startswith(b"# acme/sentiment-base")


def test_a_paper_is_annotated_in_the_sandbox(home: Path, tmp_path: Path) -> None:
    (tmp_path / "paper.pdf").write_bytes(paper())
    out = tmp_path / "marked.pdf"
    for source in (tmp_path / "paper.pdf", tmp_path):
        done = typed(home, "report", "bbbb", "--as", "pdf", "--source", str(source), "--out", str(out))
        assert done.returncode == 0, done.stderr
        assert out.read_bytes().startswith(b"%PDF-")
    pages = [
        typed(home, "report", "bbbb", "--as", form, "--source", str(tmp_path / "paper.pdf")).stdout
        for form in ("facsimile", "ink")
    ]
    assert pages[0].startswith(b"<!doctype html>") and pages[0] == pages[1], "the former name still works"
    (tmp_path / "bad.pdf").write_bytes(b"no pdf")
    done = typed(home, "report", "bbbb", "--as", "pdf", "--source", str(tmp_path / "bad.pdf"))
    assert done.returncode == 3 and b"is not a PDF" in done.stderr


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("report", "last", "--as", "htm"), 2, b"Did you mean html"),
        (("report",), 2, b"Say which run"),
        (("report", "last", "--as", "pdf"), 2, b"read no number from one"),
        (
            ("report", "last", "--as", "card", "--source", "/nowhere"),
            3,
            b"There is no file or folder /nowhere",
        ),
        (("report", "last", "--out", "/proc/nowhere/x"), 3, b"cannot be written"),
        (("report", "--site", "/proc/x"), 3, b"cannot be written"),
        (("bundle", "nobody"), 2, b"no run that begins"),
        (("replay", "/nowhere.zip"), 3, b"There is no bundle"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(
    home: Path, words: tuple[str, ...], code: int, says: bytes
) -> None:
    done = typed(home, *words)
    assert (done.returncode, done.stdout) == (code, b"")
    assert says in done.stderr and b"Traceback" not in done.stderr


def test_the_whole_library_is_written_as_files(home: Path, tmp_path: Path) -> None:
    done = typed(home, "report", "--site", str(tmp_path / "site"))
    assert done.returncode == 0 and b"5 pages" in done.stderr
    assert len([*(tmp_path / "site").rglob("*.html")]) == 5


def test_a_bundle_is_replayed_and_a_made_up_verdict_is_told(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "run.zip"
    assert typed(home, "bundle", "last", "--out", str(path)).returncode == 0
    assert "dossier.json" in zipfile.ZipFile(path).namelist()
    done = typed(home, "replay", str(path))
    assert done.returncode == 1, "the verdicts of this run were written by hand, not derived"
    assert b"differs: Claim " in done.stdout
    assert b'"differs": [' in typed(home, "replay", str(path), "--json").stdout


def test_the_library_is_served_to_this_machine_until_it_is_stopped(home: Path) -> None:
    env = {**os.environ, "VERIFY_HOME": str(home)}
    child = subprocess.Popen([VERIFY, "serve", "--port", "0"], env=env, stderr=subprocess.PIPE, text=True)
    try:
        assert child.stderr is not None
        found = re.search(r"(http://127\.0\.0\.1:\d+/)\?key=(\S{20,})", child.stderr.readline())
        assert found
        with urllib.request.urlopen(found[1], timeout=20) as answer:
            assert "2 runs" in answer.read().decode()
        stranger = urllib.request.Request(found[1], headers={"Host": "evil.example"})
        with pytest.raises(urllib.error.HTTPError, match="421"):
            urllib.request.urlopen(stranger, timeout=20)
    finally:
        child.terminate()
        assert child.wait(10) is not None
