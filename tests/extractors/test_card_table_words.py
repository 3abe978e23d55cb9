"""Words over a card's columns, and before its rows, that look like something else than they mean there."""

import pytest

from tests.extractors.cards import reading_of


def claims_of(card: str) -> set[tuple[str, str, str | None, str | None, bool]]:
    """Metric, value, data set, conditions and whether it is the own model's, of each claim."""
    claims = reading_of(card).claims
    return {(c.metric, str(c.stated.value), c.dataset, c.conditions, c.own) for c in claims}


def test_words_of_grammar_are_no_metrics() -> None:
    card = "| Split | Accuracy | Train Steps Per Second |\n|---|---|---|\n| test | 0.817 | 3.1 |\n"
    assert not [claim for claim in reading_of(card).claims if claim.metric in ("per", "inception_score")]
    assert [claim.metric for claim in reading_of("| Model | PER |\n|---|---|\n| ours | 12.4 |\n").claims] == [
        "per"
    ]


@pytest.mark.parametrize(
    "label", ["MoE Hidden Dimension (per Expert)", "FFN hidden size", "Vision hidden size"]
)
def test_the_width_of_a_part_is_not_the_models(label: str) -> None:
    card = f"| Field | Value |\n|---|---|\n| Attention Hidden Dimension | 32 |\n| {label} | 48 |\n| Layers | 4 |\n"
    assert {c.stated.value for c in reading_of(card).claims if c.metric == "embedding_dimension"} == {32}


@pytest.mark.parametrize(
    "table",
    [
        "| Source | Language | Documents | Size |\n|---|---|---|---|\n| Laws | nl | 116K | 3.9 GB |\n",
        "| Dataset | # Samples | Size on disk |\n|---|---|---|\n| train | 120K | 45 MB |\n| test | 10K | 4 MB |\n",
        "| Corpora | Number of documents | Size (GB) |\n|---|---|---|\n| Web | 201,080 | 570 |\n",
    ],
)
def test_sizes_of_corpora_are_not_the_models(table: str) -> None:
    assert claims_of(f"# m\n{table}") == set()


def test_the_scores_of_a_pipeline_are_named_by_their_rows_and_not_by_the_heading() -> None:
    rows = "".join(
        f"| `{name}` | {value} |\n"
        for name, value in (("TAG_ACC", "95.1"), ("DEP_UAS", "89.0"), ("SENTS_F", "90.1"), ("CATS_SCORE", "81.2"), ("NER_LOSS", "54.5"))
    )  # fmt: skip
    found = claims_of(f"# m\n### Accuracy\n| Type | Score |\n|---|---|\n{rows}")
    assert {(metric, value) for metric, value, *_ in found} == {
        ("accuracy", "95.1"),
        ("uas", "89.0"),
        ("f1", "90.1"),
    }


def test_types_of_entities_are_classes_and_no_metrics() -> None:
    card = (
        "# m\n#### F1-score\n| Loc | Org | Per | Total |\n|---|---|---|---|\n| 0.91 | 0.88 | 0.96 | 0.92 |\n"
    )
    found = claims_of(card)
    assert ("f1", "0.96") in {(metric, value) for metric, value, *_ in found}
    assert all(metric == "f1" for metric, *_ in found)
    rows = "# m\n| Entity | F1 |\n|---|---|\n| PER | 0.94 |\n| LOC | 0.90 |\n| ORG | 0.85 |\n"
    assert ("f1", "0.94", None, "class PER", True) in claims_of(rows)


def test_shots_are_conditions_however_their_column_is_called() -> None:
    card = (
        "# m\n|Tasks|Version|n-shot|Metric|   |Value|   |Stderr|\n|---|---|---|---|---|---|---|---|\n"
        "|hellaswag|1|10|acc|↑|0.6021|±|0.0049|\n|gsm8k|3|5|exact_match|↑|0.514|±|0.0138|\n"
    )
    found = claims_of(card)
    assert ("exact_match", "0.514", "gsm8k", "Version 3; 5-shot", True) in found
    assert len(found) == 2
    other = "# m\n| Groups | num_fewshot | Metric | Value |\n|---|---|---|---|\n| mmlu | 5 | acc | 0.61 |\n"
    assert ("accuracy", "0.61", "mmlu", "5-shot", True) in claims_of(other)


def test_benchmarks_over_rows_of_settings_are_no_models() -> None:
    card = (
        "# m\n| Task | BoolQ | PIQA | HellaSwag |\n|---|---|---|---|\n"
        "| Original: acc | 76.5 | 79.8 | 70.1 |\n| Ours: `acc_norm` | 71.1 | 76.2 | 66.6 |\n"
    )
    found = claims_of(card)
    assert ("acc_norm", "66.6", "HellaSwag", "Ours", True) in found
    assert ("accuracy", "76.5", "BoolQ", "Original", False) in found


def test_a_data_set_among_data_sets_is_one_though_a_metric_has_its_name() -> None:
    beside = "# m\nWord error rates:\n\n| Model | AMI | GigaSpeech | LS-Clean | RTFx |\n|---|---|---|---|---|\n| m | 7.86 | 7.4 | 1.07 | 110 |\n"
    found = {(metric, value, data) for metric, value, data, *_ in claims_of(beside)}
    assert {("wer", "7.86", "AMI"), ("wer", "1.07", "LS-Clean"), ("rtfx", "110", None)} <= found
    by_row = (
        "# m\n| | AMI | Earnings22 | LibriSpeech clean |\n|---|---|---|---|\n| WER | 15.9 | 11.3 | 2.2 |\n"
    )
    assert ("wer", "15.9", "AMI", None, True) in claims_of(by_row)
    clusters = "# m\n| Model | NMI | AMI |\n|---|---|---|\n| m | 0.61 | 0.58 |\n"
    assert {metric for metric, *_ in claims_of(clusters)} == {"nmi", "ami"}


