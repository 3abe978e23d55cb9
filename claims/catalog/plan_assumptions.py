"""What the cost of a plan depends on and no repository tells, as ranges to begin with."""

import functools
import tomllib
from importlib.resources import files

from claims.records.redesign import PlanAssumption


@functools.cache
def plan_assumptions() -> tuple[PlanAssumption, ...]:
    """Every assumption of the catalog, in its order."""
    read = tomllib.loads((files("claims.catalog") / "plan_assumptions.toml").read_text("utf-8"))
    return tuple(
        PlanAssumption.model_validate({**row, "source": read["source"]}) for row in read["assumption"]
    )
