"""Figures near a card's own model that are not its own: of siblings, of training, of machines, of what it was before."""

import pytest

from tests.extractors.cards import reading_of

NAME = "org/tern-base-cased"


def own(text: str, name: str = NAME) -> set[tuple[str, str]]:
    """Metric and value of each claim about the own model."""
    return {(claim.metric, str(claim.stated.value)) for claim in reading_of(text, name).claims if claim.own}


def test_another_casing_or_size_of_the_family_is_not_the_own_model() -> None:
    rows = "".join(f"| {name} | {value} |\n" for name, value in (("tern-base-cased", "90.1"), ("tern-base-uncased", "89.2"), ("tern-large-cased", "91.3")))  # fmt: skip
    assert own(f"# Tern\n| Model | Accuracy |\n|---|---|\n{rows}") == {("accuracy", "90.1")}
    sizes = "# Tern\n## Results\n| Version | PPL |\n|---|---|\n| Base | 22.9 |\n| Medium | 17.6 |\n| Large | 16.7 |\n"
    assert own(sizes) == {("perplexity", "22.9")}


def test_where_a_row_says_this_model_no_other_row_is_it() -> None:
    card = (
        "# tern\n| Model | Start | F1 |\n|---|---|---|\n| tern-ner-luganda (This model) | base | 80.9 |\n"
        "| tern-luganda-ner-luganda | lug | 84.5 |\n"
    )
    assert own(card, "org/tern-ner-luganda") == {("f1", "80.9")}


def test_headers_that_give_one_metric_of_several_models_name_them() -> None:
    card = "# ter\n| Dataset | mBERT F1 | ha_bert F1 |\n|---|---|---|\n| MasakhaNER | 86.65 | 91.31 |\n"
    claims = reading_of(card, "org/mbert-hausa").claims
    assert {(c.metric, c.own) for c in claims} == {("f1", False)}


@pytest.mark.parametrize(
    "log",
    [
        "| Step | Training Loss | Validation Loss | Wer |\n|---|---|---|---|\n| 500 | 0.41 | 0.27 | 0.41 |\n| 1000 | 0.31 | 0.25 | 0.39 |\n",
        "| Epoch | Loss | Accuracy |\n|---|---|---|\n| 1 | 0.41 | 0.81 |\n| 2 | 0.31 | 0.83 |\n",
    ],
)
def test_the_steps_of_a_training_run_are_no_results(log: str) -> None:
    assert own(f"# tern\n### Training results\n{log}") == set()


def test_a_column_of_epochs_beside_results_does_not_make_them_a_log() -> None:
    card = "# tern\n## Results\n| Model | Rouge1 | epochs |\n|---|---|---|\n| tern-base-cased | 34.8 | 6 |\n"
    assert own(card) == {("rouge_1", "34.8")}


def test_depths_of_a_retrieval_are_no_scores_of_the_usual_metric() -> None:
    card = "# tern\n| | Top-K Passages | 1 | 5 | 20 |\n|---|---|---|---|---|\n| TriviaQA Dev | tern-base-cased | 61.8 | 75.9 | 82.5 |\n"
    assert not [claim for claim in reading_of(card, NAME).claims if claim.metric == "exact_match"]


def test_languages_over_columns_are_parts_of_the_data_though_one_is_called_as_a_metric() -> None:
    card = "# tern\n| Tatoeba (Accuracy) | ml | ta | mr | hi |\n|---|---|---|---|---|\n| tern-base-cased | 26.3 | 36.8 | 26.6 | 31.5 |\n"
    claims = reading_of(card, NAME).claims
    assert {(c.metric, c.dataset, str(c.stated.value)) for c in claims} == {
        ("accuracy", "Tatoeba ml", "26.3"), ("accuracy", "Tatoeba ta", "36.8"),
        ("accuracy", "Tatoeba mr", "26.6"), ("accuracy", "Tatoeba hi", "31.5"),
    }  # fmt: skip


@pytest.mark.parametrize(
    "sentence",
    [
        "It was trained with a learning rate of 3e-05, and a maximum sequence length of 128.",
        "The sequence length was limited to 128 tokens.",
        "We set 20 predictions per sequence for the data set with a max sequence length of 128 tokens.",
        "We trained it on a single consumer-grade GPU (11GB memory).",
        "Machine specs:\n\n`Memory: 32 GiB`",
        "This model is trained on python only code approaching 4GB in size.",
        "Training details:\n- Fine-tuning steps: 12'200\n- Input sequence length: 1024",
        "| batch size | learning rate | max sequence length |\n|---|---|---|\n| 256 | 2e-4 | 128 |",
        "This is a small model, so not the famous 1.5B parameter variant.",
        "The model is able to generate texts, even better than GPT-J (6B).",
        "The model has no size, but 256M of them are embeddings of parameters.",
    ],
)
def test_sizes_of_training_of_machines_and_of_others_are_not_the_models(sentence: str) -> None:
    assert own(f"# Tern\n\n{sentence}\n") == set()


def test_the_memory_of_training_is_on_that_condition() -> None:
    (claim,) = reading_of("# Tern\n\nFine-tuning the model needs 14 GB of VRAM.\n", NAME).claims
    assert (claim.metric, claim.conditions) == ("vram", "in training")


def test_what_a_model_was_reduced_to_is_its_size() -> None:
    card = "# Tern\n\nAfter pruning, the model size was reduced from 1.1GB to 246MB.\n"
    assert own(card) == {("model_size", "246")}


def test_the_size_that_the_models_own_name_says_is_its_own_below_a_smaller_one() -> None:
    rows = "# Tern Large\n## Results\n| Version | PPL |\n|---|---|\n| Base | 22.9 |\n| Large | 16.7 |\n"
    assert ("perplexity", "16.7") in own(rows, "tern-large")
