"""The archives that the older numbers of arXiv begin with."""

import functools

from claims.catalog.names import rows


@functools.cache
def archives() -> frozenset[str]:
    """Every archive: "hep-th", "cs"."""
    return frozenset(str(row["name"]) for row in rows("archives.toml", "archive"))
