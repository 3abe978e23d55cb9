"""One round of ingestion: list new documents, read each once, and store the digest, whoever calls the steps."""

import time

from claims.errors import ModelUnavailable, SourceError
from claims.records.digest import Arrival, Night
from flows.ingestion import steps
from flows.ingestion.queue import Queue, QueuedDocument
from flows.ingestion.steps import IngestQuery, ListingQuery
from flows.pipeline import CallStep, Progress
from flows.settings import settings
from flows.store import Store


def run_round(
    asked: IngestQuery, store: Store, limit: int, budget: float, *, call: CallStep, progress: Progress
) -> int:
    """List new documents, process those due until the time is used up, and store the digest; returns its number.

    `limit` bounds the documents and `budget` the seconds; one round at a time, what is left waits for the next.
    """
    with store.lease("ingest", lambda: progress("another process is reading what is new; waiting for it", 0)):
        began, queue = steps.now(), Queue(store)
        queries = steps.listing_queries(asked, store, settings())
        answers = [(query.kind, *_run_query(query)) for query in queries]
        closed = {kind for kind, _, _ in answers} - {kind for kind, answered, _ in answers if answered}
        due = [document for document in queue.due(time.time()) if document.kind not in closed]
        later = _process_all(due[:limit], store, budget, call=call, progress=progress)
        settled = queue.not_told()
        arrivals = (*(arrival for _, arrival in settled), *later)
        night = Night(
            began=began,
            ended=steps.now(),
            asked=tuple(says for _, _, says in answers),
            arrivals=tuple(sorted(arrivals, key=_interest)),
            left=queue.waiting(),
        )
        return queue.keep_night(night, [number for number, _ in settled])


def _interest(arrival: Arrival) -> tuple[bool, int, int]:
    """What a digest is sorted by: documents that changed first, then those with the most to check."""
    return not arrival.changes, -arrival.checkable, -arrival.claims


def _process_all(
    due: list[QueuedDocument], store: Store, budget: float, *, call: CallStep, progress: Progress
) -> list[Arrival]:
    """Take one document after the other; returns those whose source did not answer, which stay queued."""
    end, later = time.monotonic() + budget, []
    for done, waiting in enumerate(due):
        if time.monotonic() > end:
            break
        progress(f"{waiting.name} ({done + 1} of {len(due)})", 100 * done / len(due))
        arrival = call(
            f"take {waiting.kind} {waiting.name}", steps.process_document, waiting, store, settings()
        )
        if arrival.fate == "later":
            later.append(arrival)
    progress(f"done: {len(due)} documents", 100)
    return later


def _run_query(question: ListingQuery) -> tuple[bool, str]:
    """Whether a source answered a query, and what; one that does not costs its own documents, not the round."""
    try:
        return True, f"{question.words}: {question.ask()}"
    except (SourceError, ModelUnavailable) as error:
        return False, f"{question.words}: {error}"
