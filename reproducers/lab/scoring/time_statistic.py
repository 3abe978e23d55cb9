"""The statistic of timed runs that a claim is about: a quantile, or the mean where it speaks of an average."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from claims.records import Alternative, Quantity
from claims.statistics.proportion_interval import Interval
from claims.statistics.quantile import rows_for_quantile
from reproducers.lab.scoring.to_measurement import exact

_FEWEST = 5
"""Runs of which a mean has an interval."""


class TimeStatistic(NamedTuple):
    """One statistic of timed runs, with its intervals, in seconds."""

    name: str
    value: float
    interval: Interval
    bounds: Interval

    @property
    def fields(self) -> dict[str, object]:
        """The fields of a measurement that it fills."""
        value = exact(round(self.value, 9))
        return {
            "observed": Quantity(value=value, unit="s", as_written=f"{value} s"),
            "low": exact(round(self.interval.low, 9)),
            "high": exact(round(self.interval.high, 9)),
            "lower95": exact(round(self.bounds.low, 9)),
            "upper95": exact(round(self.bounds.high, 9)),
            "method": self.interval.method,
        }


def statistic_of(name: str, seconds: Sequence[float], seed: int) -> TimeStatistic | None:
    """The mean, or the quantile of a name such as "p95"; None where the runs are too few for it."""
    import numpy as np

    from claims.statistics.bootstrap import resample_mean
    from claims.statistics.quantile import quantile_interval

    if name == "mean":
        if len(seconds) < _FEWEST:
            return None
        resampled = resample_mean(list(seconds), seed=seed)
        return TimeStatistic(name, resampled.estimate, resampled.interval(), resampled.bounds())
    q = float(Decimal(name[1:]) / 100)
    interval, bounds = quantile_interval(seconds, q), quantile_interval(seconds, q, level=0.90)
    if interval is None or bounds is None:
        return None
    return TimeStatistic(name, float(np.quantile(seconds, q)), interval, bounds)


def statistic_in_words(name: str) -> str:
    """A statistic in a sentence: "mean", "95 % quantile"."""
    return name if name == "mean" else f"{name[1:]} % quantile"


def other_statistics(seconds: Sequence[float], asked: str) -> tuple[Alternative, ...]:
    """The other quantiles of the same runs that these are enough for, and their mean, in seconds."""
    import numpy as np

    values = {
        f"p{p}": float(np.quantile(seconds, p / 100))
        for p in (50, 90, 95, 99)
        if len(seconds) >= rows_for_quantile(p / 100)
    } | {"mean": float(np.mean(seconds))}
    return tuple(
        Alternative(metric=name, value=exact(round(value, 9)))
        for name, value in values.items()
        if name != asked
    )
