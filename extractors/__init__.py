"""Sources, readers and extractors: files become a Document, a Document becomes claims.

Each file at the top of this folder is one extractor; sources and readers live in their sub-folders.
"""

from collections.abc import Callable, Iterator
from typing import Literal

from claims.records import Check, Claim, Contribution, Document, Entry, HardwareMention, Promise
from claims.registry import Registry

Extracted = Claim | HardwareMention | Contribution | Check | Entry | Promise
Extractor = Callable[[Document], Iterator[Extracted]]
Reads = Literal["card", "paper"]

registry: Registry[Extractor] = Registry("extractors", "extractor")


def extractor(name: str, *, version: int, reads: Reads) -> Callable[[Extractor], Extractor]:
    """Make a function from a Document to what it found an extractor for that sort of document."""
    return registry.add(name, version, reads)
