"""Costs that no measurement tells, as ranges to begin with."""

import functools
import tomllib
from importlib.resources import files

from claims.records.system_comparison import CostAssumption


@functools.cache
def cost_assumptions() -> tuple[CostAssumption, ...]:
    """Every assumption of the catalog, in its order."""
    read = tomllib.loads((files("claims.catalog") / "cost_assumptions.toml").read_text("utf-8"))
    return tuple(
        CostAssumption.model_validate({**row, "source": read["source"]}) for row in read["assumption"]
    )
