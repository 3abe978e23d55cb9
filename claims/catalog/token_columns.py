"""Columns in which files of answers count the tokens of a request."""

from claims.catalog.word_lists import meanings


def token_kind(column: str) -> str | None:
    """"input" or "output" for a column of tokens, by its name; None for any other."""
    return meanings("price_words", "token_columns").get(column.strip().casefold().replace(" ", "_").replace("-", "_"))
