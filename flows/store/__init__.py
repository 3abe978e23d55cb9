"""The store: files by digest, and a small database of finished steps, runs and decisions."""

from flows.store.store import Store

__all__ = ["Store"]
