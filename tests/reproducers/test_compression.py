"""A cheaper variant is recommended only where it is faster, within the limit, and shown to be so on other rows."""

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from claims.errors import DataError, ModelUnavailable
from claims.records.optimization import LimitKind, Optimization
from reproducers.lab.compression.halves import split
from reproducers.lab.compression.order import CHOSEN, OptimizeOrder
from reproducers.lab.compression.prepared import prepare
from reproducers.lab.data.rows import Rows
from tests.reproducers import compression_models as models
from tests.reproducers.compression_models import COLUMNS, searched


def reasons(of: Optimization) -> dict[str, str]:
    return {variant.name: variant.rejected for variant in of.variants}


def test_none_of_the_planted_traps_is_recommended(
    order_for: Callable[..., OptimizeOrder], wide: tuple[Path, Path, list[int]], tmp_path: Path
) -> None:
    root, data, labels = wide
    given = [str(place) for place in range(len(labels))]
    halves = split(Rows(numbers=tuple(range(len(labels))), features={"place": tuple(given)}), seed=0)
    traps = (
        models.constant(tmp_path / "fast_and_wrong.onnx"),
        models.wide_network(tmp_path / "right_and_slow.onnx", passes=6),
        models.remembered(tmp_path / "wins_on_the_choosing_half.onnx", labels, halves.choosing),
    )
    optimization = searched(order_for(root, data, *traps, columns=COLUMNS, only=True), tmp_path)
    assert optimization.recommended is None
    why = reasons(optimization)
    assert "Over the limit on the choosing half" in why["fast_and_wrong"]
    assert "Slower than the original" in why["right_and_slow"]
    assert "Over the limit on the judging half" in why["wins_on_the_choosing_half"]
    memorised = next(v for v in optimization.variants if v.name == "wins_on_the_choosing_half")
    assert memorised.choosing is not None and memorised.judging is not None
    assert memorised.choosing.value == 1.0 and memorised.judging.value == 0.0
    assert not (tmp_path / "scratch" / CHOSEN).exists()


def test_a_variant_that_is_fast_and_right_is_recommended_and_left_behind(
    order_for: Callable[..., OptimizeOrder], wide: tuple[Path, Path, list[int]], tmp_path: Path
) -> None:
    root, data, labels = wide
    right = models.remembered(tmp_path / "fast_and_right.onnx", labels, range(len(labels)))
    before = (root / "model.onnx").read_bytes()
    optimization = searched(order_for(root, data, right, columns=COLUMNS, only=True), tmp_path)
    assert optimization.recommended == "fast_and_right"
    judged = optimization.variants[0].judging
    assert judged is not None and judged.speed_low > 2 and judged.reserve_low > 0 and judged.value == 1.0
    assert judged.difference == pytest.approx(1 - judged.original)
    assert (tmp_path / "scratch" / CHOSEN).read_bytes() == right.read_bytes()
    assert (root / "model.onnx").read_bytes() == before


def test_a_copy_of_the_original_is_not_faster(
    order_for: Callable[..., OptimizeOrder], wide: tuple[Path, Path, list[int]], tmp_path: Path
) -> None:
    root, data, _ = wide
    copy = models.wide_network(tmp_path / "copy.onnx")
    optimization = searched(order_for(root, data, copy, columns=COLUMNS, only=True), tmp_path)
    assert optimization.recommended is None
    half = optimization.variants[0].choosing
    assert half is not None and half.agreement == 1.0 and half.difference == 0.0


def test_our_own_variants_are_made_measured_and_agree(
    order_for: Callable[..., OptimizeOrder], wide: tuple[Path, Path, list[int]], tmp_path: Path
) -> None:
    root, data, _ = wide
    optimization = searched(order_for(root, data, columns=COLUMNS), tmp_path)
    by_name = {variant.name: variant for variant in optimization.variants}
    dynamic = by_name["dynamic INT8, per channel"]
    assert dynamic.choosing is not None and not dynamic.failed
    assert dynamic.size_bytes < 0.3 * optimization.original.size_bytes
    assert by_name["static INT8, matrix products"].choosing is not None
    assert by_name["FP16"].size_bytes < 0.6 * optimization.original.size_bytes
    assert optimization.sensitivity and optimization.probe_rows
    assert sum(damage.share for damage in optimization.sensitivity) == pytest.approx(1)
    damaged = {name for damage in optimization.sensitivity for name in damage.nodes}
    assert damaged >= {"spread", "through0", "out"}
    assert optimization.original.peak_bytes is None or optimization.original.peak_bytes > 0


