"""A row called "Total" against the sum of the rows above it, in columns of things that add up."""

import re
from collections.abc import Iterator

from claims.arithmetic import rounding_range as the
from claims.arithmetic.findings import finding
from claims.arithmetic.numeric_table import NumericCell, NumericTable
from claims.records import Finding

_TOTAL = re.compile(r"(?i)(?:grand |overall )?(?:total|sum)s?:?")
_ADDS_UP = re.compile(
    r"(?i)\b(?:gpu|device|tpu)?[- ]?hours?\b|\bemi(?:tted|ssions?)\b|\bcounts?\b|\bsamples?\b"
    r"|\bexamples?\b|\binstances?\b|\bimages?\b|\bdocuments?\b|\bsentences?\b|^#|\bnumber of\b"
)
LEAST = 2
"""Rows that a total is of."""


def totals(table: NumericTable) -> Iterator[Finding]:
    """Finds totals of hours, emissions, samples and the like that are not the sum of the rows above them."""
    if not _TOTAL.fullmatch(table.name(table.rows[-1]).strip()):
        return
    for column in table.columns:
        *parts, total = table.column(column).values()
        complete = len(parts) == len(table.rows) - 1 >= LEAST
        if complete and _ADDS_UP.search(table.head(column)) and _is_off(total, parts):
            summed = sum(part.value for part in parts)
            yield finding(
                f"{table.table.label}: the total of {table.head(column)[:50]} is printed as {total.printed}, but the "
                f"{len(parts)} rows above it add up to {summed}.",
                "Add the rows up again, or say what else the total holds.",
                (total.cell.place, *(part.cell.place for part in parts)),
            )


def _is_off(total: NumericCell, parts: list[NumericCell]) -> bool:
    """Whether a total is above all its parts, in their unit, and not their sum."""
    units = {part.quantity.unit for part in parts} | {total.quantity.unit}
    above = total.value > max(part.value for part in parts)
    return len(units) == 1 and above and not total.interval.meets(the.total([p.interval for p in parts]))
