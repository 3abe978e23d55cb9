"""The metric that a benchmark is usually reported in."""

import pytest

from claims import catalog
from claims.catalog.usual_metrics import _table, usual_metrics


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("HumanEval", "pass_at_1"),
        ("AIME 2025", "accuracy"),
        ("MMLU (5-shot)", "accuracy"),
        ("STS-B", "spearman"),
        ("WikiText-103", "perplexity"),
        ("LibriSpeech test-clean", "wer"),
    ],
)
def test_a_benchmark_has_its_usual_metric(name: str, first: str) -> None:
    assert usual_metrics(name)[0] == first


def test_an_unknown_name_has_none() -> None:
    assert usual_metrics("Ternbench") == ()


def test_every_usual_metric_is_one_of_the_catalog() -> None:
    assert {one for row in _table().values() for one in row} <= set(catalog.metrics())