@pytest.mark.parametrize(("limit", "kind"), [(0.05, "relative"), (0.05, "points")])
def test_the_reserve_is_the_distance_to_the_limit(
    order_for: Callable[..., OptimizeOrder],
    wide: tuple[Path, Path, list[int]],
    tmp_path: Path,
    limit: float,
    kind: LimitKind,
) -> None:
    root, data, _ = wide
    wrong = models.constant(tmp_path / "wrong.onnx")
    order = order_for(root, data, wrong, columns=COLUMNS, only=True, limit=limit, kind=kind)
    half = searched(order, tmp_path).variants[0].choosing
    assert half is not None
    least = half.original * (1 - limit) if kind == "relative" else half.original - limit
    assert half.reserve == pytest.approx(half.value - least)
    assert half.reserve_low < half.reserve


def test_copies_of_a_row_lie_in_one_half() -> None:
    texts = tuple(f"row {i % 40}" for i in range(80))
    halves = split(Rows(numbers=tuple(range(80)), texts=texts), seed=1)
    assert not {texts[i] for i in halves.choosing} & {texts[i] for i in halves.judging}
    assert sorted((*halves.choosing, *halves.judging)) == list(range(80))


def test_a_detector_is_judged_by_its_boxes(order_for: Callable[..., OptimizeOrder], tmp_path: Path) -> None:
    root, data = tmp_path / "m", models.squares(tmp_path / "pictures")
    models.square_detector(root)
    optimization = searched(order_for(root, data, task="object-detection"), tmp_path)
    assert optimization.metric == "ap" and 0.3 < optimization.original_value < 1
    by_name = {variant.name: variant for variant in optimization.variants}
    everything = by_name["static INT8, all operators"].choosing
    convolutions = by_name["static INT8, convolutions"].choosing
    without_tail = by_name["static INT8, all but the tail"].choosing
    assert everything is not None and convolutions is not None and without_tail is not None
    assert without_tail.agreement > everything.agreement
    assert (
        everything.reserve < 0 and everything.agreement < convolutions.agreement
    )  # scores and pixels share one scale
    assert convolutions.reserve > 0 and convolutions.agreement > 0.8
    assert optimization.recommended != "static INT8, all operators"


def test_the_tail_is_what_comes_after_the_last_weights(
    wide: tuple[Path, Path, list[int]], tmp_path: Path
) -> None:
    root, _, _ = wide
    assert prepare(root / "model.onnx", tmp_path).tail == ()
    assert prepare(models.square_detector(tmp_path / "m"), tmp_path).tail == ("warm", "scores", "head")


def test_an_old_opset_is_converted_and_said(
    order_for: Callable[..., OptimizeOrder], wide: tuple[Path, Path, list[int]], tmp_path: Path
) -> None:
    import onnx

    root, data, _ = wide
    model = onnx.load(root / "model.onnx")
    model.opset_import[0].version = 11
    onnx.save(model, root / "model.onnx")
    optimization = searched(order_for(root, data, columns=COLUMNS), tmp_path)
    assert any("opset is 11" in note for note in optimization.notes)
    by_name = {variant.name: variant for variant in optimization.variants}
    assert by_name["static INT8, matrix products"].choosing is not None


@pytest.mark.parametrize(("rows", "says"), [(30, "30 rows are too few")], ids=["few rows"])
def test_few_rows_are_a_sentence(
    order_for: Callable[..., OptimizeOrder],
    wide: tuple[Path, Path, list[int]],
    tmp_path: Path,
    rows: int,
    says: str,
) -> None:
    root, data, _ = wide
    models.numbers(data, rows)
    with pytest.raises(DataError, match=says):
        searched(order_for(root, data, columns=COLUMNS), tmp_path)


