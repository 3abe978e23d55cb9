"""Settings from the environment, and the engine's, which must be set before it is imported."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from claims.errors import UsageError

if TYPE_CHECKING:
    from extractors.sources.arxiv.client import ArxivAccess

QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",  # what went wrong is our sentence to say, not the engine's traceback
    "PREFECT_LOGGING_LOGGERS_PREFECT_FLOW_RUNS_LEVEL": "INFO",  # for the run's page, not for the console
    "PREFECT_LOGGING_LOGGERS_PREFECT_TASK_RUNS_LEVEL": "INFO",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_TASKS_DEFAULT_NO_CACHE": "true",
    "PREFECT_CLI_COLORS": "false",
}
OWN = (
    "PREFECT_API_URL",
    "PREFECT_API_AUTH_STRING",
    "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED",
    "NO_PROXY",
    "no_proxy",
)
"""What a client of our own engine is told, and a client of another one must not be."""


@dataclass(frozen=True)
class Settings:
    """Where things are kept, and where papers come from; the Hub's settings are its client's own."""

    home: Path
    """VERIFY_HOME, ./.verify by default."""
    store: str | None = None
    """VERIFY_STORE, a SQLAlchemy URL of PostgreSQL or a SQLite file; store.db in the home where it is not set."""
    arxiv: str | None = None
    """VERIFY_ARXIV_ENDPOINT, what /api/query, /pdf and /src are under; arXiv itself by default."""
    interval: float | None = None
    """VERIFY_ARXIV_INTERVAL, seconds between requests; arXiv itself is never asked more often than it asks for."""
    blobs: str | None = None
    """VERIFY_BLOBS, a bucket (s3://bucket/folder) for the store's files, so that other machines see them too."""
    mail: str | None = None
    """VERIFY_MAIL, the mail server and the readers to whom digests are sent (smtp://host:25?to=team@example.org)."""
    webhook: str | None = None
    """VERIFY_WEBHOOK, the address of an incoming webhook of Slack, or of a chat that understands the same."""

    @property
    def polite(self) -> "ArxivAccess":
        """How arXiv is reached: its address and the pause between requests."""
        from extractors.sources.arxiv.client import ArxivAccess

        usual = ArxivAccess()
        return ArxivAccess(
            base=self.arxiv or usual.base,
            interval=usual.interval if self.interval is None else self.interval,
        )


def settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings from the environment; raises UsageError for an interval that is no number."""
    home = Path(environ.get("VERIFY_HOME") or ".verify").absolute()
    store = environ.get("VERIFY_STORE") or None
    interval = environ.get("VERIFY_ARXIV_INTERVAL")
    try:
        seconds = float(interval) if interval else None
    except ValueError:
        raise UsageError(
            f"VERIFY_ARXIV_INTERVAL is set to {interval!r}, which is no number.", "Unset it."
        ) from None
    names = ("VERIFY_BLOBS", "VERIFY_MAIL", "VERIFY_WEBHOOK")
    arxiv, more = environ.get("VERIFY_ARXIV_ENDPOINT") or None, [environ.get(name) or None for name in names]
    return Settings(home, store, arxiv, seconds, *more)


def prepare_engine(home: Path) -> None:
    """Set the engine's environment where the user has not: its own folder, no telemetry, no chatter."""
    for name, value in {**QUIET, "PREFECT_HOME": str(home / "prefect")}.items():
        os.environ.setdefault(name, value)


def own_environment(port: int, authentication: str) -> tuple[dict[str, str], dict[str, str]]:
    """What our own engine's server is told, and its clients: who may ask, and that no proxy is asked."""
    from flows.engine_guard import origins

    server = {
        "PREFECT_SERVER_API_AUTH_STRING": authentication,
        "PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS": ",".join(origins(port)),
        "PREFECT_SERVER_UI_API_URL": f"http://127.0.0.1:{port}/api",
    }
    direct = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or "localhost"
    direct = direct if direct == "*" else f"{direct},127.0.0.1"
    values = (f"http://127.0.0.1:{port}/api", authentication, "true", direct, direct)
    return server, dict(zip(OWN, values, strict=True))
