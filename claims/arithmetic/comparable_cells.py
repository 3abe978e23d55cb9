"""Which figures of a column can be held against each other: those of one group, unit and kind."""

from collections.abc import Mapping

from claims.arithmetic.numeric_table import NumericCell, NumericTable
from claims.catalog.word_lists import pattern


def comparable(table: NumericTable, numbers: Mapping[int, NumericCell], row: int) -> dict[int, NumericCell]:
    """The numbers of the same unit and group: a first name that several rows share is a group's."""
    group = _group(table, row)
    return {
        r: number
        for r, number in numbers.items()
        if number.quantity.unit == numbers[row].quantity.unit
        and not _counts(number, numbers[row])
        and table.blocks.get(r) == table.blocks.get(row)
        and (_group(table, r) == group if table.turned else group in (None, table.names.get(r, ("",))[0]))
        and (r == row or not pattern("table_words", "no_system_labels").search(table.name(r)))
    }


def between_rules(
    table: NumericTable, numbers: Mapping[int, NumericCell], row: int
) -> dict[int, NumericCell]:
    """The numbers between the two rules of a table that a row stands between."""
    if table.turned:
        return dict(numbers)
    rules = table.table.rules
    return {
        other: number
        for other, number in numbers.items()
        if not any(min(row, other) < rule <= max(row, other) for rule in rules)
    }


def _group(table: NumericTable, row: int) -> str | None:
    """The first of a row's names, where it is several rows' first name."""
    names = table.names.get(row, ())
    return names[0] if len(names) > 1 and _repeated(table, names[0]) else None


def _counts(number: NumericCell, score: NumericCell) -> bool:
    """Whether a number is a count beside a score: whole and above all scores."""
    return not number.decimals and score.decimals > 0 and number.value > 100 >= score.value


def _repeated(table: NumericTable, name: str) -> bool:
    return sum(1 for names in table.names.values() if len(names) > 1 and names[0] == name) > 1
