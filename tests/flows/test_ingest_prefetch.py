"""Fetching ahead: the next documents are fetched while one is read, each kind for itself, and no more than wanted."""

import threading
from collections.abc import Callable

import pytest

from claims.errors import SourceUnavailable
from flows.fetched import FetchedSource
from flows.ingestion.prefetch import AHEAD, Prefetch
from flows.ingestion.queue import QueuedDocument
from tests.flows.ingestion_team import a_source


def queued(number: int, kind: str) -> QueuedDocument:
    return QueuedDocument(number, kind, f"team/m{number}", "c1", "", 0)


def taken_from(waiting: list[QueuedDocument]) -> Callable[[str, int], list[QueuedDocument]]:
    def take(kind: str, most: int) -> list[QueuedDocument]:
        chosen = [document for document in waiting if document.kind == kind][:most]
        for document in chosen:
            waiting.remove(document)
        return chosen

    return take


def test_while_a_document_is_read_the_next_ones_are_fetched() -> None:
    fetched: list[int] = []
    enough = threading.Event()

    def fetch(waiting: QueuedDocument) -> FetchedSource:
        fetched.append(waiting.number)
        if len(fetched) == AHEAD["hub"]:
            enough.set()
        return a_source(waiting.name)

    documents = Prefetch(["hub"], taken_from([queued(n, "hub") for n in range(20)]), fetch, 20)
    for count, (waiting, bring) in enumerate(documents):
        assert (waiting.number, bring().root) == (count, f"team/m{count}")
        if count == 0:
            assert enough.wait(60)  # though nobody asked for the second one
    assert sorted(fetched) == list(range(20))


def test_a_slow_source_does_not_hold_up_the_other_one_and_errors_come_in_their_turn() -> None:
    go_on = threading.Event()

    def fetch(waiting: QueuedDocument) -> FetchedSource:
        if waiting.kind == "arxiv":
            assert go_on.wait(60)
            raise SourceUnavailable("It does not answer.")
        return a_source(waiting.name)

    waiting = [queued(0, "arxiv"), *(queued(n, "hub") for n in (1, 2))]
    order = []
    for document, bring in Prefetch(["arxiv", "hub"], taken_from(waiting), fetch, 10):
        order.append(document.number)
        if document.number == 0:
            with pytest.raises(SourceUnavailable):
                bring()
        if len(order) == 2:
            go_on.set()
    assert order == [1, 2, 0]


def test_no_more_documents_are_taken_than_the_limit_says() -> None:
    waiting = [queued(n, "hub") for n in range(20)]
    documents = Prefetch(["hub"], taken_from(waiting), lambda document: a_source(document.name), 5)
    assert len(list(documents)) == 5 and len(waiting) == 15
