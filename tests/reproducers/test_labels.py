"""Which label of the data is which of the model's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.errors import DataError
from reproducers.lab.data.label_match import match_labels


def matched(data: list[str], model: list[str]) -> dict[str, str]:
    return {pair.name: pair.value for pair in match_labels(data, model).pairs}


@pytest.mark.parametrize(
    ("data", "model", "expected"),
    [
        (["neg", "pos"], ["neg", "pos"], {"neg": "neg", "pos": "pos"}),
        (
            ["Positive", "NEGATIVE"],
            ["negative", "positive"],
            {"Positive": "positive", "NEGATIVE": "negative"},
        ),
        (["0", "1"], ["negative", "positive"], {"0": "negative", "1": "positive"}),
        (["LABEL_1", "label_0"], ["negative", "positive"], {"LABEL_1": "positive", "label_0": "negative"}),
        (["0", "1"], ["LABEL_0", "LABEL_1"], {"0": "LABEL_0", "1": "LABEL_1"}),
        (["1", "2", "3"], ["1 star", "2 stars", "3 stars"], {"1": "1 star", "2": "2 stars", "3": "3 stars"}),
        (["1", "2", "3"], ["bad", "fair", "good"], {"1": "bad", "2": "fair", "3": "good"}),
        (["pos", "neg"], ["NEGATIVE", "POSITIVE"], {"pos": "POSITIVE", "neg": "NEGATIVE"}),
        (["card lost"], ["card_lost", "card_found"], {"card lost": "card_lost"}),
        (["0", "2"], [], {"0": "0", "2": "2"}),
    ],
)
def test_labels_are_matched(data: list[str], model: list[str], expected: dict[str, str]) -> None:
    assert matched(data, model) == expected


def test_names_that_say_nothing_are_not_guessed() -> None:
    with pytest.raises(DataError, match=r"negative, positive.*LABEL_0, LABEL_1"):
        match_labels(["negative", "positive"], ["LABEL_0", "LABEL_1"])


def test_words_need_a_model_that_names_its_outputs() -> None:
    with pytest.raises(DataError, match="does not name its outputs"):
        match_labels(["good"], [])


@given(st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=8, unique=True), st.randoms())
def test_the_models_own_names_always_match_themselves(names: list[str], draw: object) -> None:
    label_match = match_labels(sorted(names), names)
    assert all(pair.name == pair.value for pair in label_match.pairs)
    assert not label_match.unmatched


@given(
    st.lists(st.text(max_size=6), max_size=6, unique=True),
    st.lists(st.text(max_size=6), max_size=6, unique=True),
)
def test_every_label_is_matched_or_said_not_to_be(data: list[str], model: list[str]) -> None:
    try:
        label_match = match_labels(data, model)
    except DataError:
        return
    assert sorted([pair.name for pair in label_match.pairs] + list(label_match.unmatched)) == sorted(data)
    assert not model or {pair.value for pair in label_match.pairs} <= set(model)
