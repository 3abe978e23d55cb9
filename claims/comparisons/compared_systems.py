"""The systems that a table of results compares, own and other."""

import re
from dataclasses import dataclass

from claims import catalog
from claims.arithmetic.numeric_table import NumericCell, NumericTable, plain
from claims.catalog.word_lists import pattern
from claims.comparisons.own_system import OwnSystem


@dataclass(frozen=True)
class System:
    """A row of a table, or a column where columns are systems."""

    name: str
    own: bool
    at: int
    numbers: dict[int, NumericCell]


@dataclass(frozen=True)
class Compared:
    """A table of results with its systems."""

    table: NumericTable
    own: tuple[System, ...]
    others: tuple[System, ...]
    ablation: bool


def compared(table: NumericTable, own_system: OwnSystem) -> Compared | None:
    """The systems of a table, by rows or by columns; None for a table that compares none."""
    caption = table.table.caption or " ".join(table.table.section[-1:])
    if re.search(r"(?i)\b(?:statistics|hyper-?parameters?|complexity|notation)\b", caption[:200]):
        return None
    for side in (table, table.transposed()):
        systems = _systems(side, own_system)
        own = tuple(system for system in systems if system.own)
        others = tuple(system for system in systems if not system.own)
        if own and (side is table or others):
            return Compared(
                side,
                own,
                others,
                bool(
                    pattern("table_words", "ablation_captions").search(
                        re.split(r"(?<=[a-z)])\. ", caption)[0][:200]
                    )
                ),
            )
    return None


def _systems(table: NumericTable, own_system: OwnSystem) -> list[System]:
    systems = []
    for row in table.rows:
        label = table.name(row)
        if not label:
            continue
        own = own_system.owns(label)
        if own or _is_system(label):
            systems.append(System(label, own, row, table.row(row)))
    return systems


def _is_system(label: str) -> bool:
    """Whether a label names a system: a proper name that is no data set, setting or metric."""
    bare = plain(label)
    first = bare.split(" ")[0] if bare else ""
    made = pattern("table_words", "no_system_labels").search(bare) or pattern(
        "table_words", "difference_labels"
    ).search(bare)
    if (
        made
        or not re.search(r"[A-Z]", bare)
        or pattern("table_words", "row_settings").match(bare)
        or len(bare) > 90
    ):
        return False
    return not catalog.dataset(bare) and not catalog.dataset(first) and catalog.metric(bare) is None


def is_result(table: NumericTable) -> bool:
    """Whether a table holds scores: a metric stands in its caption or above a column."""
    heads = " ".join(table.head(column) for column in table.columns)
    names = " ".join(table.name(row) for row in table.rows[:30])
    return bool(
        pattern("table_words", "result_metrics").search(f"{table.table.caption or ''} {heads} {names}")
    )
