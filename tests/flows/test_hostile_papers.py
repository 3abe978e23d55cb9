"""Hostile papers end as they should, in a killable child: read with a warning, refused, or stopped at a limit."""

import hashlib
import json
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

import extractors
from flows.sandbox import Limits, run

CODE = Path(__file__).parent / "sandboxed"
ROOM = Path(extractors.__file__).parent
SHARED = Path(__file__).resolve().parents[3] / "shared" / "adversarial"
ABSENT = pytest.mark.skipif(not SHARED.exists(), reason=f"the hostile files are not at {SHARED}")
LIMITS = Limits(seconds=100, memory_mb=2048)
UNSAID = {
    "pdf_synth/content_bt_many.pdf": "300,000 empty text objects are read like any others",
    "pdf_synth/dest_names_loop.pdf": "names of places are never followed",
    "pdf_synth/outline_loop.pdf": "outlines are never followed",
    "pdf_synth/objstm_self.pdf": "an object that nothing points at is never opened",
    "pdf_synth/hexstring_10mb.pdf": "without --no-big it is the harmless page",
    "pdf_synth/mediabox_1e9.pdf": "a page without a sound size is a letter's, and nothing is drawn at that size",
}
"""Where nothing is passed over, or nothing of the size is ever made, so that less is said than the list expects."""
Case = dict[str, str]
Outcome = tuple[str, list[str], list[str]]


def read_all(paths: list[Path], root: Path) -> list[Outcome]:
    body = json.dumps([str(path) for path in paths]).encode()
    answer = run("papers:run_in_child", body, read=[root, ROOM], code=[CODE], limits=LIMITS).body
    return [tuple(one) for one in json.loads(answer)]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Path:
    """The hostile files; compressing them takes half a minute, so pytest's cache keeps them for each maker's digest."""
    program, folder = SHARED / "make_adversarial.py", tmp_path_factory.mktemp("hostile")
    cache = getattr(pytestconfig, "cache", None)
    digest = hashlib.sha256(program.read_bytes()).hexdigest()
    kept = cache.mkdir(f"hostile-{digest[:16]}") / "papers" if cache else None
    if kept and kept.is_dir():
        return Path(shutil.copytree(kept, folder / "papers"))
    make = [sys.executable, str(program), "--no-big"]
    making = [
        subprocess.Popen([*make, str(folder / "papers" / kind), "--only", kind], stdout=subprocess.DEVNULL)
        for kind in ("tex", "archive", "pdf")
    ]
    assert [process.wait() for process in making] == [0, 0, 0]
    if kept:
        shutil.copytree(folder / "papers", kept.with_name(folder.name)).rename(kept)
    return folder / "papers"


def fits(expected: str, found: str) -> bool:
    """Whether an outcome is the one that a manifest expects: "ok:no-text" is ok and says so."""
    kind, _, detail = expected.partition(":")
    if kind == "ok":
        return found == ("warning" if detail else "ok") or (detail == "warning" and found == "limit")
    return found == kind


@ABSENT
@pytest.mark.parametrize("kind", ["tex", "archive", "pdf"])
def test_every_hostile_paper_ends_as_the_list_says(made: Path, kind: str) -> None:
    cases: list[Case] = json.loads((made / kind / "MANIFEST.json").read_text())["cases"]
    found = read_all([made / kind / case["file"] for case in cases], made)
    wrong = {
        one["file"]: (one["expect"], *outcome)
        for one, outcome in zip(cases, found, strict=True)
        if not fits(one["expect"], outcome[0]) and one["file"] not in UNSAID
    }
    assert not wrong
    assert len(cases) > 20
    assert not list(made.rglob("ADV_MARKER*"))
    assert "root:" not in json.dumps(found)


@ABSENT
def test_a_hundred_damaged_pdfs_are_read_or_refused_in_a_sentence() -> None:
    paths = sorted((SHARED / "pdf_real").glob("*.pdf"))
    found = read_all(paths, SHARED / "pdf_real")
    assert len(found) == len(paths) == 100
    assert {outcome for outcome, _, _ in found} <= {"ok", "warning", "error", "limit"}
    assert all(said for outcome, said, _ in found if outcome != "ok")


def test_our_own_hostile_papers_end_in_the_child(tmp_path: Path) -> None:
    names = [rf"\{chr(97 + i)}" for i in range(10)]
    laughs = "".join(rf"\def{longer}{{{shorter * 10}}}" for shorter, longer in pairwise(names))
    files = {
        "laughs.tex": rf"\begin{{document}}{laughs}\j\end{{document}}",
        "line.tex": r"\begin{document}" + "x & " * 400_000 + r"\end{document}",
        "shell.tex": r"\begin{document}\write18{touch here} Accuracy is 91.2.\end{document}",
        "white.tex": "\\begin{document}\\color{white}Accuracy is 99.9.\\color{black} Accuracy is 91.2.\\end{document}",
        "empty.pdf": "",
        "cut.pdf": "%PDF-1.7\n1 0 obj\n<< /Type /Catalog",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    found = read_all([tmp_path / name for name in files], tmp_path)
    assert [one[0] for one in found] == ["limit", "limit", "warning", "warning", "error", "error"]
    assert [one[2] for one in found[2:4]] == [["91.2"], ["91.2"]]
