"""ONNX classifiers of texts: by tokens, and by the text itself."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from claims.records import Measurement, Skipped
from reproducers.lab.orders import WorkResult

Measure = Callable[..., WorkResult]
LABELS = {"0": "negative", "1": "positive"}


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    data = tmp_path / "rows.csv"
    data.write_text(
        "text,label\ngood film,positive\nbad,negative\nbad bad good,negative\ngood good bad plot,positive\nbad plot,positive\n"
    )
    return data


def save(root: Path, nodes: list[object], inputs: list[object], weights: list[object]) -> None:
    from onnx import TensorProto, helper
    from onnx import save as write

    outputs = [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [None, 2])]
    sets = [helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)]
    graph = helper.make_graph(nodes, "texts", inputs, outputs, weights)
    write(helper.make_model(graph, opset_imports=sets, ir_version=8), root / "model.onnx")


@pytest.fixture
def by_tokens(bert_copy: Path) -> Path:
    """Adds up one row of numbers a token: "good" speaks for the second class, "bad" for the first."""
    from onnx import TensorProto, helper

    (bert_copy / "model.safetensors").unlink()
    table = [0.0] * 32
    table[2 * 4 + 1] = table[2 * 5] = 1.0  # tokens 4 and 5
    weights = [
        helper.make_tensor("table", TensorProto.FLOAT, [16, 2], table),
        helper.make_tensor("axes", TensorProto.INT64, [1], [1]),
    ]
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["found"]),
        helper.make_node("ReduceSum", ["found", "axes"], ["logits"], keepdims=0),
    ]
    save(
        bert_copy,
        nodes,
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, [None, None])],
        weights,
    )
    return bert_copy


def test_tokens_are_counted_as_the_graph_says(
    measure: Measure, by_tokens: Path, rows: Path, only: Callable[[WorkResult], Measurement]
) -> None:
    found = only(measure("text-classification", ["accuracy"], by_tokens, rows))
    assert (found.successes, found.n) == (4, 5)


def test_a_graph_that_fails_on_the_rows_is_said_to(
    measure: Measure, by_tokens: Path, rows: Path, skipped: Callable[[WorkResult], Skipped]
) -> None:
    tokenizer = json.loads((by_tokens / "tokenizer.json").read_text())
    tokenizer["model"]["vocab"]["bad"] = 99  # beyond the table
    (by_tokens / "tokenizer.json").write_text(json.dumps(tokenizer))
    found = skipped(measure("text-classification", ["accuracy"], by_tokens, rows))
    assert found.reason == "no_model"
    assert "fails on the rows" in found.detail


def test_a_graph_that_takes_the_text_itself_is_given_it(
    measure: Measure, rows: Path, tmp_path: Path, only: Callable[[WorkResult], Measurement]
) -> None:
    from onnx import TensorProto, helper

    root = tmp_path / "strings"
    root.mkdir()
    (root / "config.json").write_text(json.dumps({"id2label": LABELS}))
    nodes = [
        helper.make_node(
            "LabelEncoder",
            ["text"],
            ["sign"],
            domain="ai.onnx.ml",
            keys_strings=["good film", "bad plot"],
            values_floats=[1.0, 1.0],
            default_float=-1.0,
        ),
        helper.make_node("MatMul", ["sign", "w"], ["logits"]),
    ]
    weights = [helper.make_tensor("w", TensorProto.FLOAT, [1, 2], [-1.0, 1.0])]
    save(root, nodes, [helper.make_tensor_value_info("text", TensorProto.STRING, [None, 1])], weights)
    found = only(measure("text-classification", ["accuracy"], root, rows))
    assert (found.successes, found.n) == (4, 5)
