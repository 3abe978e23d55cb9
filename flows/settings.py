"""Settings from the environment, and the engine's, which must be set before it is imported."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",  # what went wrong is our sentence to say, not the engine's traceback
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_TASKS_DEFAULT_NO_CACHE": "true",
    "PREFECT_CLI_COLORS": "false",
}


@dataclass(frozen=True)
class Settings:
    """Where things are kept."""

    home: Path
    """VERIFY_HOME, ./.verify by default."""
    store: str
    """VERIFY_STORE, a SQLAlchemy URL; a SQLite file in the home by default."""


def settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings from the environment."""
    home = Path(environ.get("VERIFY_HOME") or ".verify").absolute()
    return Settings(home, environ.get("VERIFY_STORE") or f"sqlite:///{home / 'store.db'}")


def prepare_engine(home: Path) -> None:
    """Set the engine's environment where the user has not: its own folder, no telemetry, no chatter."""
    for name, value in {**QUIET, "PREFECT_HOME": str(home / "prefect")}.items():
        os.environ.setdefault(name, value)
