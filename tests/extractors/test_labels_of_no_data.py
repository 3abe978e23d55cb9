"""Labels that name no data set, rows that are another's, and numbers that are no results."""

import pytest

from claims.records import Claim
from tests.extractors.cards import reading_of

NAME = "dune/avocet-ner-pl"


def _claims(card: str, name: str = NAME) -> dict[str, Claim]:
    return {str(claim.stated.value): claim for claim in reading_of(card, name).claims}


def test_a_split_over_a_column_is_the_split_and_no_data_set() -> None:
    found = _claims(
        "# Avocet NER\n\n## Results\nF1 on CoNLL-2003:\n\n| Model | Dev | Test |\n|---|---|---|\n| heron-ner | 70.49 | 71.02 |\n| avocet-ner-pl | 72.88 | 72.11 |\n"
    )
    assert {value: claim.split for value, claim in found.items()} == {
        "70.49": "dev",
        "71.02": "test",
        "72.88": "dev",
        "72.11": "test",
    }
    assert {claim.dataset for claim in found.values()} == {"CoNLL-2003"}


def test_runs_and_mere_scores_are_no_data_sets() -> None:
    found = _claims(
        "# Avocet NER\n\n## Results\nF1 on KPWr:\n\n| | Run 1 | Run 2 | Run 3 |\n|---|---|---|---|\n| Test | 87.05 | 86.52 | 87.34 |\n"
    )
    assert len(found) == 3 and not any("Run" in (claim.dataset or "") for claim in found.values())


def test_the_model_itself_is_no_data_set() -> None:
    found = _claims(
        "# avocet-ner-pl\n\n## Results\nF1 by entity type on KPWr:\n\n| Type | PER | LOC | ORG |\n|---|---|---|---|\n| avocet-ner-pl | 93.4 | 88.0 | 81.7 |\n"
    )
    assert {claim.metric for claim in found.values()} == {"f1"}
    assert "avocet-ner-pl" not in {claim.dataset for claim in found.values()}
    assert all(claim.own and "class" in (claim.conditions or "") for claim in found.values())


def test_the_same_name_of_another_owner_is_another_model() -> None:
    found = _claims(
        "# Avocet\n\nWER on Common Voice:\n\n| Model | WER |\n|---|---|\n| marsh/avocet-ner-pl | 38.24 |\n| dune/avocet-ner-pl | 41.60 |\n"
    )
    assert {value: claim.own for value, claim in found.items()} == {"38.24": False, "41.60": True}


def test_under_our_results_the_own_row_is_the_authors_and_the_other_is_not() -> None:
    found = _claims(
        "# Avocet\n\n## Results\n\n| System | ROUGE-1 | ROUGE-2 |\n|---|--:|--:|\n| Heron | 47.21 | 24.56 |\n| **Published** | --- | --- |\n"
        "| Random | 46.72 | 23.64 |\n| Avocet NER PL | 47.61 | 24.57 |\n| **Our results** | --- | --- |\n"
        "| Random | 46.47, [46.17, 46.78] | 23.45, [23.13, 23.77] |\n| Avocet NER PL | 47.17, [46.87, 47.46] | 23.90, [23.59, 24.23] |\n"
    )
    assert {value: claim.own for value, claim in found.items() if claim.metric == "rouge_1"} == {
        "47.21": False,
        "46.72": False,
        "47.61": False,
        "46.47": False,
        "47.17": True,
    }


def test_of_several_builds_marked_ours_the_one_with_the_models_words_is_it() -> None:
    found = _claims(
        "# Chinese MRC\n\n| Model | Dev F1 |\n|---|---|\n| heron-large | 65.49 |\n| heron-large (ours) | 70.45 |\n| avocet-wwm-large (ours) | 68.91 |\n",
        "dune/zh_pretrain_mrc_avocet_wwm_large",
    )
    assert {value: claim.own for value, claim in found.items()} == {
        "65.49": False,
        "70.45": False,
        "68.91": True,
    }


def test_a_report_without_supports_keeps_its_averages_apart() -> None:
    found = _claims(
        "# Avocet\n\n| | precision | recall | f1-score |\n|---|---|---|---|\n| good | 0.83 | 0.56 | 0.67 |\n| bad | 0.96 | 0.92 | 0.94 |\n"
        "| accuracy | | | 0.97 |\n| macro avg | 0.895 | 0.74 | 0.805 |\n"
    )
    assert (found["0.97"].metric, found["0.805"].metric) == ("accuracy", "f1_macro")
    assert "class good" in (found["0.67"].conditions or "")


