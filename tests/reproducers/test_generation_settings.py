"""The settings of generation that a model's repository gives hold when its texts are scored."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from claims.records import Measurement
from reproducers.lab.orders import WorkResult
from tests.reproducers.tiny import BERT, WORDS, save, tokenizer, words

Measure = Callable[..., WorkResult]


@pytest.fixture
def writer(tmp_path: Path) -> Any:
    """A random encoder-decoder that repeats itself where nothing keeps it from it."""
    from transformers import BartConfig, BartForConditionalGeneration

    torch.manual_seed(1)
    config = BartConfig(
        vocab_size=len(WORDS), d_model=16, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2,
        decoder_attention_heads=2, encoder_ffn_dim=16, decoder_ffn_dim=16, max_position_embeddings=40,
        pad_token_id=0, bos_token_id=2, eos_token_id=4, decoder_start_token_id=2, forced_eos_token_id=None,
    )  # fmt: skip
    assert BERT["vocab_size"] == config.vocab_size
    return save(BartForConditionalGeneration(config), tmp_path / "m")


@pytest.mark.parametrize(
    "own",
    [
        {"bad_words_ids": [[i] for i in range(6, 18)]},
        {"repetition_penalty": 4.0},
        {"no_repeat_ngram_size": 1},
        {"num_beams": 3, "length_penalty": 3.0},
        {"forced_bos_token_id": 9},
        {"suppress_tokens": list(range(5, 20))},
    ],
    ids=lambda own: next(iter(own)),
)
@pytest.mark.parametrize("file", ["generation_config.json", "config.json"])
def test_each_setting_holds(
    measure: Measure, writer: Any, tmp_path: Path, own: dict[str, Any], file: str
) -> None:
    draw, cut = random.Random(3), tokenizer(special=True)
    root = tmp_path / "m"
    (root / "generation_config.json").unlink(missing_ok=True)
    told = json.loads((root / file).read_text()) if (root / file).is_file() else {}
    base = {"max_length": 12, "eos_token_id": 4, "pad_token_id": 0, "decoder_start_token_id": 2}
    (root / file).write_text(json.dumps({**told, **base, **own}))
    rows = []
    for _ in range(12):
        text = words(draw, 4)
        made = writer.generate(**cut(text, return_tensors="pt"), do_sample=False, max_length=12, **own)
        rows.append({"text": text, "target": cut.decode(made[0], skip_special_tokens=True)})
    data = tmp_path / "r.jsonl"
    data.write_text("".join(json.dumps(row) + "\n" for row in rows))
    (attempt,) = measure("summarization", ["rouge_l"], root, data, task="summarization").attempts
    assert isinstance(attempt, Measurement), attempt
    assert attempt.observed.value == 1
