"""Models whose answers must not hang on the other rows of a batch."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from claims.records import Measurement
from reproducers.lab.bench import ONE_BY_ONE
from reproducers.lab.orders import WorkResult
from tests.reproducers.tiny import WORDS, save, tokenizer

Measure = Callable[..., WorkResult]
Only = Callable[[WorkResult], Measurement]


def settings(found: Measurement) -> dict[str, str]:
    return {pair.name: pair.value for pair in found.settings}


def write(root: Path, nodes: list[Any], inputs: list[Any], weights: list[Any], outputs: int = 2) -> None:
    from onnx import TensorProto, helper
    from onnx import save as save_graph

    root.mkdir(exist_ok=True)
    out = [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [None, outputs])]
    graph = helper.make_graph(nodes, "rows", inputs, out, weights)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    save_graph(made, root / "model.onnx")


def port(name: str, shape: list[int | None]) -> Any:
    from onnx import TensorProto, helper

    kind = TensorProto.INT64 if name == "input_ids" else TensorProto.FLOAT
    return helper.make_tensor_value_info(name, kind, shape)


@pytest.fixture
def dynamic(tmp_path: Path) -> Path:
    """Says class 1 where x > y, after both were rounded to 255 steps of the range of the whole batch."""
    from onnx import helper, numpy_helper

    weights = [numpy_helper.from_array(np.array([[-1, 1], [1, -1]], np.float32), "w")]
    nodes = [
        helper.make_node("DynamicQuantizeLinear", ["x"], ["q", "scale", "zero"]),
        helper.make_node("DequantizeLinear", ["q", "scale", "zero"], ["back"]),
        helper.make_node("MatMul", ["back", "w"], ["logits"]),
    ]
    write(tmp_path / "m", nodes, [port("x", [None, 2])], weights)
    return tmp_path / "m"


@pytest.fixture
def uneven(tmp_path: Path) -> Path:
    """Rows whose numbers are small, and a few whose numbers are a million times as large."""
    lines = ["a,b,label"]
    for i in range(60):
        size = 1e4 if i % 10 == 0 else 1e-2
        a, b = (2 * size, size) if i % 2 else (size, 2 * size)
        lines.append(f"{a},{b},{int(b > a)}")
    data = tmp_path / "rows.csv"
    data.write_text("\n".join(lines) + "\n")
    return data


def test_rows_that_a_batch_would_round_away_are_given_one_by_one(
    measure: Measure, dynamic: Path, uneven: Path, only: Only
) -> None:
    found = only(measure("tabular-classification", ["accuracy"], dynamic, uneven))
    assert (
        found.observed.value == 0
    )  # class 1 is where a > b, the labels say the opposite: no row is rounded away
    assert "range of the whole batch" in settings(found)[ONE_BY_ONE]


def test_a_graph_without_a_mask_is_given_rows_without_padding(
    measure: Measure, bert_copy: Path, tmp_path: Path, only: Only
) -> None:
    from onnx import helper, numpy_helper

    (bert_copy / "model.safetensors").unlink()
    table = np.zeros((16, 2), np.float32)
    table[0] = [0, 9]  # the padding speaks for the second class, louder than any word
    table[5] = [1, 0]
    weights = [
        numpy_helper.from_array(table, "table"),
        numpy_helper.from_array(np.array([1], np.int64), "axes"),
    ]
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["rows"]),
        helper.make_node("ReduceSum", ["rows", "axes"], ["logits"], keepdims=0),
    ]
    write(bert_copy, nodes, [port("input_ids", [None, None])], weights)
    data = tmp_path / "rows.csv"
    data.write_text("text,label\n" + "".join(f"bad{' film' * (i % 5)},negative\n" for i in range(40)))
    found = only(measure("text-classification", ["accuracy"], bert_copy, data))
    assert found.observed.value == 1
    assert "otherwise than by themselves" in settings(found)[ONE_BY_ONE]


def test_a_graph_that_takes_one_row_of_fixed_length_is_given_that(
    measure: Measure, bert_copy: Path, reviews: Path, only: Only
) -> None:
    from onnx import helper, numpy_helper

    (bert_copy / "model.safetensors").unlink()
    weights = [
        numpy_helper.from_array(np.ones((16, 2), np.float32), "table"),
        numpy_helper.from_array(np.array([1], np.int64), "axes"),
    ]
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["rows"]),
        helper.make_node("ReduceSum", ["rows", "axes"], ["logits"], keepdims=0),
    ]
    write(bert_copy, nodes, [port("input_ids", [1, 9])], weights)
    assert only(measure("text-classification", ["accuracy"], bert_copy, reviews)).n == 40


def test_texts_are_cut_to_the_positions_of_an_onnx_model_as_of_any_other(
    measure: Measure, bert_copy: Path, tmp_path: Path, only: Only, spoil: Callable[..., None]
) -> None:
    from onnx import helper, numpy_helper

    (bert_copy / "model.safetensors").unlink()
    spoil(bert_copy, model_type="roberta", max_position_embeddings=10, pad_token_id=1)  # 8 of them for text
    spoil(bert_copy, "tokenizer_config.json", model_max_length=6)
    table = np.zeros((16, 2), np.float32)
    table[5] = [0, 1]
    weights = [
        numpy_helper.from_array(table, "table"),
        numpy_helper.from_array(np.array([1], np.int64), "axes"),
    ]
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["rows"]),
        helper.make_node("ReduceSum", ["rows", "axes"], ["logits"], keepdims=0),
    ]
    write(bert_copy, nodes, [port("input_ids", [None, None])], weights)
    data = tmp_path / "rows.csv"  # the word that decides lies beyond the tokenizer's longest input
    data.write_text("text,label\n" + "".join(f"{'film ' * (4 + i % 3)}bad,negative\n" for i in range(30)))
    assert only(measure("text-classification", ["accuracy"], bert_copy, data)).observed.value == 1


def test_a_decoder_without_a_padding_token_classifies_rows_one_by_one(
    measure: Measure, tmp_path: Path, only: Only
) -> None:
    from transformers import GPT2Config, GPT2ForSequenceClassification

    torch.manual_seed(5)
    config = GPT2Config(
        vocab_size=len(WORDS), n_embd=16, n_layer=1, n_head=2, n_positions=40, num_labels=2, pad_token_id=None,
        bos_token_id=2, eos_token_id=4,
    )  # fmt: skip
    model = save(GPT2ForSequenceClassification(config), tmp_path / "m", special=None)
    plain = tokenizer(special=False)
    plain.pad_token = None
    plain.save_pretrained(tmp_path / "m")
    lines = ["text,label"]
    for i in range(30):
        text = " ".join(WORDS[5 + (i * k) % 30] for k in range(1, 3 + i % 4))
        best = int(model(**plain(text, return_tensors="pt")).logits.argmax())
        lines.append(f"{text},LABEL_{best}")
    data = tmp_path / "rows.csv"
    data.write_text("\n".join(lines) + "\n")
    found = only(measure("text-classification", ["accuracy"], tmp_path / "m", data))
    assert found.observed.value == 1
    assert settings(found)[ONE_BY_ONE] == "the model has no padding token"
