"""`verify extract` of many documents in one go: each on its line, in order, and what fails costs no other."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.flows.typed import type_verify_text

VERIFY = Path(sys.executable).with_name("verify")


def extract(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": "/usr/bin:/bin", "VERIFY_HOME": str(home), "HOME": str(home)}
    return type_verify_text("extract", *words, env=env)


@pytest.fixture(scope="module")
def cards(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Ten cards, each with a number of its own; the third is none."""
    folder = tmp_path_factory.mktemp("cards")
    for number in range(10):
        table = f"| Model | SST-2 (accuracy) |\n|---|---|\n| small-{number} | 9{number}.4 |\n"
        (folder / f"{number}.md").write_text(f"# small-{number}\n\n{table}")
    (folder / "2.md").unlink()
    return [str(folder / f"{number}.md") for number in range(10)]


def test_each_target_has_a_line_in_its_order_and_a_failure_is_one_too(
    cards: list[str], tmp_path: Path
) -> None:
    done = extract(tmp_path / "home", *cards, "--json-lines")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [[claim["value"] for claim in line.get("claims", ())] for line in lines] == [
        [] if number == 2 else [f"9{number}.4"] for number in range(10)
    ]
    assert lines[2]["target"] == cards[2]
    assert lines[2]["error"]["says"] == f"There is no file or folder {cards[2]}."
    assert lines[2]["error"]["hint"]
    assert done.returncode == 3
    assert done.stderr == ""


def test_a_line_holds_what_a_document_by_itself_prints(cards: list[str], tmp_path: Path) -> None:
    single = extract(tmp_path / "one", cards[0], "--json", "--leaderboard")
    line = extract(tmp_path / "other", cards[0], "--json-lines", "--leaderboard")
    assert (single.returncode, line.returncode) == (0, 0)
    assert line.stdout.count("\n") == 1
    assert json.loads(line.stdout) == json.loads(single.stdout)


def test_text_is_printed_under_the_name_of_its_target(cards: list[str], tmp_path: Path) -> None:
    done = extract(tmp_path / "home", *cards[1:4])
    assert done.returncode == 3
    assert [line for line in done.stdout.splitlines() if line.endswith(":")] == [
        f"{cards[1]}:",
        f"{cards[3]}:",
    ]
    assert "91.4" in done.stdout
    assert "93.4" in done.stdout
    assert (
        done.stderr
        == f"verify: {cards[2]}: {extract(tmp_path / 'home', cards[2]).stderr.removeprefix('verify: ')}"
    )


def test_json_is_for_one_document(cards: list[str], tmp_path: Path) -> None:
    for words in ((*cards[:2], "--json"), (cards[0], "--json", "--json-lines")):
        done = extract(tmp_path / "home", *words)
        assert done.returncode == 2
        assert done.stderr == "verify: --json prints one document. Use --json-lines alone for several.\n"


def test_a_second_time_the_store_has_it(cards: list[str], tmp_path: Path) -> None:
    first = extract(tmp_path / "home", *cards[3:], "--json-lines")
    blobs = {path: path.stat().st_ino for path in (tmp_path / "home" / "artefacts").rglob("*")}
    second = extract(tmp_path / "home", *cards[3:], "--json-lines")
    assert first.stdout == second.stdout
    assert {path: path.stat().st_ino for path in (tmp_path / "home" / "artefacts").rglob("*")} == blobs


def test_a_reader_that_stops_listening_ends_it_quietly(cards: list[str], tmp_path: Path) -> None:
    env = {**os.environ, "VERIFY_HOME": str(tmp_path / "home")}
    command = [str(VERIFY), "extract", *cards, *cards, "--json-lines"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
