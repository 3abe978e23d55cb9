"""The store: the only truth about what was done. Artefacts by digest, and a small database of steps and runs."""

from flows.store.store import Store

__all__ = ["Store"]
