"""Costs that no measurement tells, as ranges to begin with."""

import functools

from claims.catalog.name_index import sourced_records
from claims.records.system_comparison import CostAssumption


@functools.cache
def cost_assumptions() -> tuple[CostAssumption, ...]:
    """Every assumption of the catalog, in its order."""
    return sourced_records("cost_assumptions.toml", "assumption", CostAssumption)
