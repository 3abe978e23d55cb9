"""Models of other libraries: opened by the library itself, with the answers that it gives, and nothing of them run."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from claims.records import Measurement
from reproducers.lab.orders import Survey, WorkResult
from tests.reproducers.library_models import TABLES, TEXTS, Made

Look = Callable[..., Survey]
Measure = Callable[..., WorkResult]
KINDS = {**TABLES, **TEXTS}


@pytest.fixture(params=sorted(KINDS))
def made(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Made]:
    (tmp_path / "model").mkdir()
    return str(request.param), KINDS[request.param](tmp_path)


def test_every_answer_is_the_one_that_the_library_gives(
    made: tuple[str, Made], measure: Measure, tmp_path: Path
) -> None:
    kind, model = made
    reproducer = "text-classification" if kind in TEXTS else "tabular-classification"
    (found,) = measure(reproducer, ["accuracy"], model.root, model.data).attempts
    assert isinstance(found, Measurement), found
    called = [
        json.loads(line)["called"] for line in (tmp_path / "scratch/raw.jsonl").read_text().splitlines()
    ]
    assert called == model.answers
    assert float(found.observed.value) == pytest.approx(model.accuracy)


def test_a_file_cut_off_is_damaged_in_one_sentence(made: tuple[str, Made], look: Look) -> None:
    kind, model = made
    if kind in ("spacy", "model2vec"):
        pytest.skip("a folder of many files: its damage is below")
    (file,) = model.root.iterdir()
    file.write_bytes(file.read_bytes()[: 400 if kind != "fasttext" else 90])
    found = look(model.root, model.data).model
    assert found is not None and found.refused is not None, found
    assert "damaged" in found.detail and len(found.detail) < 400 and "\n" not in found.detail
