"""Two systems on the same rows: only the rows on which they differ tell them apart.

A positive difference speaks for the first. Where whole metrics are compared: `claims.statistics.paired_bootstrap`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claims.statistics.proportion_interval import Interval, share_of, wilson

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
    from scipy.stats import binom

    if first < 0 or second < 0:
        raise ValueError("Rows are counted from 0.")
    if first == second:
        return 1.0
    return min(1.0, 2 * float(binom.cdf(min(first, second), first + second, 0.5)))


def score_difference(table: Table) -> Interval:
    """The 95 % interval of the difference of paired shares by Newcombe's hybrid score (Statist. Med. 17, 1998, 2635).

    Wilson's interval of each share, brought together with the correlation phi of the two, without correction.
    """
    right_first, right_second = table.both + table.first, table.both + table.second
    a, b = wilson(right_first, table.n), wilson(right_second, table.n)
    p, q = share_of(right_first, table.n), share_of(right_second, table.n)
    sides = right_first * (table.n - right_first) * right_second * (table.n - right_second)
    phi = (table.both * table.neither - table.first * table.second) / math.sqrt(sides) if sides else 0.0

    def reach(down: float, up: float) -> float:
        return math.sqrt(max(0.0, down * down - 2 * phi * down * up + up * up))

    low = p - q - reach(p - a.low, b.high - q)
    high = p - q + reach(a.high - p, q - b.low)
    return Interval(max(-1.0, low), min(1.0, high), a.level, "newcombe-paired")


def discordant_difference(table: Table, level: float = 0.95) -> Interval:
    """The interval of the same difference from the rows that only one has right: Wilson's for each share, combined.

    The square-and-add rule (MOVER: Zou and Donner, Statist. Med. 27, 2008, 1693). Where no row tells the two apart, it
    is as wide as that many rows allow; the interval above has no width there if half of the answers are right.
    """
    a, b = wilson(table.first, table.n, level), wilson(table.second, table.n, level)
    p, q = share_of(table.first, table.n), share_of(table.second, table.n)
    low = p - q - math.hypot(p - a.low, b.high - q)
    high = p - q + math.hypot(a.high - p, q - b.low)
    return Interval(max(-1.0, low), min(1.0, high), level, "mover-wilson-paired")


def table_of(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> Table:
    """The table of two systems' right answers, each of shape (n,)."""
    both, counts = int((first & second).sum()), int((first & ~second).sum())
    other = int((~first & second).sum())
    return Table(both, counts, other, len(first) - both - counts - other)
