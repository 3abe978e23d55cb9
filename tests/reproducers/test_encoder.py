"""Folders that sentence-transformers writes, measured as the library itself measures them."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from claims.records import Measurement
from reproducers.lab.orders import WorkResult
from tests.reproducers.tiny import BERT, save, words

Measure = Callable[..., WorkResult]


@pytest.mark.parametrize(
    "pooling", ["mean", "cls", "max", "lasttoken", "weightedmean", "mean_sqrt_len_tokens"]
)
def test_a_folder_of_sentence_transformers_is_as_close_as_the_library_says(
    measure: Measure, tmp_path: Path, pooling: str
) -> None:
    seeded = random.Random(0)
    library = pytest.importorskip("sentence_transformers")
    from scipy.stats import spearmanr
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel

    save(BertModel(BertConfig(**BERT)), tmp_path / "base")
    parts = [Transformer(str(tmp_path / "base")), Pooling(16, pooling_mode=pooling)]
    prompts = {"query": "w3 w4 "}
    model = library.SentenceTransformer(modules=parts, prompts=prompts, default_prompt_name="query")
    model.save(str(tmp_path / "m"))
    draw = seeded.randint
    rows: list[dict[str, Any]] = [
        {"sentence1": words(seeded, draw(1, 9)), "sentence2": words(seeded, draw(1, 30)), "score": i % 7}
        for i in range(40)
    ]
    a, b = (model.encode([row[side] for row in rows]) for side in ("sentence1", "sentence2"))
    cosine = [float(x @ y / np.linalg.norm(x) / np.linalg.norm(y)) for x, y in zip(a, b, strict=True)]
    data = tmp_path / "rows.jsonl"
    data.write_text("".join(json.dumps(row) + "\n" for row in rows))
    (found,) = measure("sentence-similarity", ["spearman"], tmp_path / "m", data).attempts
    assert isinstance(found, Measurement), found
    assert float(found.observed.value) == pytest.approx(
        spearmanr(cosine, [row["score"] for row in rows]).statistic, abs=1e-6
    )
