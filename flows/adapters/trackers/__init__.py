"""Experiment trackers: each takes a dossier as one run.

Each file at the top of this folder is one tracker.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from claims.registry import Registry
from reports.views.safe_text import shortened
from reports.views.tracked_run import TrackedRun

AGAIN = "The run is kept here: type the same command again."
"""What to do once a tracker takes runs again."""
LONGEST_REASON = 300
"""Characters of what a tracker says."""


@dataclass(frozen=True)
class Delivery:
    """What a tracker is given."""

    run: TrackedRun
    """Numbers, words and tags."""
    status: str
    """The validation status: passed, failed, investigate or unchecked."""
    files: dict[str, bytes]
    """The reports, by the names of their files."""
    registered_model: str | None = None
    """The version of a registered model that gets the status: NAME/VERSION or NAME@ALIAS."""


Tracker = Callable[[Delivery], str]
"""Sends a delivery and returns where it is; raises TrackerError, and UsageError for what the tracker cannot do."""

registry: Registry[Tracker] = Registry("flows.adapters.trackers", "tracker")


def tracker(name: str, *, version: int) -> Callable[[Tracker], Tracker]:
    """Make a function that sends a delivery a tracker under this name."""
    return registry.add(name, version)


def brief(error: Exception) -> str:
    """What a tracker says, on one line and cut where it is long."""
    return without_password(shortened(str(error), LONGEST_REASON).rstrip("."))


def without_password(text: str) -> str:
    """The text without the name and password that an address in it may hold."""
    return re.sub(r"//[^/\s@]*@", "//", text)
