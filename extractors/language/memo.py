"""What one document gives is read once, however many ask for it."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from claims.records import Document

T = TypeVar("T")


def once_per_document(read: Callable[[Document], Iterable[T]]) -> Callable[[Document], tuple[T, ...]]:
    """The same function, which remembers what the last document gave."""
    kept: list[tuple[Document, tuple[T, ...]]] = []

    def again(document: Document) -> tuple[T, ...]:
        if not kept or kept[0][0] is not document:
            kept[:] = [(document, tuple(read(document)))]
        return kept[0][1]

    return again
