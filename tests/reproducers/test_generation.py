"""How fast a language model writes, and what it keeps meanwhile."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
import torch

from claims.records import Measurement, Question, Skipped
from reproducers.lab.orders import Settings, WorkResult
from tests.reproducers.conftest import WORDS
from tests.reproducers.tiny import save

Measure = Callable[..., WorkResult]


@pytest.fixture
def llama(tmp_path: Path) -> torch.nn.Module:
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(1)
    config = LlamaConfig(
        vocab_size=len(WORDS), hidden_size=32, num_hidden_layers=3, num_attention_heads=4, num_key_value_heads=2,
        intermediate_size=48, max_position_embeddings=64,
    )  # fmt: skip
    return save(LlamaForCausalLM(config), tmp_path / "m", special=False)


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    path = tmp_path / "texts.jsonl"
    path.write_text("\n".join(json.dumps({"text": " ".join(WORDS[4 : 6 + i % 8])}) for i in range(12)))
    return path


def test_tokens_a_second_and_the_first_one(
    measure: Measure, tmp_path: Path, llama: torch.nn.Module, texts: Path
) -> None:
    done = measure("generation", ["tokens_per_second", "ttft"], tmp_path / "m", texts)
    rate, first = done.attempts
    assert isinstance(rate, Measurement) and isinstance(first, Measurement)
    assert rate.low is not None and 0 < rate.low <= rate.observed.value
    assert 0 < first.observed.value < 5 and first.observed.unit == "s"
    lines = [json.loads(line) for line in (tmp_path / "scratch" / "raw.jsonl").read_text().splitlines()]
    assert {line["tokens"] for line in lines} == {32}
    whole = sum(line["whole"] for line in lines)
    assert float(rate.observed.value) == pytest.approx(32 * len(lines) / whole, rel=1e-6)


def test_a_million_tokens_cost_their_seconds(
    measure: Measure, tmp_path: Path, llama: torch.nn.Module, texts: Path
) -> None:
    settings = Settings(threads=1, price_per_hour=Decimal(3600), utilisation=Decimal("0.5"))
    (attempt,) = measure("generation-cost", ["price"], tmp_path / "m", texts, settings=settings).attempts
    assert isinstance(attempt, Measurement) and attempt.observed.unit == "for 1,000,000 written tokens"
    assert float(attempt.observed.value) == pytest.approx(2e6 * attempt.seconds / (32 * attempt.n), rel=1e-3)


def cache(measure: Measure, root: Path, **more: str | None) -> Measurement | Skipped:
    asked = Question(subject="tiny", metric="kv_cache", **more)
    (attempt,) = measure("cache", [asked], root).attempts
    return attempt


def test_the_cache_is_as_large_as_the_one_that_the_library_fills(
    measure: Measure, tmp_path: Path, llama: torch.nn.Module
) -> None:
    filled = llama(input_ids=torch.ones(1, 40, dtype=torch.long), use_cache=True).past_key_values
    kept = sum(t.numel() * t.element_size() for layer in filled.layers for t in (layer.keys, layer.values))
    found = cache(measure, tmp_path / "m", conditions="at 40 tokens")
    assert isinstance(found, Measurement) and found.observed.value == kept
    told = {alternative.metric: alternative.value for alternative in found.alternatives}
    assert told["a token"] == kept / 40 and told["with a head of keys for each head"] == 2 * kept


def test_a_claim_without_a_length_is_ambiguous(
    measure: Measure, tmp_path: Path, llama: torch.nn.Module
) -> None:
    left = cache(measure, tmp_path / "m", claim_id="c")
    assert isinstance(left, Skipped) and left.reason == "ambiguous"
    told = cache(measure, tmp_path / "m")
    assert isinstance(told, Measurement) and told.observed.value == 64 * 2 * 3 * 2 * 8 * 4


@pytest.mark.parametrize(
    ("text", "tokens"),
    [("KV cache per token", 1), ("at a 1,024-token context", 1024), ("context length of 2k", 2048)],
)
def test_the_length_that_a_claim_speaks_of(
    measure: Measure, tmp_path: Path, llama: torch.nn.Module, text: str, tokens: int
) -> None:
    found = cache(measure, tmp_path / "m", claim_id="c", conditions=text)
    assert isinstance(found, Measurement) and found.observed.value == tokens * 2 * 3 * 2 * 8 * 4
    assert {alternative.metric: alternative.value for alternative in found.alternatives}[
        "in 16 bits"
    ] == found.observed.value / 2


def test_multi_query_has_one_head_of_keys(measure: Measure, tmp_path: Path, llama: torch.nn.Module) -> None:
    path = tmp_path / "m" / "config.json"
    said = {k: v for k, v in json.loads(path.read_text()).items() if k != "num_key_value_heads"}
    path.write_text(json.dumps(said | {"multi_query": True}))
    found = cache(measure, tmp_path / "m", conditions="per token")
    assert isinstance(found, Measurement) and found.observed.value == 2 * 3 * 1 * 8 * 4


def test_activations_are_what_the_widest_moment_of_a_layer_holds(
    measure: Measure, tmp_path: Path, llama: torch.nn.Module
) -> None:
    from reproducers.lab.cost.memory_model import sizes_of
    from reproducers.lab.files.config import read_config

    sizes = sizes_of(read_config(tmp_path / "m"))
    assert sizes is not None
    held: dict[str, int] = {}
    layer = llama.model.layers[0]
    for name, module in (("q", layer.self_attn.q_proj), ("k", layer.self_attn.k_proj), ("v", layer.self_attn.v_proj),
                         ("up", layer.mlp.up_proj), ("gate", layer.mlp.gate_proj)):  # fmt: skip
        module.register_forward_hook(lambda _m, _i, out, name=name: held.__setitem__(name, out.numel() * 4))
    llama(input_ids=torch.ones(1, 20, dtype=torch.long))
    hidden = 20 * 32 * 4
    attention = 2 * hidden + held["q"] + held["k"] + held["v"] + hidden
    assert sizes.activations(20, width=4, eager=False, logits=False) == max(
        attention, 2 * hidden + held["up"] + held["gate"]
    )
    scores = 2 * 4 * 20 * 20 * 4
    assert sizes.activations(20, width=4, eager=True, logits=False) == attention + scores


@pytest.mark.parametrize("key", ["kv_lora_rank", "sliding_window", "layer_types"])
def test_a_cache_of_another_kind_is_not_guessed(
    measure: Measure, tmp_path: Path, llama: torch.nn.Module, key: str
) -> None:
    path = tmp_path / "m" / "config.json"
    said = json.loads(path.read_text()) | {key: ["linear_attention"] if key == "layer_types" else 8}
    path.write_text(json.dumps(said))
    assert isinstance(cache(measure, tmp_path / "m"), Skipped)
