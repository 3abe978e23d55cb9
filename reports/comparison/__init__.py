"""Forms of a comparison of systems: each file here is a function from a SystemComparison to bytes."""

from collections.abc import Callable

from claims.records.system_comparison import SystemComparison
from claims.registry import Registry

ComparisonReport = Callable[[SystemComparison], bytes]

registry: Registry[ComparisonReport] = Registry("reports.comparison", "form of a comparison")


def comparison_report(name: str, *, version: int, suffix: str) -> Callable[[ComparisonReport], ComparisonReport]:
    """Make a function from a SystemComparison to bytes a form whose files end in `suffix`."""
    return registry.add(name, version, suffix)
