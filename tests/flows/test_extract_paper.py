"""`verify extract` on papers: a .tex, a folder of LaTeX, an archive; hostile ones end in one sentence."""

import io
import json
import subprocess
import tarfile
from pathlib import Path

import pytest

from tests.flows.typed import type_verify_text

BODY = (
    r"\documentclass{article}\begin{document}\begin{table}\caption{Accuracy on SST-2.}"
    "\n"
    r"\begin{tabular}{lc}\hline Model & Acc \\ \hline Ours & 91.2 \\ BERT & 90.4 \\ \hline\end{tabular}\end{table}\end{document}"
)


def extract(target: Path, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": "/usr/bin:/bin", "VERIFY_HOME": str(home), "HOME": str(home)}
    return type_verify_text("extract", target, "--json", *words, env=env)


@pytest.mark.parametrize("form", ["file", "folder", "archive"])
def test_a_paper_in_any_form_gives_its_claims(tmp_path: Path, form: str) -> None:
    target = tmp_path / "source"
    target.mkdir()
    (target / "main.tex").write_text(BODY)
    if form == "file":
        target = target / "main.tex"
    elif form == "archive":
        with tarfile.open(tmp_path / "source.tar.gz", "w:gz") as made:
            made.add(target / "main.tex", "main.tex")
        target = tmp_path / "source.tar.gz"
    done = extract(target, tmp_path / "home", "--leaderboard")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    shown = [(c["subject"], c["dataset"], c["metric"], c["value"], c["own"]) for c in said["claims"]]
    assert shown == [
        ("Ours", "SST-2", "accuracy", "91.2", True),
        ("BERT", "SST-2", "accuracy", "90.4", False),
    ]
    assert said["claims"][0]["place"]["line"] == 2
    assert said["leaderboard"] == [
        {"task": "sentiment classification", "dataset": "SST-2", "metric": "Accuracy", "score": "91.2"}
    ]


def test_a_hostile_archive_ends_in_one_sentence(tmp_path: Path) -> None:
    target = tmp_path / "source.tar.gz"
    with tarfile.open(target, "w:gz") as made:
        info = tarfile.TarInfo("../../escaped.tex")
        info.size = len(BODY)
        made.addfile(info, io.BytesIO(BODY.encode()))
    done = extract(target, tmp_path / "home")
    assert done.returncode == 3
    assert "outside its own folder" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path.parent / "escaped.tex").exists()


def test_a_file_that_is_no_pdf_says_so(tmp_path: Path) -> None:
    target = tmp_path / "paper.pdf"
    target.write_text("<html>429</html>")
    done = extract(target, tmp_path / "home")
    assert done.returncode == 3
    assert "is no PDF" in done.stderr
