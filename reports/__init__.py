"""Reports: each is a function from a Dossier to bytes.

Each file at the top of this folder is one report; templates live in `templates/`.
"""

from collections.abc import Callable

from claims.records import Dossier
from claims.registry import Registry

Report = Callable[[Dossier], bytes]

registry: Registry[Report] = Registry("reports", "report")


def report(name: str, *, version: int, suffix: str) -> Callable[[Report], Report]:
    """Make a function from a Dossier to bytes a report whose files end in `suffix`."""
    return registry.add(name, version, suffix)
