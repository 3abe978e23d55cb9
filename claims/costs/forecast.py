"""Month by month from seconds a request, a pattern of traffic and a price: machines, money, and limits."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from claims.costs.cost_model import HOURS
from claims.costs.traffic import Quota
from claims.records.forecast import CostAlert, ForecastHour, ForecastMonth
from claims.records.system_comparison import SystemFigure

_NEAR = Decimal("0.8")
"""Share of a limit from which on a warning is given."""


@dataclass(frozen=True)
class ForecastOptions:
    """What somebody stated about the traffic and the machines."""

    traffic: float
    """Requests in the first month."""
    pattern: tuple[float, ...]
    """Requests of each hour of a day, or of a week, in any unit; what repeats."""
    months: int = 12
    growth: float = 0.0
    """Per cent by which each month has more than the one before."""
    per_hour: float | None = None
    utilisation: float = 0.6
    least_machines: int = 1

    @property
    def peak(self) -> float:
        """The busiest hour over the mean hour."""
        return max(self.pattern) * len(self.pattern) / sum(self.pattern)


def flat_pattern(peak: float) -> tuple[float, ...]:
    """A day whose busiest hour is `peak` times the mean one, and whose other hours are alike."""
    return (peak, *[(24 - peak) / 23] * 23)


def hours_of(options: ForecastOptions, busy: SystemFigure | None) -> tuple[ForecastHour, ...]:
    """Each hour of the pattern in the first month."""
    mean = options.traffic / HOURS
    whole = sum(options.pattern) / len(options.pattern)
    rates = [mean * part / whole for part in options.pattern]
    return tuple(
        ForecastHour(
            hour=number,
            requests=Decimal(str(round(rate, 1))),
            machines=None if busy is None else _machines(rate, float(busy.value), options),
        )
        for number, rate in enumerate(rates)
    )


def months_of(
    options: ForecastOptions, busy: SystemFigure | None, price: SystemFigure | None
) -> tuple[ForecastMonth, ...]:
    """Every month; by the request where there is a price for one, else by machines."""
    return tuple(_month(number, options, busy, price) for number in range(1, options.months + 1))


def alerts_of(
    months: Sequence[ForecastMonth], peak: float, budget: Decimal | None, quota: Quota | None, currency: str
) -> tuple[CostAlert, ...]:
    """The first month in which each limit is passed, else the first in which it is nearly reached."""
    alerts = []
    if budget is not None:
        values = [(month.month, month.cost.ends[1]) for month in months]
        alerts += _limit("budget", values, budget, f"{currency}{budget:,f} a month")
    if quota is not None:
        times = Decimal(str(peak)) if quota.is_rate else Decimal(1)
        where = " in its busiest hour" if quota.is_rate else ""
        values = [(month.month, (month.requests * times).quantize(Decimal(1))) for month in months]
        alerts += _limit("quota", values, quota.a_month, f"{quota.stated}{where}")
    return tuple(sorted(alerts, key=lambda alert: alert.severity != "serious"))


def _month(
    number: int, options: ForecastOptions, busy: SystemFigure | None, price: SystemFigure | None
) -> ForecastMonth:
    requests = options.traffic * (1 + options.growth / 100) ** (number - 1)
    if price is not None:
        ends = [requests * float(end) for end in (price.value, *price.ends)]
        cost, machines, scaled = _money("a month", *ends), None, None
    else:
        times = (busy.value, *busy.ends) if busy else (Decimal(0),) * 3
        needed = [_machines(requests * options.peak / HOURS, float(end), options) for end in times]
        hour = options.per_hour or 0.0
        cost, machines = _money("a month", *(n * HOURS * hour for n in needed)), needed[0]
        scaled = _money(
            "a month, scaled by the hour", *(_scaled(requests, float(end), options) for end in times)
        )
    each = [1000 * float(end) / requests for end in (cost.value, cost.low or 0, cost.high or 0)]
    return ForecastMonth(
        month=number,
        requests=Decimal(round(requests)),
        machines=machines,
        cost=cost,
        scaled=scaled,
        per_thousand=_money("1,000 requests", *each),
    )


def _machines(rate: float, busy: float, options: ForecastOptions) -> int:
    """Machines that so many requests an hour take."""
    return max(options.least_machines, math.ceil(rate * busy / 3600 / options.utilisation - 1e-9))


def _scaled(requests: float, busy: float, options: ForecastOptions) -> float:
    """What a month costs where each hour has only the machines that it takes."""
    whole = sum(options.pattern) / len(options.pattern)
    rates = [requests / HOURS * part / whole for part in options.pattern]
    machines = sum(_machines(rate, busy, options) for rate in rates) / len(rates)
    return machines * HOURS * (options.per_hour or 0.0)


def _money(name: str, value: float, low: float, high: float) -> SystemFigure:
    shown = (Decimal(f"{end:.4g}" if end < 1 else f"{end:.2f}") for end in (value, low, high))
    middle, least, most = shown
    return SystemFigure(
        name=name, value=middle, low=least, high=most, unit="money", origin="computed",
        note="from measured seconds, or prices, and stated traffic",
    )  # fmt: skip


def _limit(kind: str, values: Sequence[tuple[int, Decimal]], limit: Decimal, stated: str) -> list[CostAlert]:
    passed = next(((month, value) for month, value in values if value > limit), None)
    near = next(((month, value) for month, value in values if value >= _NEAR * limit), None)
    reached = passed or near
    if reached is None:
        return []
    month, value = reached
    word = f"passes the {kind}" if passed else f"comes near the {kind}"
    share = value / limit
    return [
        CostAlert(
            kind="budget" if kind == "budget" else "quota",
            severity="serious" if passed else "warning",
            month=month,
            value=value,
            limit=limit,
            says=f"Month {month} {word} of {stated}: {share:.0%} of it.",
        )
    ]
