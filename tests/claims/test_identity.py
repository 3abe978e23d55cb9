"""A paper's system is the model at hand only where the names leave no doubt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.identity import same_model


@pytest.mark.parametrize(
    ("subject", "model"),
    [
        ("BERT-Large", "google-bert/bert-large-uncased"),
        ("BERT_BASE", "bert-base-cased"),
        ("TinyLlama 1.1B", "acme/TinyLlama-1.1B"),
        ("the DistilBERT model", "distilbert"),
    ],
)
def test_the_same_name_in_other_clothes_is_the_same_model(subject: str, model: str) -> None:
    assert same_model(subject, model)


@pytest.mark.parametrize(
    ("subject", "model"),
    [
        ("BERT-Large", "google-bert/bert-base-uncased"),
        ("BERT", "google-bert/bert-base-uncased"),
        ("RoBERTa-Base", "deepset/roberta-base-squad2"),
        ("BERT-Large", "bert-large-uncased-whole-word-masking"),
        ("Llama 2 7B", "meta-llama/Llama-2-13b"),
        ("Ours", "acme/great-model"),
        ("", "acme/great-model"),
        ("model", "acme/model"),
    ],
)
def test_a_size_a_data_set_or_a_technique_makes_another_model(subject: str, model: str) -> None:
    assert not same_model(subject, model)


@given(st.lists(st.sampled_from(["bert", "large", "7b", "v2", "squad", "tiny", "6"]), min_size=1, max_size=5))
def test_every_name_is_itself_whatever_stands_between_its_words(words: list[str]) -> None:
    assert same_model(" ".join(words).upper(), f"acme/{'-'.join(words)}")
