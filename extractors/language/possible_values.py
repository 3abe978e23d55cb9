"""Whether numbers can be values of a metric at all."""

from collections.abc import Sequence

from claims.catalog.metrics import Metric
from claims.quantities import units
from claims.records import Quantity

_MEASURED = frozenset({"bytes", "bytes_per_second", "seconds", "rate", "operations", "macs", "operations_per_second", "grams", "kwh", "watts", "bits"})  # fmt: skip
"""Scales whose unit may stand elsewhere: in the header, the caption or the text."""


def possible(metric: Metric, numbers: Sequence[Quantity]) -> bool:
    """Whether numbers can be values of a metric: nearly all have a reading within its bounds."""
    fits = sum(_fits(metric, number) for number in numbers)
    return fits * 10 >= len(numbers) * 9


def _fits(metric: Metric, stated: Quantity) -> bool:
    if stated.unit is None and metric.scale in _MEASURED:
        return stated.value >= 0
    readings = units.readings(stated, metric.scale, metric=metric)
    if not readings or (metric.scale in ("count", "tokens") and _is_fraction(stated)):
        return False
    slack = max(reading.half_step for reading in readings)
    low, high = metric.low, metric.high
    return any(
        (low is None or reading.value >= low - slack) and (high is None or reading.value <= high + slack)
        for reading in readings
    )


def _is_fraction(stated: Quantity) -> bool:
    return stated.unit is None and bool(stated.value % 1) and stated.value < 1
