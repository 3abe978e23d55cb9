"""The metric that a benchmark is usually reported in."""

import pytest

from claims import catalog
from claims.catalog.usual_metrics import _table, benchmark_in, is_benchmark, usual_metrics


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


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("MMLU (5-shot)", "MMLU"),
        ("Retrieval (47)", "Retrieval"),
        ("Multi-lingual MGSM", "MGSM"),
        ("Ternbench", None),
    ],
)
def test_a_longer_name_is_known_by_the_benchmark_in_it(name: str, part: str | None) -> None:
    assert benchmark_in(name) == part


def test_only_a_whole_name_is_a_benchmark() -> None:
    assert is_benchmark("LongBench v2") and not is_benchmark("LongBench v2 results")
