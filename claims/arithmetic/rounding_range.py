"""The values that a printed number can have had before it was rounded, and arithmetic on such ranges.

A check asks whether two ranges meet. One step of the last digit is granted upwards too, since some tables cut
digits off instead of rounding.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

EPSILON = 1e-9
"""What binary floating point may be off by, relative to the numbers compared."""


@dataclass(slots=True, unsafe_hash=True)  # never changed; a frozen one takes three times as long to make
class RoundingRange:
    """All values from low to high, and the one that the digits as printed give."""

    low: float
    high: float
    point: float | None = None

    def meets(self, other: "RoundingRange") -> bool:
        """Whether the two have a value in common."""
        slack = EPSILON * max(1.0, abs(self.high), abs(other.high))
        return self.low <= other.high + slack and other.low <= self.high + slack

    @property
    def middle(self) -> float:
        """The value of the printed digits; where there are none, the middle."""
        return (self.low + self.high) / 2 if self.point is None else self.point

    def __add__(self, other: "RoundingRange") -> "RoundingRange":
        return RoundingRange(self.low + other.low, self.high + other.high, self.middle + other.middle)

    def __sub__(self, other: "RoundingRange") -> "RoundingRange":
        return RoundingRange(self.low - other.high, self.high - other.low, self.middle - other.middle)

    def __mul__(self, other: "RoundingRange") -> "RoundingRange":
        corners = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return RoundingRange(min(corners), max(corners), self.middle * other.middle)

    def times(self, factor: float) -> "RoundingRange":
        """The range with every value multiplied."""
        ends = (self.low * factor, self.high * factor)
        return RoundingRange(min(ends), max(ends), self.middle * factor)

    def over(self, other: "RoundingRange") -> "RoundingRange | None":
        """The quotients; None where the divisor can be nought."""
        if other.low <= 0 <= other.high:
            return None
        return self * RoundingRange(1 / other.high, 1 / other.low, 1 / other.middle)


def significant_digits(value: Decimal) -> int:
    """Digits from the first to the last that is no nought."""
    return len(value.normalize().as_tuple().digits)


def decimals_of(value: Decimal) -> int:
    """Digits behind the point."""
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def rounded(value: Decimal) -> RoundingRange:
    """What a number that was rounded, or cut off, to these digits can have been."""
    exponent = value.as_tuple().exponent
    step = 10.0**exponent if isinstance(exponent, int) else 0.0
    exact = float(value)
    if exact >= 0:
        return RoundingRange(exact - step / 2, exact + step, exact)
    return RoundingRange(exact - step, exact + step / 2, exact)


def total(parts: Sequence[RoundingRange]) -> RoundingRange:
    """The sum."""
    return RoundingRange(*(sum(values) for values in _ends(parts)))


def mean(parts: Sequence[RoundingRange]) -> RoundingRange:
    """The arithmetic mean."""
    return total(parts).times(1 / len(parts))


def geometric(parts: Sequence[RoundingRange]) -> RoundingRange | None:
    """The geometric mean; None where a part can be nought or less."""
    if any(part.low <= 0 for part in parts):
        return None
    ends = [math.exp(sum(map(math.log, values)) / len(parts)) for values in _ends(parts)]
    return RoundingRange(*ends)


def harmonic(parts: Sequence[RoundingRange]) -> RoundingRange | None:
    """The harmonic mean; None where a part can be nought or less."""
    if any(part.low <= 0 for part in parts):
        return None
    return RoundingRange(*(len(parts) / sum(1 / value for value in values) for values in _ends(parts)))


def _ends(parts: Sequence[RoundingRange]) -> tuple[list[float], list[float], list[float]]:
    return [part.low for part in parts], [part.high for part in parts], [part.middle for part in parts]


def f_score(precision: RoundingRange, recall: RoundingRange, beta: float = 1.0) -> RoundingRange | None:
    """F-beta of one class, (1 + b²) P R / (b² P + R), which grows in both (van Rijsbergen 1979)."""
    square = beta * beta

    def at(p: float, r: float) -> float:
        return (1 + square) * p * r / (square * p + r) if square * p + r > 0 else 0.0

    if precision.high < 0 or recall.high < 0:
        return None
    low = at(max(precision.low, 0.0), max(recall.low, 0.0))
    high = at(max(precision.high, 0.0), max(recall.high, 0.0))
    return RoundingRange(low, high, at(precision.middle, recall.middle))


def largest_f_score(precision: RoundingRange, recall: RoundingRange, beta: float = 1.0) -> RoundingRange:
    """The largest F-beta that averages over classes with this precision and recall can have: their weighted mean."""
    square = beta * beta
    return (precision + recall.times(square)).times(1 / (1 + square))
