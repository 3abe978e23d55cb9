"""Tables as cards of today print them: several builds of one model, joined cells, shots, glued scripts."""

from tests.extractors.cards import reading_of

BUILDS = """# Tern 7B MIXED
All builds were run on one corpus.

| build | size | perplexity |
|---|---|---|
| plain q2 (ours) | 3.1 GiB | 14.27 |
| plain q4 (ours) | 5.3 GiB | 6.318 |
| **this model (ours)** | **4.8 GiB** | 6.402 |
"""
JOINED = """# Tern 0.6B
nDCG@10 on the test splits.

| corpus | Heron 1B | Tern 0.6B |
|---|---|---|
| SciFact | 0.7120 | 0.7013 (98.5 %) · cos 0.911 |
| TREC-COVID | 0.6410 | 0.6325 (98.7 %) · 0.923 |
| FiQA | 0.3305 | 0.3291 (99.6 %) · 0.934 |
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
        "14.27": False,
        "6.318": False,
        "6.402": True,
    }


def test_a_number_with_what_else_was_measured_behind_it_is_read() -> None:
    found = {str(claim.stated.value): claim for claim in reading_of(JOINED).claims}
    assert set(found) >= {"0.7120", "0.7013", "0.6325", "0.3291"}
    assert found["0.7013"].metric == "ndcg_at_10" and found["0.7013"].dataset == "SciFact"


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
    rows = "| Model | drift km | accuracy |\n|---|---|---|\n| Tern 7B | 412 | 88.6 |\n| Heron 8B | 437 | 81.6 |\n"
    claims = reading_of(f"# Tern 7B\nErrors on the harbour test set.\n\n{rows}").claims
    assert not any(claim.dataset and "km" in claim.dataset for claim in claims)


def test_a_data_sets_name_over_its_parts_is_no_metric() -> None:
    rows = "| Model | Inkdraw | | Plotcopy |\n|---|---|---|---|\n| | Strokes | Shapes | |\n| Tern 7B | 0.811 | 0.874 | 0.702 |\n| Heron 8B | 0.604 | 0.803 | 0.655 |\n"
    assert "Inkdraw" not in {claim.metric for claim in reading_of(f"# Tern 7B\n{rows}").claims}


def test_what_names_the_rows_is_no_property_of_the_model() -> None:
    rows = "| Context (tokens) | tern-7b | heron-13b |\n|---|---|---|\n| 512 | 7.41 | 7.52 |\n| 2048 | 7.02 | 7.11 |\n"
    claims = reading_of(
        f"# Tern 7B\nPerplexity on WikiText-103 for several lengths of context:\n\n{rows}"
    ).claims
    assert "context_length" not in {claim.metric for claim in claims}
    assert "7.41" in {str(claim.stated.value) for claim in claims}


def test_types_of_entities_over_columns_are_classes() -> None:
    rows = "| Type | PER | LOC | ORG |\n|---|---|---|---|\n| tern-7b | 90.2 | 85.5 | 79.1 |\n"
    claims = reading_of(f"# tern-7b\nF1 by entity type:\n\n{rows}").claims
    assert {(claim.metric, claim.dataset, claim.conditions) for claim in claims} == {
        ("f1", None, "class PER"), ("f1", None, "class LOC"), ("f1", None, "class ORG")
    }  # fmt: skip


def test_how_much_text_there_is_of_each_language_is_no_size_of_the_model() -> None:
    rows = "| Language | Size (MB) | Tokens |\n|---|---|---|\n| Frisian | 7.4 | 82.3K |\n| Sorbian | 2.6 | 19.5K |\n"
    assert not reading_of(f"# tern-7b\nThe corpora:\n\n{rows}").claims


def test_the_label_of_a_metric_is_no_data_and_known_data_may_stand_in_small_letters() -> None:
    rows = "| Method | Params (M) | mAP |\n|---|---|---|\n| tern-7b | 10.3 | 40.2 |\n| heron-13b | 17.9 | 45.7 |\n"
    claims = reading_of(f"# tern-7b\nDetection on coco dataset.\n\n{rows}").claims
    assert {claim.dataset for claim in claims if claim.metric == "map"} == {"coco"}


def test_a_round_score_among_scores_is_a_score() -> None:
    rows = "".join(
        f"| {name} | {' | '.join(scores)} |\n"
        for name, *scores in (
            ("C-Eval", "71.4", "69", "74.2", "70.3"), ("MMLU", "66.1", "63.9", "68.5", "67.2"), ("GSM8K", "58.3", "55.7", "61.8", "60.4"),
            ("CMMLU", "70.42", "68.1", "73.55", "71.09"), ("BBH", "52.6", "50.8", "57.13", "55.2"),
        )
    )  # fmt: skip
    card = f"# Tern 7B\n| Dataset | Heron-13B | Egret-V2 | Tern-7B | Gull-9B |\n|---|---|---|---|---|\n{rows}"
    assert ("Egret-V2", "69") in {
        (claim.subject, str(claim.stated.value)) for claim in reading_of(card).claims
    }


def test_a_corner_that_says_parameter_counts_none() -> None:
    rows = "| Param | #Value |\n|---|---|\n| decoder layers | 18 |\n| hidden size | 1536 |\n"
    assert "params" not in {claim.metric for claim in reading_of(f"# tern-7b\n\n{rows}").claims}
