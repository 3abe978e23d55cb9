"""The catalog's word lists: each has a source, is looked up somewhere, and holds no entry that nothing can reach."""

import re
from functools import partial
from pathlib import Path

import pytest
from hypothesis import Phase, find, settings
from hypothesis.strategies import from_regex

from claims import catalog
from claims.catalog.word_lists import WordList, counts, meanings, pattern, word_lists, words
from extractors.language.datasets import split_in
from extractors.language.metrics import metrics_in
from extractors.readers.latex.text import TextWriter
from extractors.readers.latex.tokens import tokens

HOUSE = Path(__file__).resolve().parents[2]
FILES = [
    path.stem for path in (HOUSE / "claims/catalog").glob("*.toml") if "[[list]]" in path.read_text("utf-8")
]
LISTS = [(file, listed) for file in sorted(FILES) for listed in word_lists(file).values()]
PATTERNS = [(file, listed) for file, listed in LISTS if listed.shape]
SIGNS = {letter for _, listed in PATTERNS for word in (listed.shape or "", *listed.words) for letter in word}
ALPHABET = "".join(sorted({*map(chr, range(32, 127)), *SIGNS, "é", "Ω", "中"}))
CODE = "\n".join(
    path.read_text("utf-8")
    for room in ("claims", "extractors", "reproducers")
    for path in (HOUSE / room).rglob("*.py")
)


def test_every_list_of_words_says_what_it_is_and_where_it_comes_from() -> None:
    assert all(listed.about.endswith(".") and len(listed.source) > 5 for _, listed in LISTS)


@pytest.mark.parametrize(("file", "listed"), LISTS, ids=[f"{file}/{listed.name}" for file, listed in LISTS])
def test_every_list_of_words_is_looked_up_and_holds_something(file: str, listed: WordList) -> None:
    kind = (
        "pattern" if listed.shape else "words" if listed.words else "meanings" if listed.means else "counts"
    )
    assert re.search(rf'{kind}\(\s*"{file}", "{listed.name}"\s*\)', CODE)
    assert len(set(listed.words)) == len(listed.words)
    assert sum(bool(part) for part in (listed.words, listed.means, listed.counts)) == 1


def _is_missed(shape: re.Pattern[str], text: str) -> bool:
    return shape.search(text) is None


@pytest.mark.parametrize(
    ("file", "listed"), PATTERNS, ids=[f"{file}/{listed.name}" for file, listed in PATTERNS]
)
def test_every_entry_of_a_pattern_finds_what_no_other_entry_finds(file: str, listed: WordList) -> None:
    assert listed.shape is not None and listed.shape.count("{}") == 1
    for word in listed.words:
        others = "|".join(other for other in listed.words if other != word)
        without = re.compile(listed.shape.replace("{}", others))
        flags = "(?i)" * listed.shape.startswith("(?i)")
        shape = listed.shape.removeprefix("(?i)").replace("{}", f"(?:{word})")
        alone = re.compile(rf"{flags}\w?(?:{shape})\w?")  # "." before \b wants a letter behind it
        assert pattern(file, listed.name).search(_found_by(alone, word, without))


def _found_by(alone: re.Pattern[str], word: str, without: re.Pattern[str]) -> str:
    """A text that one expression finds and another misses; the word itself, or one that is drawn, which takes long."""
    if alone.fullmatch(word) and _is_missed(without, word):
        return word
    return find(
        from_regex(alone, alphabet=ALPHABET),
        partial(_is_missed, without),
        settings=settings(
            max_examples=300, derandomize=True, database=None, deadline=None, phases=[Phase.generate]
        ),
    )


def known_as_metric(word: str) -> bool:
    return any(catalog.metric(form) for form in (word, word.upper(), word.title()))


def test_every_everyday_word_would_otherwise_be_a_metric_or_a_data_set() -> None:
    assert all(known_as_metric(word) for word in words("metric_words", "everyday_words"))
    names = words("dataset_words", "everyday_words")
    assert all(catalog.dataset(word) or catalog.dataset(word.upper()) for word in names)


def test_every_phrase_for_a_metric_is_found_in_a_sentence() -> None:
    for phrase, metric in meanings("metric_words", "phrases").items():
        ids = [m.metric.id for form in (phrase, phrase.upper()) for m in metrics_in(f"its {form} is 3")]
        assert metric in ids, phrase


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


def test_the_metrics_that_are_compared_are_metrics_of_the_catalog() -> None:
    assert words("metric_words", "compared_metrics") <= catalog.metrics().keys()
