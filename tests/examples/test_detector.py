"""The example of `make optimize`: pages whose boxes are true, and a detector that our own runner reads."""

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from claims.records import Measurement, Question
from reproducers.lab.orders import Settings, Survey, SurveyOrder, WorkOrder
from reproducers.lab.planning.run import run_order
from reproducers.lab.survey.survey import survey
from tests.reproducers.conftest import manifest

FOLDER = Path(__file__).parents[2] / "examples" / "detector"


@pytest.fixture(scope="module")
def scripts() -> Iterator[tuple[ModuleType, ModuleType]]:
    """The modules pages and train, and nothing of them left behind."""
    sys.path.insert(0, str(FOLDER))
    try:
        yield importlib.import_module("pages"), importlib.import_module("train")
    finally:
        sys.path.remove(str(FOLDER))
        for name in ("pages", "train"):
            sys.modules.pop(name, None)


def test_a_seed_draws_the_same_page_again_and_another_seed_another(
    scripts: tuple[ModuleType, ModuleType],
) -> None:
    pages, _ = scripts
    first, again, other = pages.draw_page(1, 5), pages.draw_page(1, 5), pages.draw_page(0, 5)
    assert first.blocks == again.blocks and (first.pixels == again.pixels).all()
    assert not np.array_equal(first.pixels, other.pixels)


def test_every_box_is_filled_to_its_edges_and_meets_no_other(scripts: tuple[ModuleType, ModuleType]) -> None:
    pages, _ = scripts
    kinds = set()
    for number in range(40):
        page = pages.draw_page(1, number)
        paper = float(np.median(page.pixels))
        taken = np.zeros(page.pixels.shape[:2], dtype=int)
        for kind, left, top, width, height in page.blocks:
            inside = page.pixels[top : top + height, left : left + width, 0]
            assert inside.shape == (height, width), (number, kind)
            inked = inside < paper - 40
            loose = 5 if kind == "paragraph" else 3 if kind == "figure" else 1
            for edge in (inked[:loose], inked[-loose:], inked[:, :loose], inked[:, -12:]):
                assert edge.any(), (number, kind)
            taken[top : top + height, left : left + width] += 1
            kinds.add(kind)
        assert taken.max() == 1, number
    assert kinds == set(pages.LABELS)


def test_cells_answer_for_every_block_of_a_page(scripts: tuple[ModuleType, ModuleType]) -> None:
    pages, train = scripts
    for number in range(20):
        page = pages.draw_page(1, number)
        targets = train.targets_of(page.blocks, train.centres())
        answered = {tuple(corners) for corners in targets.corners[targets.classes.sum(dim=1) > 0].tolist()}
        true = {(b.left, b.top, b.left + b.width, b.top + b.height) for b in page.blocks}
        assert answered == true, number


def test_what_is_trained_is_found_and_measured_as_a_detector(
    scripts: tuple[ModuleType, ModuleType], tmp_path: Path
) -> None:
    pages, train = scripts
    root, data, scratch = tmp_path / "model", tmp_path / "pages", tmp_path / "scratch"
    train.write_model(train.train(train.Options(root, pages=16, epochs=2, seed=0)), root)
    pages.write_pages(data, 12, seed=1)
    scratch.mkdir()
    order = SurveyOrder(model_root=str(root), model_name="tiny", files=manifest(root), data=str(data))
    seen: Survey = survey(order)
    assert seen.model is not None and seen.model.task == "object-detection"
    assert seen.model.labels == pages.LABELS and seen.model.refused is None
    asked = WorkOrder(
        reproducer="object-detection",
        questions=(Question(subject="tiny", metric="ap"),),
        model_root=str(root),
        model=seen.model,
        slice=seen.slice,
        data=seen.data,
        settings=Settings(threads=1),
    )
    (attempt,) = run_order(asked, scratch=scratch).attempts
    assert isinstance(attempt, Measurement) and attempt.n == 12, attempt
    assert all(
        json.loads(line)["objects"]["bbox"] for line in (data / "metadata.jsonl").read_text().splitlines()
    )
