"""Forms of a profile: each file here is a function from a Profile to bytes."""

from collections.abc import Callable

from claims.records.profile import Profile
from claims.registry import Registry

ProfileReport = Callable[[Profile], bytes]

registry: Registry[ProfileReport] = Registry("reports.profile", "form of a profile")


def profile_report(name: str, *, version: int, suffix: str) -> Callable[[ProfileReport], ProfileReport]:
    """Make a function from a Profile to bytes a form whose files end in `suffix`."""
    return registry.add(name, version, suffix)
