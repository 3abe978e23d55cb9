"""The benchmark over a repository of cards: it counts, finds a crash, and goes on where it ended."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import real_cards
from benchmarks.card_mirror import Mirror
from benchmarks.real_cards import Chunk, results, wanted_chunks

COMMAND = (sys.executable, "benchmarks/real_cards.py")
ROOT = Path(__file__).resolve().parents[2]
GIT = ("git", "-c", "user.name=a", "-c", "user.email=a@example.org")


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    """Three cards in a Git repository; one of them is read with a score that cannot be."""
    texts = {
        "tern": "Accuracy: 91.2\n",
        "gull": "# Gull\n\nIt has 7B parameters.\n",
        "auk ü": "| Recall | 9732 |\n|-|-|\n",
    }
    for name, text in texts.items():
        card = tmp_path / "cards" / "models" / name / "README.md"
        card.parent.mkdir(parents=True)
        card.write_text(text)
    for words in (("init", "-q"), ("add", "."), ("commit", "-qm", "cards")):
        subprocess.run([*GIT, *words], cwd=tmp_path / "cards", check=True)
    return tmp_path / "cards"


def run(mirror: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, "--mirror", str(mirror), "--processes", "1", *more]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)


def test_a_second_run_goes_on_where_the_first_ended(mirror: Path, tmp_path: Path) -> None:
    kept, sample = tmp_path / "kept.jsonl", tmp_path / "sample.txt"
    whole = run(mirror, "--kept", str(kept), "--sample", "5", "--out", str(sample))
    assert whole.returncode == 0, whole.stderr
    assert whole.stdout.split()[:5] == ["cards", "read", "3", "crashes", "0"]
    assert "params = 7B" in sample.read_text()
    lines = kept.read_text().splitlines()
    kept.write_text("\n".join([*lines[:2], lines[2][:20]]))  # it was ended within a line
    again = run(mirror, "--kept", str(kept))
    assert again.stdout.splitlines()[0] == whole.stdout.splitlines()[0]
    assert (
        sorted(json.loads(line)["path"] for line in kept.read_text().splitlines()[1:])
        == Mirror(mirror).paths()
    )


def test_a_card_that_ends_the_reader_is_a_crash(mirror: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def claims_of(path: str, text: str) -> tuple[()]:
        if "gull" in path:
            raise ValueError("made")
        return ()

    monkeypatch.setattr(real_cards, "claims_of", claims_of)
    chunks: list[Chunk] = wanted_chunks([Mirror(mirror)], cards=0, seed=0, known=set())
    crashes = {card.path: card.crash for card in results(chunks, processes=1)}
    assert sorted(crash for crash in crashes.values() if crash) == ["ValueError: made"]


def test_so_many_cards_are_drawn_and_known_ones_left_out(mirror: Path) -> None:
    drawn = wanted_chunks([Mirror(mirror)], cards=2, seed=0, known=set())
    paths = {path for _, _, some in drawn for path in some}
    left = wanted_chunks([Mirror(mirror)], cards=2, seed=0, known={(0, path) for path in paths})
    assert (len(paths), left) == (2, [])
