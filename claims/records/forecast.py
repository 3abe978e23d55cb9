"""What a system will cost month by month, and when a budget or a quota is reached."""

from decimal import Decimal
from typing import Literal

from claims.records.record import Record
from claims.records.slice import Machine, Pair
from claims.records.system_comparison import SystemFigure

AlertSeverity = Literal["warning", "serious"]


class CostAlert(Record):
    """A limit that is reached, or nearly."""

    kind: Literal["budget", "quota"]
    """What is limited: money each month, or requests."""
    severity: AlertSeverity
    """Serious where the limit is passed, a warning from four fifths of it on."""
    month: int
    """The first month in which it is, from 1."""
    value: Decimal
    """What is reached in that month."""
    limit: Decimal
    """The limit, in the same unit."""
    says: str
    """The same in a sentence."""


class ForecastMonth(Record):
    """One month."""

    month: int
    """From 1: the first one is as stated."""
    requests: Decimal
    """Requests in it."""
    machines: int | None = None
    """Machines that its busiest hour takes; none where it is paid by the request."""
    cost: SystemFigure
    """What it costs, all machines running all the time, or by the request."""
    scaled: SystemFigure | None = None
    """What it would cost if each hour had only the machines that it takes."""
    per_thousand: SystemFigure
    """What 1,000 requests cost in it."""


class ForecastHour(Record):
    """One hour of the traffic's pattern, in the first month."""

    hour: int
    """From 0."""
    requests: Decimal
    """Requests in it."""
    machines: int | None = None
    """Machines that it takes."""


class CostForecast(Record):
    """A whole forecast; every form of it is a function of this record alone."""

    system: str
    """What is run."""
    run: str
    """The run that measured it."""
    busy: SystemFigure | None = None
    """Seconds for which a request keeps a machine busy, as measured."""
    price: SystemFigure | None = None
    """What a request costs, where it is paid by the request."""
    per_hour: Decimal | None = None
    """What an hour of one machine costs."""
    priced_by: str
    """Where that price comes from: the catalog with its day, or an option."""
    currency: str = "$"
    """Of all money."""
    settings: tuple[Pair, ...] = ()
    """Peak, utilisation, growth, machines at least."""
    hours: tuple[ForecastHour, ...] = ()
    """The pattern of the traffic."""
    months: tuple[ForecastMonth, ...]
    """Month by month."""
    alerts: tuple[CostAlert, ...] = ()
    """Limits that are reached, the serious ones first."""
    machine: Machine | None = None
    """The machine on which the latency was measured."""
    notes: tuple[str, ...] = ()
    """What to know of the figures."""
