"""Files of other libraries that lie about sizes: looked at in the sandbox within 2 GB, and either opened or refused in a sentence."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from claims.errors import ChildDied
from claims.records import ModelFile
from flows.sandbox import Limits, run
from reproducers.lab.orders import Survey, SurveyOrder
from tests.reproducers import library_models
from tests.reproducers.library_models import Made

LARGEST = b"\xff\xff\xff\x7f"
LIMITS = Limits(seconds=60, memory_mb=2048)
KINDS: dict[str, Callable[[Path, int], Made]] = {
    "catboost": library_models.catboost, "fasttext": library_models.fasttext, "lightgbm": library_models.lightgbm,
    "skops": library_models.skops_pipeline, "tflite": library_models.tflite, "xgboost": library_models.xgboost,
}  # fmt: skip


def with_lies(path: Path, seed: int) -> None:
    """Put the largest number of 32 bits at one place of the head and at four others."""
    draw, body = random.Random(seed), bytearray(path.read_bytes())
    for place in (draw.randrange(8, 100), *(draw.randrange(100, len(body) - 4) for _ in range(4))):
        body[place : place + 4] = LARGEST
    path.write_bytes(body)


def looked_at(root: Path) -> Survey:
    """What the survey says in the sandbox; where a library ends its process, what it says without libraries."""
    files = tuple(ModelFile(path=f.name, size=f.stat().st_size, sha256="0" * 64) for f in root.iterdir())
    order = SurveyOrder(model_root=str(root), model_name="m", files=files, isolated=True)
    function = "reproducers.lab.survey.survey:run_in_child"
    try:
        body = run(function, order.to_bytes(), read=[root], limits=LIMITS).body
    except ChildDied:
        order = order.model_copy(update={"died": True})
        body = run(function, order.to_bytes(), read=[root], limits=LIMITS).body
    return Survey.from_bytes(body)


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_lies_about_its_sizes_costs_neither_memory_nor_time(kind: str, tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    made = KINDS[kind](tmp_path, 10)
    (file,) = made.root.iterdir()
    whole = file.read_bytes()
    for seed in range(2):
        file.write_bytes(whole)
        with_lies(file, seed)
        model = looked_at(made.root).model
        assert model is not None
        if model.refused is not None:
            assert model.detail and "\n" not in model.detail and "Traceback" not in model.detail
            assert len(model.detail) < 400 and file.name in model.detail
