"""Lists of words that readers look up: which words name a metric or no data set, what LaTeX prints.

They are in the files of this folder that are lists: each list has a source, and is loaded when first asked for.
"""

import functools
import re
import tomllib
from collections.abc import Mapping
from importlib.resources import files

from claims.records.record import Record


class WordList(Record):
    """One list: words or patterns of words, words with what they mean, or words with a count."""

    name: str
    """By what it is looked up."""
    about: str
    """What its words have in common."""
    source: str
    """Where they come from."""
    words: tuple[str, ...] = ()
    """Plain words; regular expressions where there is a shape."""
    shape: str | None = None
    """The regular expression that the words stand in, as alternatives in place of {}."""
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


@functools.cache
def pattern(file: str, name: str) -> re.Pattern[str]:
    """The regular expression that finds any word of a list."""
    listed = word_lists(file)[name]
    return re.compile((listed.shape or "{}").replace("{}", "|".join(listed.words)))
