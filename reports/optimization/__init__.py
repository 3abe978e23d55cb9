"""Forms of a search for a cheaper model: each file here is a function from an Optimization to bytes."""

from collections.abc import Callable

from claims.records.optimization import Optimization
from claims.registry import Registry

OptimizationReport = Callable[[Optimization], bytes]

registry: Registry[OptimizationReport] = Registry("reports.optimization", "form of an optimization")


def optimization_report(
    name: str, *, version: int, suffix: str
) -> Callable[[OptimizationReport], OptimizationReport]:
    """Make a function from an Optimization to bytes a form whose files end in `suffix`."""
    return registry.add(name, version, suffix)
