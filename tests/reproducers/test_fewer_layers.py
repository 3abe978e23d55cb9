"""Fewer layers: the file left behind is the model without them, and a folder whose layers are not told apart says so."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from reproducers.lab.bench import Bench
from reproducers.lab.compression.fewer_layers import fewer_layers
from reproducers.lab.compression.rebuilt import settings_of
from reproducers.lab.compression.runners import OrtRunner

BenchOf = Callable[..., Bench]
DEEP = 6


@pytest.fixture
def deep(bert_copy: Path) -> Path:
    """The random BERT with six layers."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    config = BertConfig.from_pretrained(bert_copy, num_hidden_layers=DEEP)
    model = BertForSequenceClassification(config)
    with torch.no_grad():  # larger weights, so that each layer changes the outputs
        for parameter in model.parameters():
            parameter.mul_(20 if parameter.dim() == 2 else 1)
    model.save_pretrained(bert_copy)
    return bert_copy


@pytest.mark.parametrize(
    ("number", "name", "kept"),
    [
        (0, "layer 6 of 6 left out", (0, 1, 2, 3, 4)),
        (1, "layers 3, 6 of 6 left out", (0, 1, 3, 4)),
        (3, "layers 2, 4, 6 of 6 left out", (0, 2, 4)),
    ],
    ids=["the last", "every third", "every second"],
)
def test_the_file_is_the_model_without_these_layers(
    bench_of: BenchOf,
    deep: Path,
    reviews: Path,
    tmp_path: Path,
    number: int,
    name: str,
    kept: tuple[int, ...],
) -> None:
    import torch
    from transformers import BertForSequenceClassification

    bench = bench_of(deep, reviews, "text-classification")
    recipes, note = fewer_layers(bench, None)
    assert len(recipes) == 4 and recipes[2].name == "layers 5, 6 of 6 left out" and not note
    assert recipes[number].name == name
    target = tmp_path / "variant.onnx"
    subject = recipes[number].write(target)
    assert subject is not None
    whole = BertForSequenceClassification.from_pretrained(deep).eval()
    whole.bert.encoder.layer = torch.nn.ModuleList(whole.bert.encoder.layer[layer] for layer in kept)
    for row in range(4):
        fed = subject.feeds(row)
        with torch.inference_mode():
            logits = whole(**{key: torch.tensor(value) for key, value in fed.items()}).logits.numpy()
        assert np.allclose(np.asarray(OrtRunner(target).run(fed)["logits"]), logits, atol=1e-4)
    config = json.loads((settings_of(target) / "config.json").read_text())
    assert config["num_hidden_layers"] == len(kept)
    assert json.loads((deep / "config.json").read_text())["num_hidden_layers"] == DEEP


def test_layers_that_the_weights_do_not_hold_are_one_sentence(
    bench_of: BenchOf, bert_copy: Path, reviews: Path, spoil: Callable[..., None]
) -> None:
    bench = bench_of(bert_copy, reviews, "text-classification")
    spoil(bert_copy, num_hidden_layers=3)
    recipes, note = fewer_layers(bench, None)
    assert recipes == ()
    assert note == "No layers were left out: the weights are not one file with 3 layers in one stack."


def test_a_graph_has_no_layers_to_leave_out(bench_of: BenchOf, linear: Path, tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text("x,y,label\n" + "1,0,1\n0,1,0\n" * 10)
    assert fewer_layers(bench_of(linear, rows, "tabular-classification"), None) == ((), "")