def test_r2_is_a_regressions_or_a_summarys_by_what_stands_beside_it() -> None:
    assert ("r2", "0.81") in {
        c[:2] for c in claims_of("# m\n| Model | MSE | R2 |\n|---|---|---|\n| m | 3.2 | 0.81 |\n")
    }
    assert ("r2", "0.77") in {
        c[:2] for c in claims_of("# m\n| Metric | Value |\n|---|---|\n| R2 | 0.77 |\n| RMSE | 1.9 |\n")
    }
    card = "# m\n| Model | R1 | R2 | RL |\n|---|---|---|---|\n| m | 44.1 | 21.2 | 41.3 |\n"
    assert {c[:2] for c in claims_of(card)} == {("rouge_1", "44.1"), ("rouge_2", "21.2"), ("rouge_l", "41.3")}


def test_a_data_set_under_its_own_heading_is_not_that_of_other_sections() -> None:
    card = "# m\n| Model | Masked LM Accuracy |\n|---|---|\n| m | 0.779 |\n\n## Tasks\n### NSMC\nFine-tune with `--task NSMC`.\n"
    assert [c.dataset for c in reading_of(card).claims] == [None]
    own = "# m\n## NSMC\n| Model | Accuracy |\n|---|---|\n| m | 0.889 |\n"
    assert [c.dataset for c in reading_of(own).claims] == ["NSMC"]


@pytest.mark.parametrize(
    ("header", "label", "metric"),
    [("Metrik | Wert", "Genauigkeit", "accuracy"), ("Métrica | Resultado", "F1", "f1"), ("Métrique | Valeur", "Rappel", "recall"),
     ("指标 | 数值", "准确率", "accuracy"), ("評価指標 | スコア", "Accuracy", "accuracy")],
)  # fmt: skip
def test_values_are_the_own_models_in_other_languages_too(header: str, label: str, metric: str) -> None:
    card = f"# m\n| {header} |\n|---|---|\n| {label} | 0.91 |\n| WER | 0.12 |\n"
    assert (metric, "0.91", None, None, True) in claims_of(card)


def test_a_unit_behind_a_comma_is_the_columns() -> None:
    card = "# m\n| Batch | forward time, msec |\n|---|---|\n| 32 | 914.24 |\n"
    assert [(c.metric, c.stated.unit) for c in reading_of(card).claims] == [("latency", "msec")]


def test_of_a_table_of_a_speech_scorer_only_the_error_rate_is_a_claim() -> None:
    heads = "|dataset|Snt|Wrd|Corr|Sub|Del|Ins|Err|S.Err|\n|---|---|---|---|---|---|---|---|---|\n"
    text = f"# Tern\n\n### WER\n\n{heads}|decode/dev_clean|2703|54402|94.5|5.1|0.4|0.7|6.2|56.6|\n"
    assert [str(claim.stated.value) for claim in reading_of(text).claims] == ["6.2"]
    other = "# Tern\n\n| model | Del | WER |\n|---|---|---|\n| tern-7b | 0.4 | 6.2 |\n"
    assert "6.2" in [str(claim.stated.value) for claim in reading_of(other).claims]


def test_a_threshold_is_no_score_and_an_improvement_is_none_of_its_metric() -> None:
    rows = "| Metric | Value |\n|---|---|\n| cosine_f1 | 0.81 |\n| cosine_f1_threshold | 0.71 |\n| dot_accuracy_threshold | 112.2 |\n| best_f1_thresh | 0.0 |\n"
    assert {claim[:2] for claim in claims_of(f"# m\n{rows}")} == {("f1", "0.81")}
    gains = "| Model | SI-SDR | SI-SDRi |\n|---|---|---|\n| m | 14.7 | 11.2 |\n"
    assert {claim[:2] for claim in claims_of(f"# m\n{gains}")} == {
        ("si_sdr", "14.7"),
        ("si_sdr_improvement", "11.2"),
    }


def test_a_footnote_behind_a_table_names_no_metric_for_all_its_rows() -> None:
    table = "| | Tern | Heron |\n|---|---|---|\n| MMLU | 61.2 | 55.0 |\n| Arena-Hard* | 40.1 | 38.0 |\n"
    card = f"# acme/tern\n## Results\n{table}\n*: We report the win rates as judged by Heron.\n"
    metrics = {value: metric for metric, value, *_ in claims_of(card)}
    assert metrics["61.2"] != "win_rate" != metrics["55.0"]


def test_the_table_of_a_retrieval_evaluator_gives_each_metric_at_its_cut_off() -> None:
    table = "| Metric | Value |\n|---|---|\n| cosine_accuracy@1 | 0.34 |\n| cosine_precision@3 | 0.2267 |\n| **cosine_ndcg@10** | **0.69** |\n"
    found = {claim[:2] for claim in claims_of(f"# acme/tern\n## Evaluation\n{table}")}
    assert found == {("accuracy_at_1", "0.34"), ("precision_at_3", "0.2267"), ("ndcg_at_10", "0.69")}


def test_a_model_called_by_its_size_is_no_count_of_parameters() -> None:
    card = (
        "# Finch 2B\n## Evaluation\n| Benchmark | Metric | 2B Params | 7B Params |\n|---|---|---|---|\n"
        "| MMLU | 5-shot, top-1 | 42.3 | 64.3 |\n| BoolQ | 0-shot | 69.4 | 83.2 |\n| PIQA | 0-shot | 77.3 | 81.2 |\n"
    )
    found = claims_of(card)
    assert not [claim for claim in found if claim[0] == "params"]
    assert ("accuracy", "69.4", "BoolQ") in {claim[:3] for claim in found}
