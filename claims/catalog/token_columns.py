"""Columns in which files of answers count the tokens of a request."""

from claims.catalog.word_lists import meanings


def token_kind(column: str) -> str | None:
    """Which side a column of tokens counts, by its name: "input" or "output"; None for any other column."""
    return meanings("price_words", "token_columns").get(
        column.strip().casefold().replace(" ", "_").replace("-", "_")
    )
