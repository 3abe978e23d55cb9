"""Forms of an autopsy: each file here is a function from an Autopsy to bytes."""

from collections.abc import Callable

from claims.records.autopsy import Autopsy
from claims.registry import Registry

AutopsyReport = Callable[[Autopsy], bytes]

registry: Registry[AutopsyReport] = Registry("reports.autopsy", "form of an autopsy")


def autopsy_report(name: str, *, version: int, suffix: str) -> Callable[[AutopsyReport], AutopsyReport]:
    """Make a function from an Autopsy to bytes a form whose files end in `suffix`."""
    return registry.add(name, version, suffix)
