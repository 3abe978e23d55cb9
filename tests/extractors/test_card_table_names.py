"""Names over and beside a card's numbers: models are no metrics, and means no speeds."""

import pytest

from tests.extractors.cards import reading_of


def test_columns_of_models_are_no_metrics_whatever_stands_beside_the_benchmark() -> None:
    rows = "| HLE | no tools | 23.9 | 26.3 |\n| HLE | w/ tools | 44.9 | 41.7 |\n| AIME25 | no tools | 94.5 | 94.6 |\n"
    card = f"# Tern 7B\n| Benchmark | Setting | Tern 7B | GPT-5 (High) |\n|---|---|---|---|\n{rows}"
    assert {claim.metric for claim in reading_of(card).claims} <= {"accuracy", "score", "exact_match"}


def test_a_mean_of_scores_is_no_speed_though_the_text_tells_of_one() -> None:
    table = "| Model | Speedup | MNLI | QNLI | Avg |\n|---|---|---|---|---|\n| Tern | 8.7x | 85.4 | 90.3 | 87.9 |\n| BERT | 1x | 84.5 | 91.7 | 88.1 |\n"
    claims = reading_of(f"# Tern\nThe table shows the speedup and GLUE scores.\n\n{table}").claims
    assert "speedup" not in {claim.metric for claim in claims if str(claim.stated.value) in ("87.9", "88.1")}


@pytest.mark.parametrize("folder", ["model", "result", "vendor"])
def test_a_folder_whose_name_is_a_plain_word_holds_a_model_of_that_name(folder: str) -> None:
    facts = "| | |\n|---|---|\n| Architecture | `TernForSequenceClassification`, 2 layers |\n| Parameters | 1,314,940 |\n"
    speeds = "| Device | Precision | Batch size | Latency |\n|---|---|---|---|\n| NVIDIA T4 | float16 | 1 | 0.8 ms |\n"
    claims = reading_of(f"# Tern 7B\n\n{facts}\n{speeds}", folder).claims
    assert [(claim.subject, claim.own, claim.metric) for claim in claims] == [
        (folder, True, "params"),
        (folder, True, "latency"),
    ]
