"""Whatever writes is stopped before each of its lines: the old file or the new one is there, and nothing half made."""

import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from claims.records import Source
from extractors.sources import write_whole as whole
from extractors.sources.arxiv import cache, http_cache
from extractors.sources.arxiv.feed import ArxivEntry
from flows import plugin_versions as versions
from flows import variant_folder, write_file
from flows.fetched import FetchedSource
from flows.sandbox import Level, Limits, forked_child, probe, process_tree, run, runner, start_interpreter
from flows.store import Store, blob_store, blobs, store
from tests.flows.each_step import stops
from tests.flows.stores import settings_of
from tests.reports.optimizations import an_optimization

CODE = Path(__file__).with_name("sandboxed")
ENTRY = ArxivEntry(
    number="2401.00001", version=1, title="A title", abstract="Words.", published="2024", updated="2024"
)


def names(folder: Path) -> list[str]:
    """All files and folders beneath, by their paths."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_a_report_is_the_old_one_or_the_new_one(tmp_path: Path) -> None:
    path, new = tmp_path / "report.html", b"new" * 1000
    path.write_bytes(b"old")
    path.chmod(0o640)
    step = 0
    for step in stops(lambda: write_file.write_file(path, new), write_file, whole):
        assert names(tmp_path) == ["report.html"], step
        assert path.read_bytes() in (b"old", new), step
    assert (step > 15, path.read_bytes(), path.stat().st_mode & 0o777) == (True, new, 0o640)


def test_what_is_written_through_a_link_or_into_a_pipe_goes_where_it_leads(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("target")
    write_file.write_file(tmp_path / "link", b"body")
    assert ((tmp_path / "link").is_symlink(), (tmp_path / "target").read_bytes()) == (True, b"body")
    assert (tmp_path / "target").stat().st_mode & 0o044  # others may read a report
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    write_file.write_file(tmp_path / "pipe", b"body")
    assert os.read(reader, 10) == b"body"
    os.close(reader)
    reader, writer = os.pipe()
    write_file.write_file(Path(f"/dev/fd/{writer}"), b"body")
    assert os.read(reader, 10) == b"body"
    for end in (reader, writer):
        os.close(end)


def test_the_store_has_a_step_or_has_it_not(tmp_path: Path) -> None:
    where = settings_of(tmp_path)
    kept = Store(where)
    step = 0
    for step in stops(lambda: kept.keep_step("key", "read", b"answer", 1.0), store, blob_store, blobs, whole):
        assert not [name for name in names(tmp_path) if whole.NEW in name], step
        assert Store(where).step("key") in (None, b"answer"), step
        assert not kept.is_leased("store"), step
        _forget_all(tmp_path)
    assert (step > 20, kept.step("key")) == (True, b"answer")


def _forget_all(home: Path) -> None:
    """Empty the store, so that the next time each line is passed again."""
    for path in (home / "artefacts").rglob("*"):
        if path.is_file():
            path.unlink()
    if (home / "store.db").exists():
        with closing(sqlite3.connect(home / "store.db")) as connection:
            assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
            connection.execute("delete from steps")
            connection.commit()


def test_what_is_known_of_plugins_is_kept_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERIFY_HOME", str(tmp_path))
    step = 0
    for step in stops(versions.plugin_versions, whole):
        assert names(tmp_path) in ([], ["plugins.json"]), step
        (tmp_path / "plugins.json").unlink(missing_ok=True)
    assert (step > 8, names(tmp_path)) == (True, ["plugins.json"])


def test_a_paper_is_in_the_cache_or_is_not(tmp_path: Path) -> None:
    pdf, papers = tmp_path / "paper.pdf", tmp_path / "papers"
    pdf.write_bytes(b"%PDF")
    step = 0
    for step in stops(lambda: cache.keep(papers, ENTRY, {"paper.pdf": pdf}, (), "2024"), cache, whole):
        assert {path.name for path in papers.glob("*")} <= {ENTRY.paper.folder}, step
    assert (step > 25, cache.find(papers, ENTRY.paper) is not None) == (True, True)


def test_a_page_that_is_fetched_is_in_the_cache_or_is_not(tmp_path: Path) -> None:
    pages = http_cache.HttpCache(tmp_path)

    def work() -> None:
        with pages.new() as new:
            new.write_bytes(b"page")
            pages.keep("https://example.org", new, None, None)

    step = 0
    for step in stops(work, http_cache, whole):
        assert not [name for name in names(tmp_path) if whole.NEW in name], step
    assert step > 25
    assert pages.find("https://example.org") is not None


def test_a_variant_has_its_whole_folder_or_none(tmp_path: Path) -> None:
    of, model = an_optimization(helps=False), tmp_path / "model"
    model.mkdir()
    fetched = FetchedSource(
        source=Source(kind="folder", name="m", revision="5" * 40, sha256="5a" * 32), root=str(model), files=()
    )
    out = tmp_path / "out" / "variant"
    step = 0
    for step in stops(lambda: variant_folder.write_folder(of, fetched, model, out), variant_folder, whole):
        assert {path.name for path in out.parent.glob("*")} <= {"variant"}, step
        if out.exists():
            assert len(names(out)) > 3, step
            for path in out.iterdir():
                path.unlink()
            out.rmdir()
    assert step > 10


@pytest.mark.skipif(
    sys.platform != "linux" or probe().level < Level.FS_ONLY, reason="nothing is forked without Landlock"
)
@pytest.mark.parametrize("preload", [None, ()])
def test_no_child_outlives_a_run_that_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, preload: tuple[()] | None
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    modules = (runner, forked_child, start_interpreter)

    def work() -> None:
        run("attacks:echo", b"x", code=[CODE], limits=Limits(seconds=20), preload=preload)

    others = set(process_tree.descendants(os.getpid()))  # servers that other tests of this process keep
    step = 0
    for step in stops(work, *modules, every=11):
        started = set(process_tree.descendants(os.getpid())) - others
        assert not [pid for pid in started if _is_run(pid)], step
        assert not [path for path in tmp_path.rglob("*") if path.parent != tmp_path], step
    assert step > 80


def _is_run(pid: int) -> bool:
    """Whether it is more than a server that children are forked from, or one that has ended."""
    own = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    return own[0] != "Z" and not (b"serve" in command and int(own[1]) == os.getpid())
