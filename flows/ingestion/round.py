"""One round of ingestion: list new documents, read each once, and store the digest, whoever calls the steps."""

import secrets
import time
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from claims.errors import ModelUnavailable, SourceError
from claims.records.digest import Arrival, Night
from flows.document_steps import now
from flows.ingestion import steps
from flows.ingestion.listings import KINDS, IngestQuery, ListingQuery, listing_queries
from flows.ingestion.prefetch import FetchedDocument, Prefetch
from flows.ingestion.queue import Queue, QueuedDocument
from flows.pipeline import CallStep, Progress
from flows.settings import settings
from flows.store import Store

LIMIT, BUDGET = 3_000, 4 * 3600.0
"""Documents and seconds of a round: a day of arXiv's cs.* takes about a thousand requests, three seconds apart."""


def run_round(
    asked: IngestQuery, store: Store, limit: int, budget: float, *, call: CallStep, progress: Progress
) -> int:
    """List new documents, process those due until the time is used up, and store the digest; returns its number.

    `limit` bounds the documents and `budget` the seconds; one round at a time, what is left waits for the next.
    """
    with store.lease("ingest", lambda: progress("another process is reading what is new; waiting for it", 0)):
        began, queue = now(), Queue(store)
        queries = listing_queries(asked, store, settings(), limit)
        answers = [(query.kind, *_run_query(query)) for query in queries]
        closed = {kind for kind, _, _ in answers} - {kind for kind, answered, _ in answers if answered}
        kinds = [kind for kind in KINDS if kind not in closed]
        later = read_queued(store, kinds, limit, budget, call=call, progress=progress).later
        settled = queue.not_told()
        arrivals = (*(arrival for _, arrival in settled), *later)
        night = Night(
            began=began,
            ended=now(),
            asked=tuple(says for _, _, says in answers),
            arrivals=tuple(sorted(arrivals, key=_interest)),
            left=queue.waiting(),
        )
        return queue.keep_night(night, [number for number, _ in settled])


def _interest(arrival: Arrival) -> tuple[bool, int, int]:
    """What a digest is sorted by: documents that changed first, then those with the most to check."""
    return not arrival.changes, -arrival.checkable, -arrival.claims


class ReadDocuments(NamedTuple):
    """What came of the documents that one process took from the queue."""

    taken: int
    """How many were taken from the queue."""
    later: list[Arrival]
    """Those whose source did not answer, which stay queued."""


def read_queued(
    store: Store, kinds: Sequence[str], limit: int, budget: float, *, call: CallStep, progress: Progress
) -> ReadDocuments:
    """Take one document after the other while the next ones are fetched, until none is due or the time is used up.

    Others may read from the same queue, on other machines too: each document is taken by one of them, and what a
    process had taken that died is taken again.
    """
    queue, reader, where = Queue(store), f"reader-{secrets.token_hex(8)}", settings()
    end, taken, later = time.monotonic() + budget, 0, list[Arrival]()
    with store.lease(reader):
        due = queue.count_due(time.time(), limit)
        try:
            for waiting, bring in _documents(queue, reader, kinds, limit):
                due = max(due, taken + 1)
                progress(f"{waiting.name} ({taken + 1} of {due})", 100 * taken / due)
                words = f"take {waiting.kind} {waiting.name}"
                arrival = call(words, steps.process_document, waiting, store, where, bring)
                taken += 1
                if arrival.fate == "later":
                    later.append(arrival)
                if time.monotonic() > end:
                    break
        finally:
            queue.give_back(reader)
    progress(f"done: {taken} documents", 100)
    return ReadDocuments(taken, later)


def _documents(queue: Queue, reader: str, kinds: Sequence[str], limit: int) -> Iterator[FetchedDocument]:
    """What is due, up to `limit`; at the end of it, also what readers had taken that died meanwhile."""
    fetch = partial(steps.fetch_document, where=settings())
    given, before = 0, -1
    while before < given < limit:
        before = given
        queue.give_back_of_the_dead()
        for document in Prefetch(kinds, partial(_take, queue, reader), fetch, limit - given):
            given += 1
            yield document


def _take(queue: Queue, reader: str, kind: str, most: int) -> tuple[QueuedDocument, ...]:
    """Up to so many documents of a kind that are due now."""
    return queue.take(reader, kind, time.time(), most)


def _run_query(question: ListingQuery) -> tuple[bool, str]:
    """Whether a source answered a query, and what; one that does not costs its own documents, not the round."""
    try:
        return True, f"{question.words}: {question.ask()}"
    except (SourceError, ModelUnavailable) as error:
        return False, f"{question.words}: {error}"
