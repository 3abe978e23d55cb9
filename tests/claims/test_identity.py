"""A paper's system is the model at hand only where the names leave no doubt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.identity import comparable_key, same_model, statement_key
from tests.claims.small_case import a_claim


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


def test_a_statement_is_known_again_however_its_data_set_and_system_are_spelt() -> None:
    key = statement_key(a_claim(subject="Heron Base"))
    assert statement_key(a_claim("88.1%", dataset="glue/sst2", subject="heron-base", line=9)) == key
    assert statement_key(a_claim(subject="Heron Base", split="test")) != key
    assert statement_key(a_claim(subject="Heron Base", metric="f1")) != key


def test_only_a_score_of_a_named_system_on_named_data_can_be_stated_elsewhere() -> None:
    assert comparable_key(a_claim(subject="Heron")) == statement_key(a_claim(subject="Heron"))
    assert comparable_key(a_claim(subject="m")) is None
    assert comparable_key(a_claim(subject="Heron", dataset=None)) is None
    assert comparable_key(a_claim(subject="Heron", kind="size")) is None
