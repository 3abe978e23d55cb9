"""Findings about numbers: how they are worded, and where they point."""

from claims.arithmetic.numeric_table import NumericCell, NumericTable
from claims.arithmetic.rounding_range import RoundingRange
from claims.records import Finding, Place, RuleName, Severity


def finding(
    says: str,
    remedy: str,
    places: tuple[Place, ...],
    *,
    severity: Severity = "warning",
    rule: RuleName = "arithmetic",
) -> Finding:
    """A finding about figures at these places."""
    return Finding(rule=rule, severity=severity, says=says, places=places, remedy=remedy)


def where(table: NumericTable, row: int) -> str:
    """Names a table and one of its rows (or columns, where it is turned), as findings do."""
    name = table.name(row)[:80]
    kind = "column" if table.turned else "row"
    return f"{table.table.label}, {kind} “{name}”" if name else f"{table.table.label}, {kind} {row + 1}"


def given(interval: RoundingRange, like: NumericCell) -> str:
    """A computed value with one more digit than the printed one has; a small spread is left out."""
    return f"{interval.middle:.{like.decimals + 1}f}"


def listed(words: tuple[str, ...], most: int = 4) -> str:
    """A list of names, cut in the middle."""
    named = [word for word in words if word]
    if len(named) > most:
        return f"{', '.join(named[: most - 1])} … {named[-1]}"
    return ", ".join(named)
