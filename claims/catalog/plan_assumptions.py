"""What the cost of a plan depends on and no repository tells, as ranges to begin with."""

import functools

from claims.catalog.name_index import sourced_records
from claims.records.redesign import PlanAssumption


@functools.cache
def plan_assumptions() -> tuple[PlanAssumption, ...]:
    """Every assumption of the catalog, in its order."""
    return sourced_records("plan_assumptions.toml", "assumption", PlanAssumption)
