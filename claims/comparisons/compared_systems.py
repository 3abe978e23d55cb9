"""The systems that a table of results compares, own and other."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from claims import catalog
from claims.arithmetic.numeric_table import NumericCell, NumericTable, plain
from claims.catalog.word_lists import pattern
from claims.comparisons.own_system import OwnSystem
from claims.records import Claim

Spot = tuple[str, str | None, int | None, int | None]
"""Where a figure of a table stands: its file, table, row and column."""

LEAST_OTHERS = 3
"""Other systems of a table in which claims alone tell the own one."""


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


def compared(
    table: NumericTable, own_system: OwnSystem, claimed: Mapping[Spot, Claim] | None = None
) -> Compared | None:
    """The systems of a table, by rows or by columns; None for a table that compares none.

    Where no name tells which row is the document's own, the claims that were read of its cells do.
    """
    caption = table.table.caption or " ".join(table.table.section[-1:])
    if re.search(r"(?i)\b(?:statistics|hyper-?parameters?|complexity|notation)\b", caption[:200]):
        return None
    for side, read in ((table, {}), (table.transposed(), {}), (table, claimed or {})):
        systems = _systems(side, own_system, read)
        own = tuple(system for system in systems if system.own)
        others = tuple(system for system in systems if not system.own)
        if own and (_is_alone(own, others) if read else side is table or others):
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


def _is_alone(own: tuple[System, ...], others: tuple[System, ...]) -> bool:
    """Whether one system, which is named, stands as the document's own among several others."""
    return len(own) == 1 and len(others) >= LEAST_OTHERS and re.match(r"[A-Z]\w", own[0].name) is not None


def spot(cell: NumericCell) -> Spot:
    """Where a figure stands: its file, table, row and column."""
    place = cell.cell.place
    return place.file, place.table, place.row, place.column


def _claimed_own(numbers: Mapping[int, NumericCell], claimed: Mapping[Spot, Claim]) -> bool:
    """Whether most claims that were read of a row are of the document's own system."""
    votes = [claim.own for number in numbers.values() if (claim := claimed.get(spot(number)))]
    return 2 * sum(votes) > len(votes)


def _systems(table: NumericTable, own_system: OwnSystem, claimed: Mapping[Spot, Claim]) -> list[System]:
    systems = []
    for row in table.rows:
        label = table.name(row)
        if not label:
            continue
        own = _claimed_own(table.row(row), claimed) if claimed else own_system.owns(label)
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
