"""Tables as cards of today print them: several builds of one model, joined cells, shots, glued scripts."""

from tests.extractors.cards import reading_of

BUILDS = """# Tern 7B MIXED
Scored against the full model on the same corpus.

| build | size | perplexity |
|---|---|---|
| plain q2 (ours) | 2.69 GiB | 16.435 |
| plain q4 (ours) | 4.95 GiB | 5.206 |
| **this model (ours)** | **4.45 GiB** | 5.233 |
"""
JOINED = """# Tern 0.6B
Test split, nDCG@10 and mean cosine.

| corpus | Heron 1B | Tern 0.6B |
|---|---|---|
| SciFact | 0.7559 | 0.7475 (98.9 %) · cos 0.962 |
| NFCorpus | 0.3808 | 0.3782 (99.3 %) · 0.959 |
| SciDocs | 0.2269 | 0.2250 (99.2 %) · 0.964 |
"""
SHOTS = """# Tern 7B
| Category | Benchmark | # Shots | Metric | Tern 7B |
|---|---|---|---|---|
| Knowledge | MMLU | 5 | accuracy | 61.2 |
| Reading | DROP | 3 | F1 | 58.4 |
"""
GLUED = """# Tern ASR
JSUTの評価です。

| Model | 平均WER (%) |
|---|---|
| Tern ASR | 7.31 |
| Heron ASR | 9.42 |
"""
DECLARED = """---
datasets: [harbour-sentences]
---
# Tern
All figures are on the test split of Harbour sentences.

| Model | Accuracy |
|---|---|
| Heron | 95.3 |
| **Tern** | **95.8** |

On FLORES-200 devtest, accuracy is 96.9.
"""


def test_another_build_that_the_author_made_is_not_the_model() -> None:
    found = {
        str(claim.stated.value): claim for claim in reading_of(BUILDS).claims if claim.metric == "perplexity"
    }
    assert {value: claim.own for value, claim in found.items()} == {
        "16.435": False,
        "5.206": False,
        "5.233": True,
    }


def test_a_number_with_what_else_was_measured_behind_it_is_read() -> None:
    found = {str(claim.stated.value): claim for claim in reading_of(JOINED).claims}
    assert set(found) >= {"0.7559", "0.7475", "0.3782", "0.2250"}
    assert found["0.7475"].metric == "ndcg_at_10" and found["0.7475"].dataset == "SciFact"


def test_how_many_examples_were_shown_is_no_score() -> None:
    assert {str(claim.stated.value) for claim in reading_of(SHOTS).claims} == {"61.2", "58.4"}


def test_a_metric_joined_to_words_of_another_script_is_known() -> None:
    assert {str(claim.stated.value): claim.metric for claim in reading_of(GLUED).claims} == {
        "7.31": "wer",
        "9.42": "wer",
    }


def test_data_that_the_card_declares_are_known_in_its_text() -> None:
    found = {str(claim.stated.value): claim for claim in reading_of(DECLARED).claims}
    assert found["95.8"].dataset == "Harbour sentences"
    assert found["95.8"].confidence >= 0.5


def test_a_unit_behind_a_name_makes_it_a_measure_and_no_data_set() -> None:
    rows = "| Model | track km | accuracy |\n|---|---|---|\n| Tern 7B | 618 | 88.6 |\n| Heron 8B | 659 | 81.6 |\n"
    found = reading_of(f"# Tern 7B\nErrors on the harbour test set.\n\n{rows}").claims
    assert not any(claim.dataset and "km" in claim.dataset for claim in found)


def test_a_data_sets_name_over_its_parts_is_no_metric() -> None:
    rows = "| Model | Unisvg | | Chartmimic |\n|---|---|---|---|\n| | Low-Level | High-Level | |\n| Tern 7B | 0.850 | 0.923 | 0.772 |\n| Heron 8B | 0.632 | 0.852 | 0.601 |\n"
    assert "Unisvg" not in {claim.metric for claim in reading_of(f"# Tern 7B\n{rows}").claims}


def test_what_names_the_rows_is_no_property_of_the_model() -> None:
    rows = "| Context (tokens) | tern-7b | heron-13b |\n|---|---|---|\n| 1024 | 6.15 | 6.20 |\n| 4096 | 5.95 | 6.01 |\n"
    found = reading_of(f"# Tern 7B\nPerplexity on PG-19 by context length:\n\n{rows}").claims
    assert "context_length" not in {claim.metric for claim in found}
    assert "6.15" in {str(claim.stated.value) for claim in found}


def test_types_of_entities_over_columns_are_classes() -> None:
    rows = "| Type | PER | LOC | ORG |\n|---|---|---|---|\n| tern-7b | 93.4 | 88.0 | 81.7 |\n"
    found = reading_of(f"# tern-7b\nF1 by entity type:\n\n{rows}").claims
    assert {(claim.metric, claim.dataset, claim.conditions) for claim in found} == {
        ("f1", None, "class PER"), ("f1", None, "class LOC"), ("f1", None, "class ORG")
    }  # fmt: skip


def test_how_much_text_there_is_of_each_language_is_no_size_of_the_model() -> None:
    rows = "| Language | Size (MB) | Tokens |\n|---|---|---|\n| Nahuatl | 5.8 | 61.1K |\n| Otomi | 1.2 | 11.1K |\n"
    assert not reading_of(f"# tern-7b\nThe corpora:\n\n{rows}").claims


def test_the_label_of_a_metric_is_no_data_and_known_data_may_stand_in_small_letters() -> None:
    rows = "| Method | Params (M) | mAP |\n|---|---|---|\n| tern-7b | 12.1 | 42.6 |\n| heron-13b | 14.6 | 48.0 |\n"
    found = reading_of(f"# tern-7b\nThe main results on coco dataset.\n\n{rows}").claims
    assert {claim.dataset for claim in found if claim.metric == "map"} == {"coco"}


def test_a_round_score_among_scores_is_a_score() -> None:
    rows = "".join(
        f"| {name} | {' | '.join(scores)} |\n"
        for name, *scores in (
            ("C-Eval", "83.8", "78", "86.9", "85.1"), ("MMLU", "82.3", "77.8", "80.9", "82.6"), ("GSM8K", "91.1", "92.2", "92.9", "91.4"),
            ("CMMLU", "87.47", "81.6", "89.94", "90.18"), ("BBH", "74.8", "79.7", "89.04", "88.6"),
        )
    )  # fmt: skip
    card = f"# Tern 7B\n| Dataset | Heron-13B | Egret-V2 | Tern-7B | Gull-9B |\n|---|---|---|---|---|\n{rows}"
    assert ("Egret-V2", "78") in {(one.subject, str(one.stated.value)) for one in reading_of(card).claims}


def test_a_corner_that_says_parameter_counts_none() -> None:
    rows = "| Param | #Value |\n|---|---|\n| encoder layers | 12 |\n| hidden size | 4096 |\n"
    assert "params" not in {claim.metric for claim in reading_of(f"# tern-7b\n\n{rows}").claims}
