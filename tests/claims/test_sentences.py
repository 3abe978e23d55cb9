"""One rule says where sentences end, in cards and papers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.catalog.word_lists import words
from claims.records import Block, Place
from claims.text.sentences import LONGEST, MOST, sentence_ends, sentences, split_sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It scores 9.5 points. The rest follows!", ["It scores 9.5 points.", "The rest follows!"]),
        ("We follow J. Doe and use BLEU. It is 30.", ["We follow J. Doe and use BLEU.", "It is 30."]),
        ("see e.g. (Table 2). Then stop", ["see e.g. (Table 2).", "Then stop"]),
        ("准确率很高。 F1 也是。", ["准确率很高。", "F1 也是。"]),
        ("- first item\n- second item", ["- first item", "- second item"]),
        ("it ends so. and goes on", ["it ends so. and goes on"]),
        ("Is it good? 93 % say so.", ["Is it good?", "93 % say so."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_a_sentence_ends_where_a_reader_sees_it_end(text: str, expected: list[str]) -> None:
    assert split_sentences(text) == expected


@pytest.mark.parametrize("word", sorted(words("sentence_words", "abbreviations")))
def test_no_sentence_ends_behind_an_abbreviation(word: str) -> None:
    assert split_sentences(f"It is, {word}. Twelve of them.") == [f"It is, {word}. Twelve of them."]


@given(st.text(alphabet="aB. \n-!?9", max_size=80))
def test_nothing_is_lost_and_no_end_comes_twice(text: str) -> None:
    ends = list(sentence_ends(text))
    assert ends == sorted(set(ends))
    assert "".join("".join(split_sentences(text)).split()) == "".join(text.split())


def test_a_block_is_read_on_one_line_and_up_to_a_limit() -> None:
    def block(text: str) -> Block:
        return Block(kind="paragraph", text=text, place=Place(file="a", quote=""))

    assert sentences(block("A bro-\nken word.\nAnd more.")) == ["A broken word.", "And more."]
    assert len(sentences(block("Ab. " * 1_000))) == MOST
    assert len(sentences(block("a" * 5_000))[0]) == LONGEST
