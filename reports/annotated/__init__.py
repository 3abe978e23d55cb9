"""Reports that are written into the document itself, and so need its bytes beside the dossier.

Each file here that carries `@annotated` is one form; all of them parse files from outside, so `flows` runs
`reports.annotated.job:run_in_child` in the sandbox.
"""

from collections.abc import Callable

from claims.records import Dossier
from claims.registry import Registry

Annotate = Callable[[Dossier, bytes, str], bytes]
"""The dossier, the bytes of one file of the source, and the file's path in it."""

registry: Registry[Annotate] = Registry("reports.annotated", "annotated report")


def annotated(name: str, *, version: int, suffix: str) -> Callable[[Annotate], Annotate]:
    """Make a function from a dossier and a file to bytes an annotated report whose files end in `suffix`."""
    return registry.add(name, version, suffix)
