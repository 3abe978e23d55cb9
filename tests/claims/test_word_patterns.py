"""Every list of words says where it comes from, and none of its words is idle."""

import re
from pathlib import Path

import pytest

from claims import catalog
from claims.catalog.word_patterns import WordPatterns, pattern, word_patterns, words

ROOT = Path(__file__).parents[2]
LISTS = word_patterns().items()


@pytest.mark.parametrize(("name", "listed"), LISTS)
def test_a_list_says_where_it_comes_from_and_holds_each_word_once(name: str, listed: WordPatterns) -> None:
    assert len(listed.source) > 10
    assert len(set(listed.words)) == len(listed.words)


@pytest.mark.parametrize(("name", "listed"), LISTS)
def test_the_words_of_a_list_are_expressions_where_it_has_a_shape(name: str, listed: WordPatterns) -> None:
    if listed.shape is None:
        assert words(name) == set(listed.words)
    else:
        assert listed.shape.count("{}") == 1
        assert all(re.compile(word) for word in listed.words)
        assert pattern(name).pattern == listed.shape.replace("{}", "|".join(listed.words))


@pytest.mark.parametrize("name", list(word_patterns()))
def test_every_list_is_asked_for(name: str) -> None:
    code = (
        path.read_text("utf-8") for room in ("claims", "extractors") for path in (ROOT / room).rglob("*.py")
    )
    assert any(f'("{name}")' in text for text in code)


def test_the_metrics_that_are_compared_are_metrics_of_the_catalog() -> None:
    assert words("compared_metrics") <= catalog.metrics().keys()
