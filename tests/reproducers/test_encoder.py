"""Folders that sentence-transformers writes and graphs made of them, measured as the library itself measures them."""

import json
import random
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from claims.records import Measurement, Skipped
from flows.fetched import FetchedSource
from flows.variant_folder import write_folder
from reproducers.lab.orders import WorkResult
from tests.reports.optimizations import an_optimization
from tests.reproducers.tiny import BERT, save, words

Measure = Callable[..., WorkResult]
WIDTH = 16


def sentence_model(root: Path, pooling: str, **more: Any) -> Any:
    """A tiny model of sentence-transformers with a prompt, saved, and opened by the library."""
    library = pytest.importorskip("sentence_transformers")
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel

    save(BertModel(BertConfig(**BERT)), root / "base")
    parts = [Transformer(str(root / "base"), **more), Pooling(WIDTH, pooling_mode=pooling)]
    prompts = {"query": "w3 w4 "}
    model = library.SentenceTransformer(modules=parts, prompts=prompts, default_prompt_name="query")
    model.save(str(root / "m"))
    return model


def written_pairs(path: Path) -> list[dict[str, Any]]:
    """Pairs of sentences of many lengths with a score, which has nothing to do with them."""
    seeded = random.Random(0)
    draw = seeded.randint
    rows = [
        {"sentence1": words(seeded, draw(1, 9)), "sentence2": words(seeded, draw(1, 30)), "score": i % 7}
        for i in range(40)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return rows


def by_the_library(model: Any, rows: list[dict[str, Any]]) -> float:
    """The rank correlation as sentence-transformers has it."""
    from scipy.stats import spearmanr

    a, b = (model.encode([row[side] for row in rows]) for side in ("sentence1", "sentence2"))
    cosine = [float(x @ y / np.linalg.norm(x) / np.linalg.norm(y)) for x, y in zip(a, b, strict=True)]
    return float(spearmanr(cosine, [row["score"] for row in rows]).statistic)


def measured(measure: Measure, root: Path, data: Path) -> Measurement:
    (attempt,) = measure("sentence-similarity", ["spearman"], root, data).attempts
    assert isinstance(attempt, Measurement), attempt
    return attempt


def write_graph(model: Any, path: Path, output: str) -> None:
    """The model as an ONNX file that gives a vector a text (sentence_embedding) or a vector a token."""
    import torch

    class Graph(torch.nn.Module):  # type: ignore[misc]  # torch is not typed here
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
            given = {
                "input_ids": input_ids,
                "attention_mask": attention_mask,
                "token_type_ids": token_type_ids,
            }
            return self.model(given)[
                "sentence_embedding" if output == "sentence_embedding" else "token_embeddings"
            ]

    names = ["input_ids", "attention_mask", "token_type_ids"]
    model[0].model.set_attn_implementation("eager")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Graph().eval(),
            tuple(torch.ones(2, 5, dtype=torch.int64) for _ in names),
            str(path),
            input_names=names,
            output_names=[output],
            dynamic_axes={name: {0: "batch", 1: "length"} for name in names},
            dynamo=False,
        )


@pytest.mark.parametrize(
    "pooling", ["mean", "cls", "max", "lasttoken", "weightedmean", "mean_sqrt_len_tokens"]
)
def test_a_folder_of_sentence_transformers_is_as_close_as_the_library_says(
    measure: Measure, tmp_path: Path, pooling: str
) -> None:
    model = sentence_model(tmp_path, pooling)
    rows = written_pairs(tmp_path / "rows.jsonl")
    found = measured(measure, tmp_path / "m", tmp_path / "rows.jsonl")
    assert float(found.observed.value) == pytest.approx(by_the_library(model, rows), abs=1e-6)


@pytest.mark.parametrize("pooling", ["mean", "cls"])
def test_a_graph_with_a_vector_a_token_is_pooled_as_the_folder_says(
    measure: Measure, tmp_path: Path, pooling: str
) -> None:
    model = sentence_model(tmp_path, pooling, max_seq_length=12)
    rows = written_pairs(tmp_path / "rows.jsonl")
    write_graph(model, tmp_path / "m" / "model.onnx", "last_hidden_state")
    (tmp_path / "m" / "model.safetensors").unlink()
    found = measured(measure, tmp_path / "m", tmp_path / "rows.jsonl")
    assert float(found.observed.value) == pytest.approx(by_the_library(model, rows), abs=1e-6)
    assert {pair.name: pair.value for pair in found.settings}["pooling"] == pooling


def test_a_recommended_encoder_is_measured_as_the_model_that_it_was_made_of(
    measure: Measure, tmp_path: Path
) -> None:
    model = sentence_model(tmp_path, "cls", max_seq_length=12)
    rows = written_pairs(tmp_path / "rows.jsonl")
    (tmp_path / "files").mkdir()
    write_graph(model, tmp_path / "files" / "model.onnx", "sentence_embedding")
    of = an_optimization().model_copy(update={"task": "sentence-similarity", "metric": "spearman"})
    fetched = FetchedSource(source=of.source, root=str(tmp_path / "m"), files=())
    write_folder(of, fetched, tmp_path / "files", tmp_path / "out")
    found = measured(measure, tmp_path / "out" / "model", tmp_path / "rows.jsonl")
    assert float(found.observed.value) == pytest.approx(by_the_library(model, rows), abs=1e-6)
    assert {pair.name: pair.value for pair in found.settings}["max_length"] == "12"


def test_a_graph_whose_outputs_are_not_known_is_a_sentence(measure: Measure, tmp_path: Path) -> None:
    model = sentence_model(tmp_path, "mean")
    written_pairs(tmp_path / "rows.jsonl")
    write_graph(model, tmp_path / "m" / "model.onnx", "logits")
    (tmp_path / "m" / "model.safetensors").unlink()
    (attempt,) = measure(
        "sentence-similarity", ["spearman"], tmp_path / "m", tmp_path / "rows.jsonl"
    ).attempts
    assert isinstance(attempt, Skipped) and "None of the graph's outputs (logits)" in attempt.detail
