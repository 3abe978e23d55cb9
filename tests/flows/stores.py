"""The settings of a home for tests of the store: SQLite, or with ASSAY_TEST_STORE=postgresql a database of a real server."""

import hashlib
import os
from functools import cache
from pathlib import Path

from flows.settings import Settings, settings

POSTGRESQL = os.environ.get("ASSAY_TEST_STORE") == "postgresql"


def store_of(home: Path) -> dict[str, str]:
    """The environment that tells where a home's database is; nothing for SQLite."""
    return {"VERIFY_STORE": _database(home.absolute())} if POSTGRESQL else {}


def settings_of(home: Path, **environ: str) -> Settings:
    """The settings of that home."""
    return settings({"VERIFY_HOME": str(home), **store_of(home), **environ})


@cache
def _database(home: Path) -> str:
    from tests.flows.postgres import url_of

    return url_of(hashlib.sha256(str(home).encode()).hexdigest()[:16])
