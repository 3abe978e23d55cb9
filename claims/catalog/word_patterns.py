"""Lists of words by which documents are read: each with its source, loaded when first asked for."""

import functools
import re
import tomllib
from importlib.resources import files

from claims.records.record import Record


class WordPatterns(Record):
    """A list of words, or of patterns of words."""

    source: str
    """Where the words come from."""
    words: tuple[str, ...]
    """The words; regular expressions where there is a shape."""
    shape: str | None = None
    """The regular expression that they stand in, as alternatives in place of {}."""


@functools.cache
def word_patterns() -> dict[str, WordPatterns]:
    """Every list, by name."""
    tables = tomllib.loads((files("claims.catalog") / "word_patterns.toml").read_text("utf-8"))
    return {name: WordPatterns.model_validate(table) for name, table in tables.items()}


@functools.cache
def words(name: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(word_patterns()[name].words)


@functools.cache
def pattern(name: str) -> re.Pattern[str]:
    """The regular expression that finds any word of a list."""
    found = word_patterns()[name]
    return re.compile((found.shape or "{}").replace("{}", "|".join(found.words)))
