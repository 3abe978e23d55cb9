"""How far the own system is ahead of, or behind, the best other one, column by column."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from claims import catalog
from claims.arithmetic.better_direction import Directions
from claims.arithmetic.numeric_table import NumericCell, NumericTable, plain
from claims.arithmetic.row_settings import row_settings, setting_columns
from claims.catalog.word_lists import pattern
from claims.comparisons.compared_systems import Compared, Spot, System, spot
from claims.records import Claim

_LOWER = re.compile(r"\b(?:perplexit(?:y|ies)|ppl|[wc]er|errors?|fid|distances?|loss(?:es)?)\b")
"""What a caption names of which less is better."""
_HIGHER = re.compile(r"\b(?:accurac(?:y|ies)|bleu|f1|rouge(?:-\w)?|map)\b")
"""What a caption names of which more is better; "results" and "performance" may be either."""

LEAST_READ = 2
"""Claims of a column whose metrics tell its direction."""


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
    setting: str = ""
    """In which setting both were measured, where the table holds several."""

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
            f"of {self.other.name} ({', '.join(filter(None, (self.table.table.label, self.setting)))})"
        )


def margins(
    comparison: Compared, directions: Directions, claimed: Mapping[Spot, Claim] | None = None
) -> Iterator[Margin]:
    """One margin for each column of scores that holds both, whose better direction is known or usual; in each setting."""
    table = comparison.table
    settings = setting_columns(table)
    of_rows = row_settings(table, settings)
    for column in table.columns:
        if column in settings:
            continue
        up = direction(table, column, directions)
        if up is None and _holds_scores(table, column):
            up = _of_claims(table, column, claimed or {})
        for metric in (
            dict.fromkeys(_metric(table, system) for system in comparison.own) if up is not None else ()
        ):
            own = [(s, s.numbers[column]) for s in comparison.own if _is_of(table, s, column, metric)]
            others = [(s, s.numbers[column]) for s in comparison.others if _is_of(table, s, column, metric)]
            for setting in dict.fromkeys(of_rows.get(system.at, "") for system, _ in own):
                mine, theirs = (
                    [(system, cell) for system, cell in group if of_rows.get(system.at, "") == setting]
                    for group in (own, others)
                )
                if mine and theirs:
                    yield replace(_margin(table, column, mine, theirs, up=up is True), setting=setting)


Scored = tuple[System, NumericCell]


def _margin(table: NumericTable, column: int, own: list[Scored], others: list[Scored], *, up: bool) -> Margin:
    better = max if up else min
    best_own, best_other = (better(group, key=lambda pair: pair[1].value) for group in (own, others))
    ahead = best_own[1].value - best_other[1].value
    return Margin(
        table, column, best_own[0], best_other[0], best_own[1], best_other[1], ahead if up else -ahead
    )


def _metric(table: NumericTable, system: System) -> str:
    """The metric that a row's name ends with, as where systems head columns of several metrics each."""
    names = table.names.get(system.at, ())
    return names[-1] if len(names) > 1 and catalog.metric(names[-1]) else ""


def _is_of(table: NumericTable, system: System, column: int, metric: str) -> bool:
    return column in system.numbers and _metric(table, system) == metric


def _of_claims(table: NumericTable, column: int, claimed: Mapping[Spot, Claim]) -> bool | None:
    """Whether more is better by the metrics that were read of a column's cells, where all agree."""
    read = [claim for number in table.column(column).values() if (claim := claimed.get(spot(number)))]
    metrics = [catalog.metric(claim.metric, claim.task) for claim in read]
    known = {metric.higher_is_better for metric in metrics if metric and metric.kind == "quality"}
    enough = len(metrics) >= LEAST_READ and all(metric and metric.kind == "quality" for metric in metrics)
    return known.pop() if enough and len(known) == 1 else None


def direction(table: NumericTable, column: int, directions: Directions) -> bool | None:
    """Whether more is better in a column: an arrow or the catalog's metric; scores between 0 and 100 else."""
    if not _holds_scores(table, column):
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


def _holds_scores(table: NumericTable, column: int) -> bool:
    """Whether nothing above a column says that it holds costs or differences."""
    named = f"{table.head(column)} {table.name(column) if table.turned else ''}"
    heads = table.heads.get(column, ())
    metrics = [catalog.metric(plain(word)) for word in heads]
    return (
        not pattern("table_words", "cost_columns").search(named)
        and not any(pattern("table_words", "difference_labels").search(head) for head in heads)
        and not any(pattern("table_words", "spread_columns").search(head) for head in heads)
        and all(metric is None or metric.kind == "quality" for metric in metrics)
    )
