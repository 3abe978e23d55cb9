"""Intervals: what a printed number can have been before it was rounded, and what follows from several.

A check asks whether two intervals meet. One step of the last digit is granted upwards too, since some tables cut
digits off instead of rounding.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

EPSILON = 1e-9
"""What binary floating point may be off by, relative to the numbers compared."""


@dataclass(frozen=True)
class Interval:
    """All values from low to high."""

    low: float
    high: float

    def meets(self, other: "Interval") -> bool:
        """Whether the two have a value in common."""
        slack = EPSILON * max(1.0, abs(self.high), abs(other.high))
        return self.low <= other.high + slack and other.low <= self.high + slack

    @property
    def middle(self) -> float:
        """The value in the middle."""
        return (self.low + self.high) / 2

    def __add__(self, other: "Interval") -> "Interval":
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: "Interval") -> "Interval":
        return Interval(self.low - other.high, self.high - other.low)

    def __mul__(self, other: "Interval") -> "Interval":
        corners = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(corners), max(corners))

    def times(self, factor: float) -> "Interval":
        """The interval with every value multiplied."""
        ends = (self.low * factor, self.high * factor)
        return Interval(min(ends), max(ends))

    def over(self, other: "Interval") -> "Interval | None":
        """The quotients; None where the divisor can be nought."""
        if other.low <= 0 <= other.high:
            return None
        return self * Interval(1 / other.high, 1 / other.low)


def rounded(value: Decimal) -> Interval:
    """What a number that was rounded, or cut off, to these digits can have been."""
    exponent = value.as_tuple().exponent
    step = 10.0**exponent if isinstance(exponent, int) else 0.0
    exact = float(value)
    return (
        Interval(exact - step / 2, exact + step) if exact >= 0 else Interval(exact - step, exact + step / 2)
    )


def total(parts: Sequence[Interval]) -> Interval:
    """The sum."""
    return Interval(sum(one.low for one in parts), sum(one.high for one in parts))


def mean(parts: Sequence[Interval]) -> Interval:
    """The arithmetic mean."""
    return total(parts).times(1 / len(parts))


def geometric(parts: Sequence[Interval]) -> Interval | None:
    """The geometric mean; None where a part can be nought or less."""
    if any(one.low <= 0 for one in parts):
        return None
    logs = [(math.log(one.low), math.log(one.high)) for one in parts]
    return Interval(
        math.exp(sum(low for low, _ in logs) / len(logs)), math.exp(sum(high for _, high in logs) / len(logs))
    )


def harmonic(parts: Sequence[Interval]) -> Interval | None:
    """The harmonic mean; None where a part can be nought or less."""
    if any(one.low <= 0 for one in parts):
        return None
    return Interval(
        len(parts) / sum(1 / one.low for one in parts), len(parts) / sum(1 / one.high for one in parts)
    )


def f_score(precision: Interval, recall: Interval, beta: float = 1.0) -> Interval | None:
    """F-beta of one class, (1 + b²) P R / (b² P + R), which grows in both (van Rijsbergen 1979)."""
    square = beta * beta

    def at(p: float, r: float) -> float:
        return (1 + square) * p * r / (square * p + r) if square * p + r > 0 else 0.0

    if precision.high < 0 or recall.high < 0:
        return None
    low = at(max(precision.low, 0.0), max(recall.low, 0.0))
    return Interval(low, at(max(precision.high, 0.0), max(recall.high, 0.0)))
