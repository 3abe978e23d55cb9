"""Chooses a column by its content where names leave it open, with a note that says so."""

from collections.abc import Sequence
from typing import NamedTuple

from claims.errors import DataError
from claims.records import Pair
from reproducers.lab.data import column_names
from reproducers.lab.data.label_match import match_labels, same_names
from reproducers.lab.data.references import are_paths, are_row_names
from reproducers.lab.data.table_file import Cells, DataTable

_LOOKED_AT = 2_000  # rows that decide
_CLEARLY_LONGER = 2.0
_WORDS = 12  # characters of a cell that is more than a code


class ColumnChoice(NamedTuple):
    """The chosen column, with a note where its content decided."""

    column: str
    note: str = ""


def label_column(
    table: DataTable, given: tuple[Pair, ...], file: str, vocabulary: Sequence[str]
) -> ColumnChoice:
    """The column of labels: the user's choice, else the one with the model's labels, else the one of such a name.

    Raises DataError where several could be it, or none.
    """
    if any(pair.name == "label" for pair in given):
        return ColumnChoice(column_names.role_of(table.columns, "label", given, file) or "")
    taken = {pair.value for pair in given}
    rest = [c for c in table.columns if c not in taken and not column_names.is_called(c, "output")]
    named = column_names.candidates(rest, "label")
    holding = [c for c in rest if vocabulary and same_names(_distinct(table.columns[c]), vocabulary)]
    both = [c for c in named if c in holding]
    for candidates, note in ((both, ""), (holding, "since it holds the model's labels"), (named, "")):
        if len(candidates) == 1:
            return ColumnChoice(
                candidates[0], f"{candidates[0]!r} is taken as the label {note}." if note else ""
            )
        if len(candidates) > 1:
            break
    fitting = [
        c for c in (both or holding or named or rest) if vocabulary and _numbers_of(table, c, vocabulary)
    ]
    if len(fitting) == 1:
        return ColumnChoice(
            fitting[0], f"{fitting[0]!r} is taken as the label, since its values are the model's."
        )
    if both or holding or named:
        raise _several(both or holding or named, "label", file)
    says = f"No column of {file} looks like the label; it has {', '.join(list(table.columns)[:20])}."
    raise DataError(says, "Say which it is: --columns label=….")


def text_column(table: DataTable, given: tuple[Pair, ...], file: str, role: str = "text") -> ColumnChoice:
    """The column of texts: the user's choice, else of such a name, else the only or by far the longest one left."""
    if any(pair.name == role for pair in given):
        return ColumnChoice(column_names.role_of(table.columns, role, given, file) or "")
    taken = {pair.value for pair in given}
    rest = [c for c in table.columns if c not in taken and not are_paths(table.columns[c])]
    named = column_names.candidates(rest, role)
    if len(named) == 1:
        return ColumnChoice(named[0])
    if not named and len(rest) == 1 and not are_row_names(rest[0], table.columns[rest[0]]):
        return ColumnChoice(rest[0])
    longest = _longest(table, named or rest)
    if longest is not None and not are_row_names(longest, table.columns[longest]):
        return ColumnChoice(
            longest, f"{longest!r} is taken as the {role}, since its cells are by far the longest."
        )
    if named:
        raise _several(named, role, file)
    raise no_such_column(table, role, file)


def no_such_column(table: DataTable, role: str, file: str) -> DataError:
    """The error for a table in which no column looks like the role."""
    says = f"No column of {file} looks like the {role}; it has {', '.join(list(table.columns)[:20])}."
    return DataError(says, f"Say which it is: --columns {role}=….")


def is_numeric(cells: Cells) -> bool:
    """Whether every cell that is filled, of the first thousands, is a number."""
    filled = [cell for cell in cells[:_LOOKED_AT] if cell is not None]
    try:
        return bool([float(cell) for cell in filled])
    except ValueError:
        return False


def _longest(table: DataTable, columns: Sequence[str]) -> str | None:
    """The column whose cells are twice as long as any other's, are words, and seldom repeat."""
    lengths: dict[str, float] = {}
    for column in columns:
        filled = [cell for cell in table.columns[column][:_LOOKED_AT] if cell is not None]
        lengths[column] = sum(map(len, filled)) / len(filled) if filled else 0.0
    ranked = sorted(columns, key=lambda c: -lengths[c])
    if len(ranked) < 2 or lengths[ranked[0]] < max(_WORDS, _CLEARLY_LONGER * lengths[ranked[1]]):
        return None
    cells = table.columns[ranked[0]]
    return ranked[0] if not is_numeric(cells) and 2 * len(set(cells)) > len(cells) else None


def _numbers_of(table: DataTable, column: str, vocabulary: Sequence[str]) -> bool:
    """Whether a column's values can all be matched with the model's labels in some way."""
    seen = _distinct(table.columns[column])
    if not 1 < len(seen) <= len(vocabulary):
        return False
    try:
        return not match_labels(seen, vocabulary).unmatched
    except DataError:
        return False


def _distinct(cells: Cells) -> list[str]:
    return sorted({cell.strip() for cell in cells if cell is not None})


def _several(columns: Sequence[str], role: str, file: str) -> DataError:
    listed = ", ".join(repr(column) for column in columns[:20])
    says = f"{file}: {listed} could each be the {role} column."
    return DataError(says, f"Say which: --columns {role}={columns[0]}.")
