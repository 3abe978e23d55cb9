"""The ingestion flow: list new documents, read each once, and write a digest of what is worth a look."""

import time
from datetime import datetime

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from claims.errors import ModelUnavailable, SourceError
from claims.records.digest import Arrival, Night
from flows.ingestion import steps
from flows.ingestion.queue import Queue, QueuedDocument
from flows.ingestion.steps import IngestQuery, ListingQuery
from flows.prefect_artifacts import Progress, show_digest
from flows.settings import settings
from flows.store import Store

process_document = task(cache_policy=NO_CACHE)(steps.process_document)


@flow(name="ingest", validate_parameters=False)
def ingest(
    categories: list[str] | None = None,
    query: str | None = None,
    authors: list[str] | None = None,
    models: str | None = None,
    trending: bool = False,
    since: str | None = None,
    limit: int = 500,
    budget: float = 7200.0,
) -> int:
    """Ingest new documents and return the number of the digest, which is in the store.

    `limit` bounds the documents and `budget` the seconds of a round; what is left waits for the next one.
    """
    where = settings()
    store = Store(where)
    asked = IngestQuery(
        categories=tuple(categories or ()),
        query=query,
        authors=tuple(authors or ()),
        models=models,
        trending=trending,
        since=datetime.fromisoformat(since) if since else None,
    )
    with store.lease("ingest"):
        return _round(asked, store, limit, budget)


def _round(asked: IngestQuery, store: Store, limit: int, budget: float) -> int:
    """List new documents, process those due until the time budget is used, and store the digest."""
    began, queue = steps.now(), Queue(store)
    answers = [(query.kind, *_run_query(query)) for query in steps.listing_queries(asked, store, settings())]
    descriptions = tuple(says for _, _, says in answers)
    closed = {kind for kind, _, _ in answers} - {kind for kind, answered, _ in answers if answered}
    due = [document for document in queue.due(time.time()) if document.kind not in closed]
    later = _process_all(due[:limit], store, budget)
    settled = queue.not_in_a_digest()
    arrivals = (*(arrival for _, arrival in settled), *later)
    night = Night(
        began=began,
        ended=steps.now(),
        asked=descriptions,
        arrivals=tuple(sorted(arrivals, key=_interest)),
        left=queue.waiting(),
    )
    number = queue.keep_night(night, [number for number, _ in settled])
    show_digest(number, night)
    return number


def _interest(arrival: Arrival) -> tuple[bool, int, int]:
    """What a digest is sorted by: documents that changed first, then those with the most to check."""
    return not arrival.changes, -arrival.checkable, -arrival.claims


def _process_all(due: list[QueuedDocument], store: Store, budget: float) -> list[Arrival]:
    """Take one document after the other; returns those whose source did not answer, which stay queued."""
    progress, end, later = Progress("ingest"), time.monotonic() + budget, []
    for done, waiting in enumerate(due):
        if time.monotonic() > end:
            break
        progress.says(f"{waiting.name} ({done + 1} of {len(due)})", 100 * done / len(due))
        run = process_document.with_options(task_run_name=f"take {waiting.kind} {waiting.name}")
        arrival = run(waiting, store, settings())
        if arrival.fate == "later":
            later.append(arrival)
    progress.says("done", 100)
    return later


def _run_query(question: ListingQuery) -> tuple[bool, str]:
    """Whether a source answered a query, and what; one that does not costs its own documents, not the round."""
    try:
        return True, f"{question.words}: {question.ask()}"
    except (SourceError, ModelUnavailable) as error:
        return False, f"{question.words}: {error}"
