"""In which setting each row of a table was measured: its data set, its sparsity, its number of shots."""

from collections import Counter
from collections.abc import Iterable

from claims.arithmetic.numeric_table import NumericTable, plain
from claims.catalog.word_lists import pattern

LEAST_ROWS = 2
"""Rows that a setting must have: what each row has for itself sets nothing apart."""
MOST_ALONE = 1
"""Settings of one row, such as that of a reference; with more, the column holds what was measured."""


def setting_columns(table: NumericTable) -> tuple[int, ...]:
    """The columns that tell a row's setting: called so, of at least two values that are several rows' each."""
    return tuple(column for column, values in _named(table).items() if _sets_apart(table, values))


def row_settings(table: NumericTable, columns: Iterable[int]) -> dict[int, str]:
    """Each row's setting in words, "Sparsity 90%"; rows without any are left out."""
    named = _named(table)
    settings: dict[int, list[str]] = {}
    for column in columns:
        for row, value in named.get(column, {}).items():
            settings.setdefault(row, []).append(f"{table.last(column)} {value}")
    return {row: ", ".join(texts) for row, texts in settings.items()}


def _named(table: NumericTable) -> dict[int, dict[int, str]]:
    """The cells of each column that is headed as a setting, row by row, spanning ones included."""
    if table.turned:
        return {}
    called = pattern("table_words", "setting_columns")
    columns: dict[int, dict[int, str]] = {
        column: {} for column, heads in table.heads.items() if heads and called.match(heads[-1])
    }
    for cell in table.table.cells if columns else ():
        if cell.column in columns and cell.row >= table.rows[0] and any(map(str.isalnum, cell.text)):
            for row in range(cell.row, cell.row + cell.rows):
                columns[cell.column][row] = plain(cell.text)
    return columns


def _sets_apart(table: NumericTable, values: dict[int, str]) -> bool:
    counted = Counter(value for row, value in values.items() if row in table.rows)
    alone = sum(count < LEAST_ROWS for count in counted.values())
    return alone <= MOST_ALONE and len(counted) - alone > 1
