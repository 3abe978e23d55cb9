"""The catalog's word lists: each has a source, is looked up somewhere, and holds no entry that nothing can reach."""

import re
from pathlib import Path

import pytest

from claims import catalog
from claims.catalog.word_lists import FILES, WordList, counts, meanings, word_lists, words
from extractors.language.datasets import split_in
from extractors.language.metrics import metrics_in
from extractors.readers.latex.text import TextWriter
from extractors.readers.latex.tokens import tokens

HOUSE = Path(__file__).resolve().parents[2]
LISTS = [(file, one) for file in FILES for one in word_lists(file).values()]
CODE = "\n".join(
    path.read_text("utf-8") for room in ("claims", "extractors") for path in (HOUSE / room).rglob("*.py")
)


def test_every_list_of_words_says_what_it_is_and_where_it_comes_from() -> None:
    assert all(one.about.endswith(".") and len(one.source) > 5 for _, one in LISTS)


@pytest.mark.parametrize(("file", "one"), LISTS, ids=[f"{file}/{one.name}" for file, one in LISTS])
def test_every_list_of_words_is_looked_up_and_holds_something(file: str, one: WordList) -> None:
    kind = "words" if one.words else "means" if one.means else "counts"
    asked = {"words": "words", "means": "meanings", "counts": "counts"}[kind]
    assert re.search(rf'{asked}\(\s*"{file}", "{one.name}"\s*\)', CODE)
    assert len(set(one.words)) == len(one.words)
    assert sum(bool(part) for part in (one.words, one.means, one.counts)) == 1


def known_as_metric(word: str) -> bool:
    return any(catalog.metric(form) for form in (word, word.upper(), word.title()))


def test_every_everyday_word_would_otherwise_be_a_metric_or_a_data_set() -> None:
    assert all(known_as_metric(word) for word in words("metric_words", "everyday_words"))
    names = words("dataset_words", "everyday_words")
    assert all(catalog.dataset(word) or catalog.dataset(word.upper()) for word in names)


def test_every_phrase_for_a_metric_is_found_in_a_sentence() -> None:
    for phrase, metric in meanings("metric_words", "phrases").items():
        found = [m.metric.id for form in (phrase, phrase.upper()) for m in metrics_in(f"its {form} is 3")]
        assert metric in found, phrase


@pytest.mark.parametrize("name", ["not_in_captions", "model_properties"])
def test_every_named_metric_is_one_of_the_catalog(name: str) -> None:
    assert words("metric_words", name) <= set(catalog.metrics())


def test_every_leaderboard_spelling_is_of_a_metric_of_the_catalog() -> None:
    assert set(meanings("metric_words", "leaderboard_spellings")) <= set(catalog.metrics())


def test_every_word_for_a_split_is_read_as_that_split() -> None:
    for word, split in meanings("dataset_words", "splits").items():
        assert split_in(f"results on the {word} part") == split


def printed(source: str) -> str:
    return TextWriter().text(list(tokens(source, 0)))


def test_every_command_that_prints_is_printed() -> None:
    for command, sign in meanings("latex_commands", "prints").items():
        assert printed(f"a{command}{{}}b").replace(" ", "") == f"a{sign}b".replace(" ", ""), command


def test_every_silent_command_swallows_its_arguments() -> None:
    for command, number in counts("latex_commands", "silent_arguments").items():
        assert [token.text for token in tokens(command, 0)] == [command]
        if number:
            assert printed(f"a {command}{'{7}' * number} b").replace(" ", "") == "ab", command
