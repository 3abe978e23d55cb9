"""`verify show RUN CLAIM`: the ink that a claim was read from, found again by itself or with --source."""

import json
import os
import subprocess
from pathlib import Path

import pymupdf
import pytest

from tests.flows.typed import type_verify_text

CARD = "# M\n\nThe model reaches an accuracy of **91.5%** on SST-2.\n"


def verify(*words: str, home: Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "VERIFY_HOME": str(home)}
    return type_verify_text(*words, env=env, cwd=home)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def card(tmp_path_factory: pytest.TempPathFactory, home: Path) -> tuple[Path, str, str]:
    folder = tmp_path_factory.mktemp("card")
    (folder / "README.md").write_text(CARD)
    return folder, *a_run(folder, home)


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory, home: Path) -> tuple[Path, str, str]:
    path = tmp_path_factory.mktemp("paper") / "paper.pdf"
    made = pymupdf.open()
    made.new_page().insert_text((72, 100), "Our model reaches an accuracy of 91.2 on SST-2.", fontsize=10)
    made.save(path)
    return path, *a_run(path, home)


def a_run(target: Path, home: Path) -> tuple[str, str]:
    """Verify a target; the run and its first claim."""
    said = json.loads(verify("run", str(target), "--json", home=home).stdout)
    return said["run"], said["claims"][0]["id"]


def test_the_line_of_a_card_is_printed_with_the_figure_marked(
    card: tuple[Path, str, str], home: Path
) -> None:
    _, run, claim = card
    shown = verify("show", run, claim[:8], home=home).stdout.splitlines()
    at = next(n for n, line in enumerate(shown) if line.startswith("       3 | "))
    first, last = shown[at + 1].index("^"), shown[at + 1].rindex("^") + 1
    assert shown[at][first:last] == "91.5%"


def test_what_came_of_a_claim_is_told_in_sentences(card: tuple[Path, str, str], home: Path) -> None:
    _, run, claim = card
    shown = verify("show", run, claim, home=home).stdout
    assert "was not measured: there is no model to measure. The folder holds no weights." in shown
    assert "{" not in shown and '"outcome"' not in shown


def test_what_people_decided_about_a_claim_stands_with_it(card: tuple[Path, str, str], home: Path) -> None:
    _, run, claim = card
    kept = verify("correct", claim, "value", "91.4", "--why", "a slip", home=home).stdout
    assert "its value is 91.4. The next run judges it so." in kept
    assert "Set aside: " in verify("dismiss", claim, "--why", "not ours", home=home).stdout
    shown = verify("show", run, claim, home=home).stdout
    assert "dismissed  not ours" in shown
    assert "corrected  value is 91.4 in every later run: a slip" in shown


def test_the_crop_of_a_page_is_written_and_its_path_printed(paper: tuple[Path, str, str], home: Path) -> None:
    _, run, claim = paper
    shown = verify("show", run, claim, home=home)
    path = Path(next(line for line in shown.stdout.splitlines() if "crop" in line).split()[-1])
    assert path.read_bytes().startswith(b"\x89PNG")
    chosen = home / "here.png"
    assert verify("show", run, claim, "--crop", str(chosen), home=home).returncode == 0
    assert chosen.read_bytes() == path.read_bytes()


def test_a_source_that_is_gone_or_changed_is_said(
    card: tuple[Path, str, str], home: Path, tmp_path: Path
) -> None:
    folder, run, claim = card
    other = tmp_path / "README.md"
    other.write_text(CARD.replace("91.5", "92.5"))
    changed = verify("show", run, claim, "--source", str(other), home=home)
    assert changed.returncode == 2
    assert "has changed since run" in changed.stderr
    moved = folder.rename(folder.with_name("moved"))
    gone = verify("show", run, claim, home=home)
    assert (gone.returncode, "not shown" in gone.stdout) == (0, True)
    assert "91.5" in verify("show", run, claim, "--source", str(moved), home=home).stdout
    moved.rename(folder)


def test_a_path_that_cannot_be_written_is_said(paper: tuple[Path, str, str], home: Path) -> None:
    _, run, claim = paper
    failed = verify("show", run, claim, "--crop", "/proc/none/crop.png", home=home)
    assert failed.returncode == 3
    assert "cannot be written" in failed.stderr
    assert "Traceback" not in failed.stderr


def test_a_number_of_a_table_is_shown_with_its_labels_and_what_else_was_likely(
    home: Path, tmp_path: Path
) -> None:
    table = "| Model | SST-2 | MNLI |\n|---|---|---|\n| Ours | 91.3 | 82.1 |\n| BERT-base | 92.7 | 84.0 |\n"
    (tmp_path / "README.md").write_text(f"# M\n\n{table}")
    run, _ = a_run(tmp_path, home)
    claims = json.loads(verify("report", run, "--as", "json", home=home).stdout)["claims"]
    rival = next(claim["id"] for claim in claims if claim["value"] == "84.0")
    shown = verify("show", run, rival, home=home).stdout
    assert "“MNLI” (over it): a data set" in shown and "“BERT-base” (beside it): a system" in shown
    assert "metric  accuracy" in shown and "data    MNLI" in shown and "system  BERT-base" in shown
    gone = verify("show", run, rival, "--source", str(tmp_path / "none"), home=home)
    assert gone.returncode == 3 and "Traceback" not in gone.stderr
