"""How far the own system is ahead of, or behind, the best other one, column by column."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from claims import catalog
from claims.arithmetic.better_direction import Directions
from claims.arithmetic.numeric_table import NumericCell, NumericTable, plain
from claims.catalog.word_lists import pattern
from claims.comparisons.compared_systems import Compared, System

_LOWER = re.compile(r"\b(?:perplexit(?:y|ies)|ppl|[wc]er|errors?|fid|distances?|loss(?:es)?)\b")
"""What a caption names of which less is better."""
_HIGHER = re.compile(r"\b(?:accurac(?:y|ies)|bleu|f1|rouge(?:-\w)?|map)\b")
"""What a caption names of which more is better; "results" and "performance" may be either."""


@dataclass(frozen=True)
class Margin:
    """Own best against the best other in one column; `ahead` is positive where the own one is better."""

    table: NumericTable
    column: int
    own: System
    other: System
    own_number: NumericCell
    other_number: NumericCell
    ahead: Decimal

    @property
    def spread(self) -> Decimal | None:
        """The larger of the two printed spreads."""
        spreads = [
            n.quantity.spread for n in (self.own_number, self.other_number) if n.quantity.spread is not None
        ]
        return max(spreads, default=None)

    @property
    def says(self) -> str:
        """The margin in words."""
        return (
            f"{self.table.head(self.column) or 'score'} {self.own_number.printed} against {self.other_number.printed} "
            f"of {self.other.name} ({self.table.table.label})"
        )


def margins(comparison: Compared, directions: Directions) -> Iterator[Margin]:
    """One margin for each column of scores that holds both, whose better direction is known or usual."""
    table = comparison.table
    for column in table.columns:
        up = direction(table, column, directions)
        own = [(system, system.numbers[column]) for system in comparison.own if column in system.numbers]
        others = [(other, other.numbers[column]) for other in comparison.others if column in other.numbers]
        if up is None or not own or not others:
            continue
        better = max if up else min
        best_own = better(own, key=lambda pair: pair[1].value)
        best_other = better(others, key=lambda pair: pair[1].value)
        ahead = best_own[1].value - best_other[1].value
        yield Margin(
            table, column, best_own[0], best_other[0], best_own[1], best_other[1], ahead if up else -ahead
        )


def direction(table: NumericTable, column: int, directions: Directions) -> bool | None:
    """Whether more is better in a column: an arrow or the catalog's metric; scores between 0 and 100 else."""
    if pattern("table_words", "cost_columns").search(
        f"{table.head(column)} {table.name(column) if table.turned else ''}"
    ):
        return None
    for word in reversed(table.heads.get(column, ())):
        metric = catalog.metric(plain(word))
        if metric and metric.kind != "quality":
            return None
    known_direction = directions.up(table, column)
    if known_direction is not None:
        return known_direction
    caption = (table.table.caption or "").casefold()
    if _LOWER.search(caption):
        return None
    values = [value.value for value in table.column(column).values()]
    plausible = (
        bool(values) and all(0 <= value <= 100 for value in values) and any(value % 1 for value in values)
    )
    known = any(catalog.dataset(plain(word)) for word in table.heads.get(column, ()))
    return True if plausible and (known or _HIGHER.search(caption)) else None
