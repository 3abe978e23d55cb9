"""What a system costs each month at some traffic, and at which traffic two cost the same.

A bought system costs its price for each request. A hosted one costs whole machines, as many as the busiest hour takes:

    machines(V) = max(least, ceil(V * peak * busy / (3600 * 730 * utilisation)))

where V is requests a month, `busy` the seconds for which one request keeps a machine busy, `peak` the busiest hour over
the mean hour, `utilisation` the share of the paid seconds that may be busy in that hour, and 730 the hours of a month.
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from claims.statistics.arrays import Floats

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
    import numpy as np

    steps = np.concatenate([_steps(first), _steps(second)])
    edges = np.unique(np.append(steps, 0.0))
    start, end = (edges[:-1], edges[1:]) if steps.size else (edges, np.array([np.inf]))
    width = np.minimum(end - start, 1.0 + start)
    inside, slope = start + width / 2, first.per_request - second.per_request
    gap = _monthly(first, inside) - _monthly(second, inside) - slope * width / 2
    zero = start - gap / slope if slope else np.full_like(gap, np.inf)
    far = end if steps.size else np.maximum(2 * zero, 1.0)
    before = _gaps_before(gap, gap + slope * (far - start) if slope else gap)
    turned = np.where(gap * before < 0, start, np.nan)
    equal = np.where((start < zero) & (zero <= end) & np.isfinite(zero), zero, np.nan)
    places = np.column_stack([turned, equal]).ravel()
    return tuple(places[~np.isnan(places)].tolist())


def _gaps_before(gap: "Floats", last: "Floats") -> "Floats":
    """The difference in which each stretch begins: the last one before it that is not nought but for rounding."""
    import numpy as np

    ends = last.copy()
    for i in np.flatnonzero(abs(last) <= _AGAIN):
        ends[i] = (ends[i - 1] if i else 0.0) or gap[i]
    return np.concatenate([[0.0], ends[:-1]])


def _monthly(cost: RunningCost, requests: "Floats") -> "Floats":
    """What each of these numbers of requests a month costs."""
    import numpy as np

    machines = np.maximum(cost.least_machines, np.ceil(requests / cost.requests_per_machine - _AGAIN))
    return cost.fixed + cost.per_request * requests + cost.per_machine * machines


def _steps(cost: RunningCost) -> "Floats":
    """The traffics above which one machine more is needed."""
    import numpy as np

    if math.isinf(cost.requests_per_machine) or not cost.per_machine:
        return np.empty(0)
    machines = np.arange(max(1, cost.least_machines), _MOST_MACHINES, dtype=np.float64)
    return machines * cost.requests_per_machine
