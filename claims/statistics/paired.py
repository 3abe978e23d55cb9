"""Two systems on the same rows: only the rows on which they differ tell them apart.

A positive difference speaks for the first. Where whole metrics are compared: `claims.statistics.paired_bootstrap`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claims.statistics.proportion_interval import Interval, normal_quantile, score_ends, share_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Table:
    """How often two systems are right together, alone, and not at all."""

    both: int
    first: int
    """Rows that only the first has right."""
    second: int
    """Rows that only the second has right."""
    neither: int

    @property
    def n(self) -> int:
        """All rows."""
        return self.both + self.first + self.second + self.neither

    @property
    def difference(self) -> float:
        """The first's share of right answers less the second's."""
        return (self.first - self.second) / self.n


def mcnemar(first: int, second: int) -> float:
    """The exact two-sided p-value of "neither is more often right", from the rows that only one has right.

    The binomial test with probability one half (McNemar, Psychometrika 12, 1947; exact: Mosteller, Biometrics 8, 1952).
    """
    from scipy.special import betaincc  # binom.cdf of scipy.stats, which takes half a second to import

    if first < 0 or second < 0:
        raise ValueError("Rows are counted from 0.")
    if first == second:
        return 1.0
    return min(1.0, 2 * float(betaincc(min(first, second) + 1, max(first, second), 0.5)))


def discordant_difference(table: Table, level: float = 0.95) -> Interval:
    """The interval of the difference of paired shares, from the rows that only one has right.

    Newcombe's hybrid score for pairs (Statist. Med. 17, 1998, 2635, method 10) has almost no width where no row differs
    and half of the answers are right; this one is as wide as that many rows allow.
    """
    down, up = discordant_reach(table, table.n, level)
    difference = table.difference
    return Interval(max(-1.0, difference - down), min(1.0, difference + up), level, "mover-wilson-paired")


def discordant_reach(table: Table, rows: float, level: float = 0.95) -> tuple[float, float]:
    """How far below and above the difference may lie, if the shares of rows that only one has right are of `rows` rows.

    Wilson's interval for each share, combined by the square-and-add rule (MOVER: Zou and Donner, Statist. Med. 27,
    2008, 1693).
    """
    p, q = share_of(table.first, table.n), share_of(table.second, table.n)
    z = normal_quantile((1 + level) / 2)
    (low, high), (other_low, other_high) = score_ends(p, rows, z), score_ends(q, rows, z)
    return math.hypot(p - low, other_high - q), math.hypot(high - p, q - other_low)


def table_of(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> Table:
    """The table of two systems' right answers, each of shape (n,)."""
    both, counts = int((first & second).sum()), int((first & ~second).sum())
    other = int((~first & second).sum())
    return Table(both, counts, other, len(first) - both - counts - other)
