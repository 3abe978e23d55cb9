"""Infers the formula behind derived numbers (mean, gain, ratio) by majority, and reports those that none explains.

A table does not say how its averages or gains were made. A formula that holds in most rows was meant in all; a row
that it does not hold in, and that no other formula explains either, is wrong or unexplained.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from claims.arithmetic.rounding_range import RoundingRange

PLENTY = 3
"""Rows that bear a formula out, from which on a row that another formula happens to fit is odd all the same."""


@dataclass(frozen=True)
class Formula:
    """A formula, in words, and what it gives for each item."""

    says: str
    expected: Mapping[int, RoundingRange]
    plain: bool = False
    """Whether it is what anybody would try first, so that one item that bears it out is enough."""


@dataclass(frozen=True)
class Outliers:
    """The formula that most numbers follow, and the numbers that neither it nor another explains."""

    formula: Formula
    fits: tuple[int, ...]
    misses: tuple[int, ...]


def outliers(
    printed: Mapping[int, RoundingRange], candidates: Iterable[Formula], *, one_formula: bool = False
) -> Outliers | None:
    """The numbers that break the formula most others follow; None where no formula holds often enough.

    With `one_formula`, as a column of averages has, another formula excuses an item only where it holds for two.
    """
    tried = [_tried(printed, formula) for formula in candidates]
    held = [fit for fit in tried if fit and _holds(fit)]
    if not held:
        return None
    best = max(held, key=lambda formula: (len(formula.fits), -len(formula.misses), formula.formula.plain))
    least = 2 if one_formula and len(best.fits) >= PLENTY else 1
    others = [set(fit.fits) - set(best.fits) for fit in tried if fit]
    explained = {item for items in others if len(items) >= least for item in items}
    return Outliers(best.formula, best.fits, tuple(item for item in best.misses if item not in explained))


def _tried(printed: Mapping[int, RoundingRange], formula: Formula) -> Outliers | None:
    both = [item for item in printed if item in formula.expected]
    fits = tuple(item for item in both if printed[item].meets(formula.expected[item]))
    misses = tuple(item for item in both if item not in fits)
    return Outliers(formula, fits, misses) if both else None


def _holds(odd: Outliers) -> bool:
    """Twice as many for it as against it; and two, or one for a plain formula."""
    enough = 1 if odd.formula.plain and len(odd.misses) <= 1 else 2
    return len(odd.fits) >= max(enough, 2 * len(odd.misses) if len(odd.misses) > 1 else enough)
