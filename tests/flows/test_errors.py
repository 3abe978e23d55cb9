"""What goes wrong in a run ends in one sentence with the next thing to do, whatever it is."""

import csv
import json
import os
import pickle
import shutil
from pathlib import Path

import pytest

from tests.flows.conftest import Typed
from tests.flows.full_disk import verify_on_a_full_disk

EXAMPLE = Path(__file__).parents[2] / "examples" / "langid"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with models and data of several sorts of wrong."""
    root = tmp_path_factory.mktemp("errors")
    shutil.copytree(EXAMPLE / "model", root / "good")
    (root / "empty").mkdir()
    (root / "pickled").mkdir()
    shutil.copy(EXAMPLE / "model" / "README.md", root / "pickled")
    (root / "pickled" / "pytorch_model.bin").write_bytes(pickle.dumps({"weight": [1.0]}))
    with (EXAMPLE / "slice.csv").open() as file:
        head, *rows = list(csv.reader(file))[:31]
    (root / "memo.docx").write_bytes(b"PK\x03\x04")
    write(root / "good.csv", [head, *rows])
    write(root / "unlabelled.csv", [row[:2] for row in (head, *rows)])
    write(root / "no-rows.csv", [head])
    write(root / "strange.csv", [head, *([*row[:2], f"planet {i % 3}"] for i, row in enumerate(rows))])
    write(root / "two.csv", [[*head, "target"], *([*row, row[2]] for row in rows)])
    return root


def write(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(rows)


@pytest.mark.parametrize(
    ("target", "data", "says", "next_step"),
    [
        ("empty", None, "nothing to read", "Name a card"),
        ("good.csv", None, "good.csv is a table of rows, no document", "--data good.csv"),
        ("memo.docx", None, "memo.docx is of a kind that is not read here", "Save it as PDF"),
        ("good", "unlabelled.csv", "No column of unlabelled.csv looks like the label", "--columns label="),
        ("good", "no-rows.csv", "holds no rows", "Give CSV"),
        ("good", "strange.csv", "No label of the data", "Write the labels as the model does"),
        ("good", "two.csv", "could each be the label column", "--columns label=language"),
    ],
)
def test_data_that_cannot_answer_is_one_sentence(
    target: str, data: str | None, says: str, next_step: str, place: Path, tmp_path: Path, typed: Typed
) -> None:
    words = ("--data", str(place / data)) if data else ()
    done = typed(str(place / target), *words, home=tmp_path / "home")
    assert (done.returncode, done.stdout) == (3, "")
    assert says in done.stderr
    assert next_step in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr


def test_pickled_weights_are_refused_with_what_to_do(place: Path, tmp_path: Path, typed: Typed) -> None:
    done = typed(str(place / "pickled"), "--data", str(place / "good.csv"), "--json", home=tmp_path / "home")
    dossier = json.loads(done.stdout)
    quality = {c["id"] for c in dossier["claims"] if c["kind"] == "quality"}
    assert {v["outcome"] for v in dossier["verdicts"] if v["claim_id"] in quality} == {"unchecked"}
    refusal = next(a for a in dossier["attempts"] if a.get("reason") == "unsafe_weights")
    assert "safetensors" in refusal["detail"]
    assert "unsafe-weights" in {finding["rule"] for finding in dossier["findings"]}


@pytest.mark.parametrize("kilobytes", [40, 100, 200])
def test_a_full_disk_is_one_sentence_and_the_database_stays_whole(
    kilobytes: int, place: Path, tmp_path: Path
) -> None:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    verify_on_a_full_disk(place / "good", tmp_path, kilobytes, environ)


def test_an_engine_that_is_not_there_is_one_sentence(place: Path, tmp_path: Path, typed: Typed) -> None:
    done = typed(str(place / "good"), home=tmp_path / "home", PREFECT_API_URL="http://127.0.0.1:9/api")
    assert done.returncode == 3
    assert "PREFECT_API_URL" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_isolation_that_is_required_and_missing_stops_the_run(
    place: Path, tmp_path: Path, typed: Typed
) -> None:
    here = json.loads(typed("doctor", "--json", home=tmp_path / "home").stdout)["isolation"]
    done = typed(str(place / "empty"), "--require-isolation", "full", home=tmp_path / "home")
    assert done.returncode == 3
    assert ("nothing to read" if here == "full" else "full") in done.stderr
