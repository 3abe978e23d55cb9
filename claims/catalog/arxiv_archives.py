"""The archives that the older numbers of arXiv begin with."""

import functools

from claims.catalog.name_index import rows


@functools.cache
def archives() -> frozenset[str]:
    """Every archive: "hep-th", "cs"."""
    return frozenset(str(row["name"]) for row in rows("arxiv_archives.toml", "archive"))
