"""Lists of words that readers look up: which words name a metric or no data set, what LaTeX prints."""

import functools
import tomllib
from collections.abc import Mapping
from importlib.resources import files

from claims.records.record import Record

FILES = ("metric_words", "dataset_words", "model_words", "component_words", "number_words", "latex_commands")
"""The files of the catalog that hold such lists."""


class WordList(Record):
    """One list: plain words, words with what they mean, or words with a count."""

    name: str
    """By what it is looked up."""
    about: str
    """What its words have in common."""
    source: str
    """Where they come from."""
    words: tuple[str, ...] = ()
    """Plain words."""
    means: Mapping[str, str] = {}
    """Words, each with what it means or prints."""
    counts: Mapping[str, int] = {}
    """Words, each with a number."""


@functools.cache
def word_lists(file: str) -> Mapping[str, WordList]:
    """The lists of a file by name; read when first asked for."""
    rows = tomllib.loads((files("claims.catalog") / f"{file}.toml").read_text("utf-8"))["list"]
    return {row["name"]: WordList.model_validate(row) for row in rows}


@functools.cache
def words(file: str, name: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(word_lists(file)[name].words)


@functools.cache
def meanings(file: str, name: str) -> Mapping[str, str]:
    """The words of a list, each with what it means."""
    return word_lists(file)[name].means


@functools.cache
def counts(file: str, name: str) -> Mapping[str, int]:
    """The words of a list, each with its number."""
    return word_lists(file)[name].counts
