"""Channels by which a digest is sent: each has one environment variable.

Each file at the top of this folder is one channel.
"""

from collections.abc import Callable
from dataclasses import dataclass

from claims.records.digest import Night
from claims.registry import Registry
from flows.settings import Settings

PATIENCE = 30.0
"""Seconds for each answer of a server."""


@dataclass(frozen=True)
class Channel:
    """A way to one place, as the environment names it."""

    name: str
    """What the store notes it by."""
    place: str
    """Where it leads, in words and without passwords."""
    send: Callable[[int, Night], str]
    """Sends the digest of that number; a sentence where somebody should know more, or nothing.

    Raises DeliveryError where it certainly did not arrive, DeliveryUnclear where nobody knows.
    """


FromSettings = Callable[[Settings], Channel | None]
"""Reads the settings; None where they name no channel of its kind. Raises UsageError for a wrong address."""

registry: Registry[FromSettings] = Registry("flows.adapters.channels", "channel")


def channel(name: str, *, version: int) -> Callable[[FromSettings], FromSettings]:
    """Make a function that reads the settings a channel under this name."""
    return registry.add(name, version)


def channels_of(settings: Settings) -> tuple[Channel, ...]:
    """The channels that the environment names; raises UsageError for an address that cannot be meant."""
    made = (plugin.call(settings) for plugin in registry)
    return tuple(channel for channel in made if channel is not None)
