"""What columns of data sets are usually called, by the role that they play."""

import functools

from claims.catalog.name_index import records
from claims.records.record import Record


class ColumnRole(Record):
    """A role and the names of its columns."""

    name: str
    """The role: text, label, image …"""
    columns: tuple[str, ...]
    """Names of such columns without case, underscores for spaces; the most usual one first."""
    source: str
    """Published data sets or tools with such columns."""


class ColumnPair(Record):
    """Two columns whose texts belong together, as pairs to compare or as a question with its answer."""

    first: str
    second: str
    completes: bool = False
    """Whether a classifier's text in the first column is never without the second."""
    source: str
    """A published data set with such columns."""


@functools.cache
def column_roles() -> dict[str, ColumnRole]:
    """Every role by its name."""
    return {role.name: role for role in records("column_names.toml", "role", ColumnRole)}


@functools.cache
def column_pairs() -> tuple[ColumnPair, ...]:
    """Every pair of columns, in the order in which they are looked for."""
    return records("column_names.toml", "pair", ColumnPair)
