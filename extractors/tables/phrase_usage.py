"""How a document uses the phrases of its tables elsewhere: in its text, its title and its other tables."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from claims.catalog.name_index import squeeze
from claims.records import Document, Table
from extractors.language.name_usage import NameUsage
from extractors.language.plain_label import plain_label
from extractors.tables.phrase_features import spelling

MOST_CELLS = 20_000
"""Cells of the other tables that are looked at."""


@dataclass(frozen=True)
class PhraseUsage:
    """Looks up where else in a document a phrase stands."""

    document: Document
    evidence: NameUsage
    own: tuple[str, ...]
    _known: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def signs(self, text: str) -> tuple[str, ...]:
        """What the rest of the document says of a phrase."""
        if text not in self._known:
            self._known[text] = tuple(self._signs(text))
        return self._known[text]

    def _signs(self, text: str) -> Iterator[str]:
        low = text.casefold()
        if any(name.casefold() in low for name in self.own if len(name) > 2) or "ours" in low:
            yield "own"
        if re.search(r"[^\W\d_]", text) and len(text) <= 60:
            votes = self.evidence.dataset_or_method(text)
            yield f"use:{max(-3, min(3, votes))}"
            long = self.evidence.abbreviations.get(text, "")
            yield from (f"long:{word}" for word in spelling(long[-60:]) if long and word[:2] == "w=")
        key = squeeze(text)
        yield f"first-column:{min(self._first_column[key], 3)}"
        yield f"first-row:{min(self._first_row[key], 3)}"
        if len(text) > 2 and low in (self.document.title or "").casefold():
            yield "title"

    @cached_property
    def _first_column(self) -> Counter[str]:
        """In how many tables a phrase is a label of a row."""
        return Counter(key for table in self._tables for key in _keys(table, first_column=True))

    @cached_property
    def _first_row(self) -> Counter[str]:
        """In how many tables a phrase stands over a column."""
        return Counter(key for table in self._tables for key in _keys(table, first_column=False))

    @cached_property
    def _tables(self) -> list[Table]:
        """The tables that are looked at: as many as hold a bounded number of cells."""
        sizes = itertools.accumulate(len(table.cells) for table in self.document.tables)
        return [table for table, size in zip(self.document.tables, sizes, strict=True) if size <= MOST_CELLS]


def _keys(table: Table, *, first_column: bool) -> set[str]:
    """What stands in a table's first column, or over its others."""
    return {
        squeeze(plain_label(cell.text))
        for cell in table.cells
        if (cell.column == 0 if first_column else cell.row == 0 and cell.column > 0)
    }
