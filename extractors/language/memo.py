"""Keeps what was last read of a document, so that several extractors can share it."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from claims.records import Document

T = TypeVar("T")


def once_per_document(read: Callable[[Document], Iterable[T]]) -> Callable[[Document], tuple[T, ...]]:
    """Make a function of a document remember its result for the last document."""
    kept: list[tuple[Document, tuple[T, ...]]] = []

    def again(document: Document) -> tuple[T, ...]:
        if not kept or kept[0][0] is not document:
            kept[:] = [(document, tuple(read(document)))]
        return kept[0][1]

    return again
