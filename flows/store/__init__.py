"""The store: files by digest, and a small database of finished steps, runs and decisions."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flows.store.store import Store

__all__ = ["Store"]


def __getattr__(name: str) -> object:
    """The store, imported when it is first needed: who only looks up a finished run does without SQLAlchemy."""
    if name != "Store":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from flows.store.store import Store

    return Store
