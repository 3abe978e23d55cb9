"""Operations of a forward pass, against closed forms."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from claims.records import Measurement, Question, Skipped
from reproducers.lab.cost.flops import count
from reproducers.lab.orders import WorkResult

Measure = Callable[..., WorkResult]


def bert_operations(n: int, d: int = 8, f: int = 20, layers: int = 2) -> int:
    """Projections, attention, MLP, pooler and head of the tiny classifier."""
    return layers * 2 * (n * (4 * d * d + 2 * d * f) + 2 * n * n * d) + 2 * (d * d + 2 * d)


def asked(conditions: str) -> Question:
    return Question(
        claim_id="c", subject="tiny", metric="flops", metric_as_written="FLOPs", conditions=conditions
    )


def test_a_claim_that_says_its_length_is_answered(
    measure: Measure, bert: Path, only: Callable[[WorkResult], Measurement]
) -> None:
    found = only(measure("compute", [asked("sequence length 10")], bert))
    assert found.observed.value == bert_operations(10)
    told = {p.name: p.value for p in found.settings}
    assert told["products seen but not counted"] == "none"
    assert told["goes in"] == "input_ids 1 x 10 int64"
    assert told["comes out"] == "logits 1 x 2 float32"


def test_a_claim_that_does_not_is_only_told(
    measure: Measure, bert: Path, skipped: Callable[[WorkResult], Skipped]
) -> None:
    found = skipped(measure("compute", [asked("")], bert))
    assert found.reason == "ambiguous" and f"{bert_operations(12):,}" in found.detail


def test_an_onnx_graph_is_counted_from_its_shapes(
    measure: Measure, linear: Path, only: Callable[[WorkResult], Measurement]
) -> None:
    found = only(measure("compute", ["flops"], linear))
    assert found.observed.value == 2 * 2 * 2
    assert any(p.name == "goes in" and p.value.endswith("n x 2 float32") for p in found.settings)


@pytest.mark.parametrize("way", ["eager", "sdpa"])
def test_attention_costs_the_same_in_either_way(way: str) -> None:
    from transformers import BertConfig, BertModel

    sizes = {
        "vocab_size": 30,
        "hidden_size": 32,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": 64,
    }
    model = BertModel(BertConfig(**sizes), add_pooling_layer=False).eval()
    model.set_attn_implementation(way)
    found = count(model, {"input_ids": torch.ones(1, 16, dtype=torch.long)})
    assert found.total == 2 * (16 * (4 * 32 * 32 + 2 * 32 * 64) + 2 * 16 * 16 * 32)
    assert found.uncounted == ()


def test_a_product_without_a_formula_is_told() -> None:
    class Odd(torch.nn.Module):  # type: ignore[misc]
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return torch.vdot(x, x)

    found = count(Odd(), {"x": torch.ones(4)})
    assert (found.total, found.uncounted) == (0, ("vdot",))
