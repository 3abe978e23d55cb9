"""Smaller pictures: boxes lie where they did, settings and graph say the size, and what takes one size only says so."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest

from reproducers.lab.bench import Bench
from reproducers.lab.compression.rebuilt import settings_of
from reproducers.lab.compression.runners import OrtRunner
from reproducers.lab.compression.smaller_input import smaller_inputs
from reproducers.lab.compression.subject import open_subject
from tests.reproducers import compression_models, picture_models

BenchOf = Callable[..., Bench]


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    return picture_models.middle_squares(tmp_path / "pictures", 6)


def sides(file: Path) -> tuple[int, ...]:
    """Height and width that a file takes."""
    dims = onnx.load(str(file)).graph.input[0].type.tensor_type.shape.dim
    return tuple(dim.dim_value for dim in dims[2:])


@pytest.mark.parametrize("ultralytics", [False, True], ids=["by settings", "by the file's metadata"])
def test_boxes_in_smaller_pictures_are_scaled_back(
    bench_of: BenchOf, pictures: Path, tmp_path: Path, ultralytics: bool
) -> None:
    root = picture_models.middle_detector(tmp_path / "m", ultralytics=ultralytics).parent
    bench = bench_of(root, pictures, "object-detection")
    subject = open_subject(bench, None).subject
    recipes, note = smaller_inputs(bench, subject, None)
    assert [recipe.name for recipe in recipes] == [f"pictures of {side} x {side}" for side in (48, 40, 32)]
    assert not note
    target = tmp_path / "variant.onnx"
    smaller = recipes[-1].write(target)
    assert smaller is not None and sides(target) == (32, 32)
    for row in range(4):
        whole = subject.answer(OrtRunner(subject.file).run(subject.feeds(row)), row)
        fed = smaller.feeds(row)
        assert fed["images"].shape == (1, 3, 32, 32)
        found = smaller.answer(OrtRunner(target).run(fed), row)
        assert found[0][0] == row % 2 and found[0][1:5].tolist() == [16, 16, 48, 48]
        assert np.allclose(found[:, :5], whole[:, :5]) and np.allclose(found, whole, atol=0.1)
    written = list(settings_of(target).iterdir())
    assert [file.name for file in written] == ([] if ultralytics else ["preprocessor_config.json"])
    assert sides(root / "model.onnx") == (0, 0)


@pytest.mark.parametrize(
    ("sizes", "smaller"),
    [
        (
            {"size": {"shortest_edge": 72}, "crop_size": {"height": 64, "width": 64}},
            {"size": {"shortest_edge": 54}, "crop_size": {"height": 48, "width": 48}},
        ),
        ({"size": 70, "crop_size": 64}, {"size": 53, "crop_size": 48}),
        ({"size": {"height": 64, "width": 64}}, {"size": {"height": 48, "width": 48}}),
    ],
    ids=["edge and crop", "plain numbers", "height and width"],
)
def test_sizes_before_and_after_cropping_are_scaled(
    bench_of: BenchOf, pictures: Path, tmp_path: Path, sizes: dict[str, object], smaller: dict[str, object]
) -> None:
    root = picture_models.middle_classifier(tmp_path / "m", **sizes).parent
    bench = bench_of(root, pictures, "image-classification")
    recipes, _ = smaller_inputs(bench, open_subject(bench, None).subject, None)
    target = tmp_path / "variant.onnx"
    subject = recipes[0].write(target)
    assert subject is not None and subject.feeds(0)["images"].shape == (1, 3, 48, 48)
    before = json.loads((root / "preprocessor_config.json").read_text())
    after = json.loads((settings_of(target) / "preprocessor_config.json").read_text())
    assert after == {**before, **smaller}
    answers = [int(subject.answer(OrtRunner(target).run(subject.feeds(row)), row)[0]) for row in range(4)]
    assert answers == [0, 1, 0, 1]


def test_why_no_smaller_pictures_are_tried_is_one_sentence(
    bench_of: BenchOf, pictures: Path, tmp_path: Path
) -> None:
    size = {"height": 64, "width": 64}
    one_size = picture_models.fixed(picture_models.middle_classifier(tmp_path / "fixed", size=size))
    fails = picture_models.failing_when_smaller(
        picture_models.middle_classifier(tmp_path / "fails", size=size)
    )
    varies = picture_models.middle_classifier(tmp_path / "varies", size={"shortest_edge": 64})
    for place, (file, says) in enumerate(
        (
            (one_size, "the graph takes those of 64 x 64 only. Export it with any height and width."),
            (fails, "the graph fails on any smaller than 64 x 64."),
            (varies, "by preprocessor_config.json their size hangs on the picture."),
        )
    ):
        bench = bench_of(file.parent, pictures, "image-classification")
        bench.scratch.rename(tmp_path / f"scratch_{place}")
        bench.scratch.mkdir()
        recipes, note = smaller_inputs(bench, open_subject(bench, None).subject, None)
        assert (recipes, note) == ((), f"No smaller pictures were tried: {says}")
        bench.scratch.rename(tmp_path / f"used_{place}")


def test_a_vision_transformer_is_exported_anew_for_each_size(
    bench_of: BenchOf, pictures: Path, tmp_path: Path
) -> None:
    from transformers import ViTConfig, ViTForImageClassification, ViTImageProcessor

    labels = dict(enumerate(picture_models.KINDS))
    config = ViTConfig(
        image_size=32, patch_size=8, hidden_size=8, num_hidden_layers=2, num_attention_heads=2, intermediate_size=16,
        id2label=labels, label2id={label: place for place, label in labels.items()},
    )  # fmt: skip
    root = tmp_path / "vit"
    ViTForImageClassification(config).save_pretrained(root)
    ViTImageProcessor(size={"height": 32, "width": 32}).save_pretrained(root)
    bench = bench_of(root, pictures, "image-classification")
    opened = open_subject(bench, None)
    recipes, note = smaller_inputs(bench, opened.subject, None)
    assert [recipe.name for recipe in recipes] == ["pictures of 24 x 24", "pictures of 16 x 16"] and not note
    target = tmp_path / "variant.onnx"
    subject = recipes[0].write(target)
    assert subject is not None and sides(target) == (24, 24)
    assert np.isfinite(subject.answer(OrtRunner(target).run(subject.feeds(0)), 0)).all()


def test_what_takes_no_pictures_has_no_smaller_ones_and_no_note(bench_of: BenchOf, tmp_path: Path) -> None:
    compression_models.numbers(tmp_path / "rows.csv", 60)
    root = compression_models.wide_network(tmp_path / "m" / "model.onnx").parent
    bench = bench_of(root, tmp_path / "rows.csv", "tabular-classification")
    assert smaller_inputs(bench, open_subject(bench, None).subject, None) == ((), "")
