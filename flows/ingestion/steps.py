"""The steps of ingestion: list new documents, process one at a time, and record the outcome of each."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Literal, NamedTuple

from claims.errors import IsolationError, SourceNotFound, SourceUnavailable, StoreError, VerifyError
from claims.records.digest import Arrival, Fate
from claims.revision_diff import changes
from extractors.pipeline.reading import Reading
from flows.document_steps import now, read_only_dossier
from flows.fetched import FetchedSource, fetch
from flows.ingestion.queue import Queue, QueuedDocument
from flows.ingestion.triage import checkable, findings, headline
from flows.reading_steps import read
from flows.request import Options, Request, pin_request
from flows.settings import Settings
from flows.step_runner import open_step_runner
from flows.store import Store
from flows.targets import Target

OVERLAP = timedelta(days=3)
"""arXiv announces some papers days after their date, so a listing reaches back this far; what is known is not new."""
TRIES = 5
"""Rounds in which a source may fail to answer for a document before it is given up."""
FIRST_PAUSE = 3600.0
"""Seconds before a document is asked for again; doubled each time."""
MOST_LISTED = 2_000
"""Papers of one listing."""
MOST_MODELS = 1_000
"""Models of one listing."""
NOT_THE_DOCUMENTS_FAULT = (StoreError, IsolationError)
"""What a document is not to blame for: it ends the round, and the document waits for the next one."""


Kind = Literal["arxiv", "hub"]


@dataclass(frozen=True)
class IngestQuery:
    """What a round of ingestion looks for."""

    categories: tuple[str, ...] = ()
    """Categories of arXiv."""
    query: str | None = None
    """A query to arXiv."""
    authors: tuple[str, ...] = ()
    """Authors on the Hub."""
    models: str | None = None
    """A query to the Hub."""
    trending: bool = False
    """Whether models that are much talked about are taken, not the newest."""
    since: datetime | None = None
    """From when on, in the first round; a day by default."""


def ingest_query(asked: Mapping[str, Any]) -> IngestQuery:
    """The query of a command's or a deployment's parameters; the date is in ISO 8601."""
    since = asked.get("since")
    return IngestQuery(
        categories=tuple(asked.get("categories") or ()),
        query=asked.get("query"),
        authors=tuple(asked.get("authors") or ()),
        models=asked.get("models"),
        trending=bool(asked.get("trending")),
        since=datetime.fromisoformat(since) if since else None,
    )


class ListingQuery(NamedTuple):
    """One listing to ask a source for."""

    kind: Kind
    """Which source is asked."""
    words: str
    """What is asked."""
    ask: Callable[[], str]
    """Asks it and queues what is new; says how much that was, and raises VerifyError."""


def listing_queries(asked: IngestQuery, store: Store, where: Settings) -> Iterator[ListingQuery]:
    """The listings that a round asks for."""
    queue = Queue(store)
    if asked.categories or asked.query:
        words = " ".join(("arXiv", *asked.categories, *((f"“{asked.query}”",) if asked.query else ())))
        yield ListingQuery("arxiv", words, partial(_queue_papers, words, asked, queue, where))
    anybody: tuple[str | None, ...] = (None,) if asked.models or asked.trending else ()
    for author in asked.authors or anybody:
        words = _describe_hub_query(asked, author)
        yield ListingQuery("hub", words, partial(_queue_models, words, author, asked, queue))


def _describe_hub_query(asked: IngestQuery, author: str | None) -> str:
    """A question to the Hub in words."""
    parts = ["Hub models", f"by {author}" if author else "", f"“{asked.models}”" if asked.models else ""]
    return " ".join(filter(None, [*parts, "trending" if asked.trending else ""]))


def process_document(waiting: QueuedDocument, store: Store, where: Settings) -> Arrival:
    """Fetch, read and triage one document, and settle it in the queue.

    Raises StoreError and IsolationError, which no document is to blame for. A mistake of ours costs one document, not
    all those behind it.
    """
    queue = Queue(store)
    try:
        return _process(waiting, queue, store, where)
    except VerifyError:
        raise
    except Exception as error:
        return _postpone(waiting, queue, f"Assay itself failed ({type(error).__name__}).")


def _process(waiting: QueuedDocument, queue: Queue, store: Store, where: Settings) -> Arrival:
    try:
        fetched = fetch(_target(waiting), where, lambda _: None)
    except NOT_THE_DOCUMENTS_FAULT:
        raise
    except SourceUnavailable as error:
        return _postpone(waiting, queue, str(error))
    except VerifyError as error:
        gone = isinstance(error, SourceNotFound) and "withdrawn" in error.says
        return _settle(queue, waiting, _arrival(waiting, "withdrawn" if gone else "refused", str(error)))
    content = fetched.source.sha256
    if same := queue.read_before(content, waiting.number):
        return _settle(queue, waiting, _arrival(waiting, "same", f"Its content is that of {same}.", fetched))
    try:
        runner = open_step_runner(_only_read(waiting, fetched), store)
        reading = read(runner)
    except NOT_THE_DOCUMENTS_FAULT:
        raise
    except VerifyError as error:
        return _settle(queue, waiting, _arrival(waiting, "unreadable", str(error), fetched), content=content)
    arrival = _triage(waiting, fetched, reading, _earlier(waiting, queue, store, where))
    if reading.claims:
        store.keep_dossier(read_only_dossier(runner, reading), now())
    return _settle(queue, waiting, arrival, content=content, reading=_kept(reading))


def _kept(reading: Reading) -> bytes:
    """What is kept of a reading: the next version of its document is compared by claims alone."""
    return reading.model_copy(update={"document": None}).to_bytes()


def _earlier(
    waiting: QueuedDocument, queue: Queue, store: Store, where: Settings
) -> tuple[str, Reading | None] | None:
    """The version before and what it says: read again where that is damaged in the store, None where it cannot be."""
    earlier = queue.previous_version(waiting.kind, waiting.name, waiting.number)
    if earlier is None or earlier.reading is not None:
        return (earlier.version, Reading.from_bytes(earlier.reading or b"")) if earlier else None
    before = waiting._replace(number=earlier.number, version=earlier.version)
    try:
        again = fetch(_target(before), where, lambda _: None)
        reading = read(open_step_runner(_only_read(before, again), store))
    except NOT_THE_DOCUMENTS_FAULT:
        raise
    except VerifyError:
        return earlier.version, None
    queue.keep_reading(earlier.number, _kept(reading))
    return earlier.version, reading


def _only_read(waiting: QueuedDocument, fetched: FetchedSource) -> Request:
    """The request of a document that is only read: nothing is looked up beside it, and nothing is measured."""
    name = f"arxiv:{fetched.source.name}" if waiting.kind == "arxiv" else f"hf:{waiting.name}"
    note = f"Ingestion read it and measured nothing: `verify {name} --data ours.csv` measures what can be."
    request = pin_request(waiting.name, (fetched,), None, Options(), notes=(*fetched.notes, note))
    return request.model_copy(update={"only_read": True})


def _queue_papers(words: str, asked: IngestQuery, queue: Queue, where: Settings) -> str:
    from extractors.sources.arxiv.listing import new_papers

    since, mark = _since(queue, words, asked)
    listed = new_papers(
        categories=asked.categories,
        query=asked.query,
        since=since - OVERLAP if mark else since,
        limit=MOST_LISTED,
        cache=where.home,
        polite=where.polite,
        by="lastUpdatedDate",
    )
    papers = sorted(listed, key=lambda paper: paper.updated)
    until = max([since, *(paper.updated for paper in papers)])
    rows = [("arxiv", paper.id.number, f"v{paper.version}", paper.title) for paper in papers]
    return _describe_count(queue.add(words, _iso(until), rows), len(rows) == MOST_LISTED)


def _queue_models(words: str, author: str | None, asked: IngestQuery, queue: Queue) -> str:
    from extractors.sources import hub

    since, _ = _since(queue, words, asked)
    most = 100 if asked.trending else MOST_MODELS
    listed = hub.new_models(
        author=author,
        query=asked.models,
        since=None if asked.trending else since,
        limit=most,
        order="trending_score" if asked.trending else "last_modified",
    )
    dated = [model.last_modified for model in listed if model.last_modified]
    rows = [("hub", model.name, model.commit, model.name) for model in reversed(listed)]
    return _describe_count(queue.add(words, _iso(max([since, *dated])), rows), len(rows) == MOST_MODELS)


def _describe_count(count: int, cut: bool) -> str:
    """How many documents a listing brought, and whether it may have been longer."""
    return f"{count} new{'; the list was cut, the oldest on it are missing' if cut else ''}"


def _since(queue: Queue, words: str, asked: IngestQuery) -> tuple[datetime, bool]:
    """From when on to list, and whether an earlier round set that."""
    mark = queue.watermark(words)
    if mark is not None:
        return datetime.fromisoformat(mark), True
    return asked.since or datetime.now(UTC) - timedelta(days=1), False


def _iso(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="seconds")


def _target(waiting: QueuedDocument) -> Target:
    if waiting.kind == "hub":
        return Target("hub", waiting.name, waiting.version)
    return Target("arxiv", f"{waiting.name}{waiting.version}")


def _arrival(
    waiting: QueuedDocument, fate: Fate, says: str = "", fetched: FetchedSource | None = None
) -> Arrival:
    return Arrival.model_validate(
        {
            "kind": waiting.kind,
            "name": waiting.name,
            "version": waiting.version,
            "title": waiting.title,
            "url": fetched.source.url if fetched else None,
            "fate": fate,
            "says": says,
        }
    )


def _settle(
    queue: Queue,
    waiting: QueuedDocument,
    arrival: Arrival,
    *,
    content: str | None = None,
    reading: bytes | None = None,
) -> Arrival:
    queue.settle(waiting.number, arrival, content=content, reading=reading)
    return arrival


def _postpone(waiting: QueuedDocument, queue: Queue, why: str) -> Arrival:
    """The source did not answer: try again later, or give up after so many rounds."""
    if waiting.tries + 1 >= TRIES:
        return _settle(queue, waiting, _arrival(waiting, "given_up", f"After {TRIES} rounds: {why}"))
    queue.postpone(waiting.number, time.time() + FIRST_PAUSE * 2**waiting.tries)
    return _arrival(waiting, "later", why)


def _triage(
    waiting: QueuedDocument,
    fetched: FetchedSource,
    reading: Reading,
    earlier: tuple[str, Reading | None] | None,
) -> Arrival:
    """What a document states, how much of it could be checked, and what changed since the version before."""
    own = checkable(reading)
    was = earlier[1] if earlier else None
    lost = "What the version before says is damaged in the store, and could not be read again."
    says = lost if earlier and was is None else ""
    return _arrival(waiting, "read" if own else "nothing", says, fetched).model_copy(
        update={
            "title": reading.title or waiting.title,
            "claims": len(reading.claims),
            "checkable": len(own),
            "headline": headline(reading),
            "findings": findings(reading),
            "before": earlier[0] if earlier else None,
            "changes": changes(was.claims, reading.claims) if was else (),
        }
    )


__all__ = ["IngestQuery", "ListingQuery", "ingest_query", "listing_queries", "now", "process_document"]