def test_pictures_without_boxes_are_a_sentence(
    order_for: Callable[..., OptimizeOrder], tmp_path: Path
) -> None:
    root, data = tmp_path / "m", models.squares(tmp_path / "pictures")
    models.square_detector(root)
    lines = [f'{{"file_name": "{i:03}.png", "kind": "a"}}' for i in range(60)]
    (data / "metadata.jsonl").write_text("\n".join(lines) + "\n")
    with pytest.raises((DataError, AssertionError), match="objects"):
        searched(order_for(root, data, task="object-detection"), tmp_path)


def test_a_model_whose_task_is_not_known_here_is_a_sentence(
    order_for: Callable[..., OptimizeOrder], wide: tuple[Path, Path, list[int]], tmp_path: Path
) -> None:
    root, data, _ = wide
    order = order_for(root, data, columns=COLUMNS)
    order = order.model_copy(update={"model": order.model.model_copy(update={"task": "tabular-regression"})})
    with pytest.raises(ModelUnavailable, match="not made cheaper here"):
        searched(order, tmp_path)


def test_the_files_that_are_left_run_in_onnx_runtime(
    order_for: Callable[..., OptimizeOrder], wide: tuple[Path, Path, list[int]], tmp_path: Path
) -> None:
    root, data, labels = wide
    right = models.remembered(tmp_path / "right.onnx", labels, range(len(labels)))
    searched(order_for(root, data, right, columns=COLUMNS, only=True), tmp_path)
    session = onnxruntime.InferenceSession(tmp_path / "scratch" / CHOSEN)
    logits = session.run(None, {"x": np.array([[0, 0, 5]], dtype=np.float32)})[0]
    assert int(np.asarray(logits).argmax()) == labels[5]


def test_a_model_of_transformers_is_exported_and_its_outputs_are_the_same(
    order_for: Callable[..., OptimizeOrder], bert: Path, tmp_path: Path
) -> None:
    words = ["good", "bad", "fine", "poor", "film", "plot", "the", "a", "was", "is", "very", "not"]
    draw = random.Random(1)
    lines = [
        f"{' '.join(draw.choices(words, k=2 + n % 7))},{('negative', 'positive')[n % 2]}" for n in range(80)
    ]
    data = tmp_path / "rows.csv"
    data.write_text("text,label\n" + "\n".join(lines) + "\n")
    optimization = searched(order_for(bert, data, only=True), tmp_path)
    assert optimization.parity is not None and optimization.parity <= 1e-4
    assert optimization.original_low <= optimization.original_value <= optimization.original_high
    assert any(pair.name == "export" for pair in optimization.settings)


def test_a_model_that_cannot_be_exported_is_a_sentence(
    order_for: Callable[..., OptimizeOrder], bert: Path, tmp_path: Path
) -> None:
    data = tmp_path / "rows.csv"
    data.write_text("text,label\n" + "\n".join(f"good film {n},positive" for n in range(80)) + "\n")
    order = order_for(bert, data)
    order = order.model_copy(update={"model": order.model.model_copy(update={"format": "library"})})
    with pytest.raises(ModelUnavailable, match="not exported here"):
        searched(order, tmp_path)


def test_a_model_that_is_right_nowhere_is_a_sentence(
    order_for: Callable[..., OptimizeOrder], tmp_path: Path
) -> None:
    root, data = tmp_path / "m", models.squares(tmp_path / "pictures")
    models.square_detector(root)
    lines = (
        (data / "metadata.jsonl")
        .read_text()
        .replace("red", "x")
        .replace("blue", "red")
        .replace('"x"', '"blue"')
    )
    (data / "metadata.jsonl").write_text(lines)
    order = order_for(root, data, task="object-detection", only=True)
    with pytest.raises(DataError, match=r"scores 0\.0 %"):
        searched(order, tmp_path)
