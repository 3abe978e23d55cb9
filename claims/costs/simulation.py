"""Totals, savings and break-even traffic with their intervals: costs are added up for each draw.

A range is drawn evenly between its ends, once for all systems that share it, so that it cancels between them. A
measured time or price is drawn from the normal distribution that its 95 % interval stands for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING

from claims.costs.assumptions import assumptions_for
from claims.costs.cost_model import HOURS, RunningCost, capacity, crossings
from claims.records.slice import Pair
from claims.records.system_comparison import (
    BreakEven,
    CheaperOdds,
    ComparedSystem,
    CostAssumption,
    CostPoint,
    SystemCost,
    SystemFigure,
)

if TYPE_CHECKING:
    from claims.statistics.arrays import Floats

DRAWS = 10_000
_DRAWS_OF_BREAK_EVEN = 400
_CURVE_STEPS = 40
_NORMAL_95 = 1.959964
_SAME = 1.01
"""Last crossing over the first, up to which the order is said to change once."""


@dataclass(frozen=True)
class CostOptions:
    """What somebody stated about how the systems would be run."""

    traffic: float
    """Requests a month."""
    months: int = 12
    price_per_hour: float | None = None
    """What an hour of one machine costs."""
    peak: float = 3.0
    """The busiest hour over the mean hour."""
    utilisation: float = 0.6
    """The share of the paid seconds that may be busy in that hour."""
    least_machines: int = 1
    today: str | None = None
    """The system that runs today, for which nothing is paid once."""
    seed: int = 0


@dataclass(frozen=True, eq=False)
class CostDraws:
    """The costs of one system in the middle of every range (first place), then draw by draw."""

    name: str
    running: tuple[RunningCost, ...]
    """Monthly costs with what is paid once spread over the months; the middle, then some draws."""
    machines: int | None
    once: "Floats"
    monthly: "Floats"
    """Assumptions of a month."""
    requests: "Floats"
    """Machines or price of a month at the stated traffic."""
    total: "Floats"


def draw_costs(
    systems: Sequence[ComparedSystem], assumptions: Sequence[CostAssumption], options: CostOptions
) -> tuple[CostDraws, ...]:
    """The costs of every system whose price or hosting is known, draw by draw."""
    import numpy as np

    rng = np.random.default_rng(options.seed)
    ranges = {_key(a): between(float(a.low), float(a.high), rng.random(DRAWS)) for a in assumptions}
    return tuple(
        _drawn(system, _own(assumptions, system, kind, options), ranges, options, rng.standard_normal(DRAWS))
        for system in systems
        if (kind := kind_of(system, options)) is not None
    )


def _own(
    assumptions: Sequence[CostAssumption], system: ComparedSystem, kind: str, options: CostOptions
) -> tuple[CostAssumption, ...]:
    return assumptions_for(assumptions, system.name, kind, runs_today=system.name == options.today)


def kind_of(system: ComparedSystem, options: CostOptions) -> str | None:
    """Whether it is bought by the request or hosted by the hour; None where neither is known."""
    if system.price is not None:
        return "bought"
    return "hosted" if system.busy is not None and options.price_per_hour is not None else None


def system_costs(
    draws: Sequence[CostDraws], assumptions: Sequence[CostAssumption], systems: Sequence[ComparedSystem],
    options: CostOptions,
) -> tuple[SystemCost, ...]:  # fmt: skip
    """What each system costs, with the intervals of the draws."""
    by_name = {system.name: system for system in systems}
    return tuple(_cost(drawn, assumptions, by_name[drawn.name], options) for drawn in draws)


def cheaper_odds(draws: Sequence[CostDraws]) -> tuple[CheaperOdds, ...]:
    """Of each two systems, which is expected to be cheaper, by how much, and how surely."""
    odds = []
    for first, second in combinations(draws, 2):
        low, high = (first, second) if first.total[0] <= second.total[0] else (second, first)
        gap = high.total - low.total
        share = gap[0] / high.total[0] if high.total[0] else 0.0
        odds.append(
            CheaperOdds(
                system=low.name,
                than=high.name,
                saves=figure("saving", gap),
                share=_decimal(share, 4),
                draws=_decimal(float((gap[1:] > 0).mean() + (gap[1:] == 0).mean() / 2), 4),
            )
        )
    return tuple(odds)


def break_evens(draws: Sequence[CostDraws]) -> tuple[BreakEven, ...]:
    """From which traffic on the order of each two systems changes."""
    return tuple(_break_even(first, second) for first, second in combinations(draws, 2))


def cost_curve(draws: Sequence[CostDraws], traffic: float) -> tuple[CostPoint, ...]:
    """What each system costs a month from a hundredth to a hundred times the traffic, what is paid once spread out."""
    return tuple(
        CostPoint(
            requests=_decimal(requests, 0),
            monthly=tuple(_decimal(drawn.running[0].monthly(requests)) for drawn in draws),
        )
        for step in range(-_CURVE_STEPS, _CURVE_STEPS + 1)
        if (requests := traffic * 10 ** (2 * step / _CURVE_STEPS)) >= 1
    )


def figure(name: str, values: "Floats", note: str = "") -> SystemFigure:
    """The value in the middle of the ranges with the central 95 % of the draws."""
    value, low, high = map(_decimal, central(values))
    return SystemFigure(
        name=name,
        value=value,
        low=low,
        high=high,
        unit="money",
        origin="computed",
        n=DRAWS,
        note=note,
    )


def central(values: "Floats") -> tuple[float, float, float]:
    """The value in the middle of the ranges, which comes first, and the ends of the central 95 % of the draws."""
    import numpy as np

    low, high = np.quantile(values[1:], [0.025, 0.975])
    value = float(values[0])
    return value, min(float(low), value), max(float(high), value)


def _drawn(
    system: ComparedSystem, own: Sequence[CostAssumption], ranges: Mapping[str, "Floats"], options: CostOptions,
    noise: "Floats",
) -> CostDraws:  # fmt: skip
    import numpy as np

    sums = {"once": np.zeros(DRAWS + 1), "month": np.zeros(DRAWS + 1)}
    for assumption in own:
        sums[assumption.per] = sums[assumption.per] + ranges[_key(assumption)]
    unit = _spread(system.price or system.busy, noise)
    hour = options.price_per_hour or 0.0
    fixed = sums["month"] + sums["once"] / options.months
    if system.price is not None:
        running = tuple(RunningCost(fixed=f, per_request=u) for f, u in _few(fixed, unit))
        requests, machines = unit * options.traffic, None
    else:
        running = tuple(_hosted(f, u, hour, options) for f, u in _few(fixed, unit))
        per_machine = np.array([
            capacity(busy, peak=options.peak, utilisation=options.utilisation) for busy in unit
        ])  # fmt: skip
        needed = np.maximum(options.least_machines, np.ceil(options.traffic / per_machine - 1e-9))
        requests, machines = needed * running[0].per_machine, int(needed[0])
    total = sums["once"] + options.months * (sums["month"] + requests)
    return CostDraws(system.name, running, machines, sums["once"], sums["month"], requests, total)


def _few(fixed: "Floats", unit: "Floats") -> list[tuple[float, float]]:
    few = slice(None, _DRAWS_OF_BREAK_EVEN + 1)
    return list(zip(fixed[few].tolist(), unit[few].tolist(), strict=True))


def _hosted(fixed: float, busy: float, hour: float, options: CostOptions) -> RunningCost:
    return RunningCost(
        fixed=fixed,
        per_machine=hour * HOURS,
        requests_per_machine=capacity(busy, peak=options.peak, utilisation=options.utilisation),
        least_machines=options.least_machines,
    )


def _cost(
    drawn: CostDraws, assumptions: Sequence[CostAssumption], system: ComparedSystem, options: CostOptions
) -> SystemCost:
    thousand = 1000 * drawn.requests / options.traffic
    kind = "bought" if system.price is not None else "hosted"
    lines = [Pair(name=_priced_by(drawn, system, options), value=f"{drawn.requests[0]:,.2f} a month")]
    lines += [
        Pair(name=a.name, value=f"{_range(a)} {'once' if a.per == 'once' else 'a month'}")
        for a in _own(assumptions, system, kind, options)
    ]
    return SystemCost(
        system=system.name,
        machines=drawn.machines,
        running_per_thousand=figure("1,000 requests", thousand, "machines or price alone"),
        monthly=figure("a month", drawn.monthly + drawn.requests),
        once=figure("once", drawn.once),
        total=figure(f"{options.months} months", drawn.total),
        lines=tuple(lines),
    )


def _priced_by(drawn: CostDraws, system: ComparedSystem, options: CostOptions) -> str:
    if system.price is not None:
        return f"{options.traffic:,.0f} requests at {float(system.price.value):.6g} each"
    machines = "1 machine" if drawn.machines == 1 else f"{drawn.machines:,} machines"
    return f"{machines} at {options.price_per_hour:g} an hour"


def _range(assumption: CostAssumption) -> str:
    low, high = f"{assumption.low:,f}", f"{assumption.high:,f}"
    return low if low == high else f"{low} to {high}"


def _break_even(first: CostDraws, second: CostDraws) -> BreakEven:
    import numpy as np

    crossing_points = [point for point in crossings(first.running[0], second.running[0]) if point >= 1]
    start = first if first.running[0].monthly(1) <= second.running[0].monthly(1) else second
    other = second if start is first else first
    if not crossing_points:
        return BreakEven(below=start.name, above=other.name)
    each = [crossings(a, b) for a, b in zip(first.running[1:], second.running[1:], strict=True)]
    firsts = [above[0] for points in each if (above := [point for point in points if point >= 1])]
    low, high = np.quantile(firsts, [0.025, 0.975]) if firsts else (crossing_points[0], crossing_points[0])
    notes = []
    if len(firsts) < len(each):
        notes.append(f"in {1 - len(firsts) / len(each):.0%} of the draws the order never changes")
    if len(crossing_points) > 1 and crossing_points[-1] > _SAME * crossing_points[0]:
        notes.append("above it the order changes again wherever another machine is needed")
    return BreakEven(
        below=start.name,
        above=other.name,
        requests=_decimal(crossing_points[0], 0),
        low=_decimal(min(float(low), crossing_points[0]), 0),
        high=_decimal(max(float(high), crossing_points[0]), 0),
        note="; ".join(notes),
    )


def between(low: float, high: float, shares: "Floats") -> "Floats":
    """The middle of a range, then its draws."""
    import numpy as np

    return np.concatenate([[(low + high) / 2], low + (high - low) * shares])


def _spread(measured: SystemFigure | None, noise: "Floats") -> "Floats":
    """A measured value, then draws of it; none below a hundredth of the value."""
    import numpy as np

    if measured is None:
        return np.zeros(len(noise) + 1)
    value = float(measured.value)
    ends = (measured.low, measured.high)
    error = 0.0 if ends[0] is None or ends[1] is None else float(ends[1] - ends[0]) / (2 * _NORMAL_95)
    return np.concatenate([[value], np.maximum(value + error * noise, value / 100)])


def _key(assumption: CostAssumption) -> str:
    return f"{assumption.system or ''}.{assumption.name}"


def _decimal(value: float, places: int | None = None) -> Decimal:
    """A finite number with so many decimals; money with four digits below 1, else to the cent."""
    if places == 0:
        return Decimal(round(value))
    if places is None:
        return Decimal(f"{value:.4g}" if abs(value) < 1 else f"{value:.2f}")
    return Decimal(str(round(value, places)))
