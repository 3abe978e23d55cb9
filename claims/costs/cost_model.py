"""What a system costs each month at some traffic, and at which traffic two cost the same.

A bought system costs its price for each request. A hosted one costs whole machines, as many as the busiest hour takes:

    machines(V) = max(least, ceil(V * peak * busy / (3600 * 730 * utilisation)))

where V is requests a month, `busy` the seconds for which one request keeps a machine busy, `peak` the busiest hour over
the mean hour, `utilisation` the share of the paid seconds that may be busy in that hour, and 730 the hours of a month.
"""

import math
from dataclasses import dataclass

HOURS = 730.0
"""Hours of a month: 8,760 / 12."""
_MOST_MACHINES = 2_000
"""Machines up to which the traffic of equal costs is looked for."""
_AGAIN = 1e-9


@dataclass(frozen=True)
class RunningCost:
    """What a system costs each month: fixed, by the request, and by the machine."""

    fixed: float = 0.0
    """Money each month whatever the traffic."""
    per_request: float = 0.0
    """Money for one request."""
    per_machine: float = 0.0
    """Money for one machine and month; 0 for a bought system."""
    requests_per_machine: float = math.inf
    """Requests a month that one machine can answer."""
    least_machines: int = 0
    """Machines that are paid whatever the traffic."""

    def machines(self, requests: float) -> int:
        """Machines that so many requests a month take."""
        return max(self.least_machines, math.ceil(requests / self.requests_per_machine - _AGAIN))

    def monthly(self, requests: float) -> float:
        """What so many requests a month cost."""
        return self.fixed + self.per_request * requests + self.per_machine * self.machines(requests)


def capacity(busy: float, *, peak: float, utilisation: float) -> float:
    """Requests a month that one machine answers, where one keeps it busy for so many seconds."""
    return math.inf if busy <= 0 else 3600 * HOURS * utilisation / (peak * busy)


def crossings(first: RunningCost, second: RunningCost) -> tuple[float, ...]:
    """Every traffic (requests a month) at which the cheaper of the two changes, the least first.

    Between two traffics at which either takes one machine more, both costs are straight lines, so that each stretch has
    one crossing at most; where a new machine turns the order round, the traffic of that machine is the crossing.
    """
    steps = {*_steps(first), *_steps(second)}
    edges = sorted({0.0, *steps})
    places: list[float] = []
    before = 0.0
    for start, end in zip(edges, edges[1:] if steps else [math.inf], strict=False):
        width = min(end - start, 1.0 + start)
        inside, slope = start + width / 2, first.per_request - second.per_request
        gap = first.monthly(inside) - second.monthly(inside) - slope * width / 2
        if before and gap * before < 0:
            places.append(start)
        zero = start - gap / slope if slope else math.inf
        if start < zero <= end and not math.isinf(zero):
            places.append(zero)
        last = gap + slope * ((end if steps else max(2 * zero, 1.0)) - start) if slope else gap
        before = last if abs(last) > _AGAIN else before or gap
    return tuple(places)


def _steps(cost: RunningCost) -> list[float]:
    """The traffics above which one machine more is needed."""
    if math.isinf(cost.requests_per_machine) or not cost.per_machine:
        return []
    return [k * cost.requests_per_machine for k in range(max(1, cost.least_machines), _MOST_MACHINES)]
