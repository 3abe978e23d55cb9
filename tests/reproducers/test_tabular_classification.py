"""An ONNX classifier of columns of numbers, whose answers are known in closed form."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from claims.records import Measurement, Pair, Skipped
from reproducers.lab.orders import WorkResult

Measure = Callable[..., WorkResult]
Only = Callable[[WorkResult], Measurement]


def test_the_score_is_the_one_that_follows_from_the_weights(
    measure: Measure, linear: Path, points: Path, only: Only
) -> None:
    found = only(measure("tabular-classification", ["accuracy"], linear, points))
    assert (found.successes, found.n) == (8, 10)


def test_columns_are_taken_in_the_order_that_is_given(
    measure: Measure, linear: Path, points: Path, only: Only
) -> None:
    turned = (Pair(name="feature", value="b"), Pair(name="feature", value="a"))
    assert (
        only(measure("tabular-classification", ["accuracy"], linear, points, columns=turned)).successes == 2
    )


def test_too_many_columns_are_said_to_be_so(
    measure: Measure, linear: Path, points: Path, tmp_path: Path, skipped: Callable[[WorkResult], Skipped]
) -> None:
    wide = tmp_path / "wide.csv"
    wide.write_text(
        "\n".join(f"{line},{'c' if i == 0 else i}" for i, line in enumerate(points.read_text().split()))
    )
    found = skipped(measure("tabular-classification", ["accuracy"], linear, wide))
    assert found.reason == "no_data"
    assert "takes 2 numbers a row, the data has 3" in found.detail


def test_words_in_a_column_of_numbers_are_said_to_be_there(
    measure: Measure, linear: Path, points: Path, tmp_path: Path, skipped: Callable[[WorkResult], Skipped]
) -> None:
    words = tmp_path / "words.csv"
    words.write_text(points.read_text().replace("\n1,8", "\none,8"))
    assert (
        "'a' holds something that is not a number"
        in skipped(measure("tabular-classification", ["accuracy"], linear, words)).detail
    )


def test_named_inputs_take_the_columns_of_their_names(
    measure: Measure, points: Path, tmp_path: Path, only: Only
) -> None:
    assert only(measure("tabular-classification", ["accuracy"], _named(tmp_path), points)).successes == 8


def test_a_classifier_with_its_own_labels_agrees_with_scikit_learn(
    measure: Measure, tmp_path: Path, only: Only
) -> None:
    from sklearn.linear_model import LogisticRegression

    draw = np.random.default_rng(2)
    inputs = draw.normal(size=(120, 3)).astype(np.float32)
    names = np.array(["adelie", "chinstrap", "gentoo"])[draw.integers(0, 3, 120)]
    model = LogisticRegression().fit(inputs, names)
    _save_classifier(tmp_path / "m", model.coef_, model.intercept_, list(model.classes_))
    data = tmp_path / "rows.csv"
    lines = [f"{a},{b},{c},{name}" for (a, b, c), name in zip(inputs.tolist(), names, strict=True)]
    data.write_text("a,b,c,species\n" + "\n".join(lines))
    found = only(measure("tabular-classification", ["accuracy"], tmp_path / "m", data))
    assert float(found.observed.value) == pytest.approx(model.score(inputs, names), abs=1e-10)


def _save_classifier(root: Path, weights: np.ndarray, bias: np.ndarray, labels: list[str]) -> None:
    from onnx import TensorProto, helper, save

    root.mkdir()
    node = helper.make_node(
        "LinearClassifier",
        ["x"],
        ["label", "scores"],
        domain="ai.onnx.ml",
        coefficients=weights.ravel().tolist(),
        intercepts=bias.tolist(),
        classlabels_strings=labels,
        post_transform="SOFTMAX",
    )
    outputs = [
        helper.make_tensor_value_info("label", TensorProto.STRING, [None]),
        helper.make_tensor_value_info("scores", TensorProto.FLOAT, [None, len(labels)]),
    ]
    inputs = [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, weights.shape[1]])]
    sets = [helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)]
    save(
        helper.make_model(helper.make_graph([node], "lr", inputs, outputs), opset_imports=sets, ir_version=8),
        root / "model.onnx",
    )


def _named(folder: Path) -> Path:
    """The same question as `linear`, with one input a column and one probability: sigmoid(a - b)."""
    from onnx import TensorProto, helper, save

    root = folder / "named"
    root.mkdir()
    nodes = [helper.make_node("Sub", ["A", "B"], ["d"]), helper.make_node("Sigmoid", ["d"], ["p"])]
    inputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, 1]) for name in ("B", "A")]
    outputs = [helper.make_tensor_value_info("p", TensorProto.FLOAT, [None, 1])]
    model = helper.make_model(
        helper.make_graph(nodes, "named", inputs, outputs),
        opset_imports=[helper.make_opsetid("", 17)],
        ir_version=8,
    )
    save(model, root / "model.onnx")
    return root