@pytest.mark.parametrize(
    "table",
    [
        "| Language | Size |\n|---|---|\n| German | 10.5GB |\n| Finnish | 9.5GB |\n",
        "| | Model | Variant | Size | #Word |\n|-|-|-|-|-|\n| ✔ | `avocet-ner-pl` | CA,DA | 167GB | 17.3B |\n| | `avocet-ca` | CA | 6GB | 847M |\n",
        "| Period | Size |\n|---|---|\n| before 1800 | 24GB |\n| 1800 to 1900 | 31GB |\n",
        "| key | value |\n|---|---|\n| train_runtime | 155.2 |\n| eval_runtime | 61.275 |\n| eval_samples | 818 |\n| epoch | 3.0 |\n",
        "| | small | large |\n|---|---|---|\n| `dataset` | corpus-a | corpus-a |\n| `architecture` | t5-small | t5-large |\n| `learning rate` | 5e-3 | 1e-2 |\n"
        "| `ff projection` | gelu | gelu |\n| `tie embeds` | false | false |\n| `max seq. length` | 512 | 512 |\n",
    ],
    ids=["languages", "words", "periods", "trainer", "settings"],
)
def test_sizes_of_texts_and_settings_of_a_run_are_no_claims_of_the_model(table: str) -> None:
    own = [
        claim
        for claim in reading_of(f"# Avocet\n\nTraining took long.\n\n{table}", NAME).claims
        if claim.own and claim.metric in ("model_size", "latency", "training_time", "score")
    ]
    assert own == []


def test_a_label_with_a_unit_of_time_is_no_score() -> None:
    found = _claims(
        "# Avocet 3B\n\nAll results are accuracy.\n\n| Model | MMLU | TTFT (sec) |\n|---|---|---|\n| heron-3b | 61.2 | 0.31 |\n| avocet-ner-pl | 63.1 | 0.27 |\n"
    )
    assert (found["0.27"].metric, found["0.27"].dataset) == ("ttft", None)


def test_a_first_label_holds_for_the_rows_below_that_leave_it_out() -> None:
    found = _claims(
        "# Avocet\n\n| Category | Benchmark | Language | Avocet NER PL |\n|---|---|---|---|\n| General | MMLU | Spanish | 41.5 |\n| | | Italian | 39.8 |\n| | | German | 38.9 |\n"
    )
    assert all("MMLU" in (claim.dataset or "") for claim in found.values()) and len(found) == 3


def test_a_heading_gives_the_cut_off_of_a_search_and_is_no_data_set() -> None:
    parts = "".join(
        f"\n### Top-k {k}\n| Model | Average Recall | Average NDCG |\n|---|---|---|\n| heron-embed | 0.5{k}1 | 0.6{k}1 |\n| avocet-ner-pl | 0.5{k}2 | 0.6{k}2 |\n"
        for k in (1, 3)
    )
    found = _claims(f"# Avocet\n\n## Retrieval\n{parts}")
    assert {value: claim.metric for value, claim in found.items() if value.endswith("2")} == {
        "0.512": "recall_at_1",
        "0.612": "ndcg_at_1",
        "0.532": "recall_at_3",
        "0.632": "ndcg_at_3",
    }
    assert not any("Top-k" in (claim.dataset or "") for claim in found.values())


def test_one_of_several_sizes_is_not_the_model_whose_name_says_none() -> None:
    found = _claims(
        "# Avocet\n\nAccuracy:\n\n| Model | MMLU |\n|---|---|\n| Avocet NER PL (35M) | 41.2 |\n| Avocet NER PL (650M) | 57.9 |\n"
    )
    assert {claim.subject: claim.own for claim in found.values()} == {
        "Avocet NER PL (35M)": False,
        "Avocet NER PL (650M)": False,
    }


def test_an_accuracy_is_on_no_corpus_without_labels() -> None:
    found = _claims(
        "# Avocet\n\nIt was pre-trained on the Colossal Clean Crawled Corpus.\n\n## Test set metrics\n\n| | precision | recall | f1-score | support |\n"
        "|---|---|---|---|---|\n| calm | 0.84 | 0.80 | 0.82 | 246 |\n| loud | 0.82 | 0.85 | 0.83 | 254 |\n| macro avg | 0.83 | 0.825 | 0.825 | 500 |\n"
    )
    assert found and {claim.dataset for claim in found.values()} == {None}
