"""The steps of ingestion: list what is new, take one document after the other, and say what came of each."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Literal, NamedTuple

from claims.errors import IsolationError, SourceNotFound, SourceUnavailable, StoreError, VerifyError
from claims.records.digest import Arrival, Fate
from claims.revision_diff import changes
from extractors.pipeline.read import Reading
from flows.document_steps import now, read
from flows.fetched import Stock, bring
from flows.ingestion.queue import Queue, Waiting
from flows.ingestion.triage import checkable, findings, headline
from flows.request import Options, pinned
from flows.settings import Settings
from flows.step_runner import open_corridor
from flows.store import Store
from flows.targets import Target

OVERLAP = timedelta(days=3)
"""arXiv announces some papers days after their date, so a listing reaches back this far; what is known is not new."""
TRIES = 5
"""Rounds in which a door may fail to answer for a document before it is given up."""
FIRST_PAUSE = 3600.0
"""Seconds before a document is asked for again; doubled each time."""
MOST_LISTED = 2_000
"""Papers of one listing."""
MOST_MODELS = 1_000
"""Models of one listing."""
OURS = (StoreError, IsolationError)
"""What a document is not to blame for: it ends the round, and the document waits for the next one."""


Kind = Literal["arxiv", "hub"]


@dataclass(frozen=True)
class Asked:
    """What a round asks for."""

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


class Question(NamedTuple):
    """One question of a round."""

    kind: Kind
    """Which door it is asked at."""
    words: str
    """What is asked."""
    ask: Callable[[], str]
    """Asks it and queues what is new; says how much that was, and raises VerifyError as the doors do."""


def listings(asked: Asked, store: Store, where: Settings) -> Iterator[Question]:
    """Every question of a round."""
    queue = Queue(store)
    if asked.categories or asked.query:
        words = " ".join(("arXiv", *asked.categories, *((f"“{asked.query}”",) if asked.query else ())))
        yield Question("arxiv", words, partial(_papers, words, asked, queue, where))
    anybody: tuple[str | None, ...] = (None,) if asked.models or asked.trending else ()
    for author in asked.authors or anybody:
        words = _named(asked, author)
        yield Question("hub", words, partial(_models, words, author, asked, queue))


def _named(asked: Asked, author: str | None) -> str:
    """A question to the Hub in words."""
    parts = ["Hub models", f"by {author}" if author else "", f"“{asked.models}”" if asked.models else ""]
    return " ".join(filter(None, [*parts, "trending" if asked.trending else ""]))


def take(waiting: Waiting, store: Store, where: Settings) -> Arrival:
    """Fetch, read and triage one document, and settle it in the queue.

    Raises StoreError and IsolationError, which no document is to blame for. A mistake of ours costs one document, not
    all those behind it.
    """
    queue = Queue(store)
    try:
        return _taken(waiting, queue, store, where)
    except VerifyError:
        raise
    except Exception as error:
        return _unanswered(
            waiting, queue, f"A mistake of Assay itself ({type(error).__name__}) was in the way."
        )


def _taken(waiting: Waiting, queue: Queue, store: Store, where: Settings) -> Arrival:
    try:
        stock = bring(_target(waiting), where, lambda _: None)
    except OURS:
        raise
    except SourceUnavailable as error:
        return _unanswered(waiting, queue, str(error))
    except VerifyError as error:
        gone = isinstance(error, SourceNotFound) and "withdrawn" in error.says
        return _settled(queue, waiting, _arrival(waiting, "withdrawn" if gone else "refused", str(error)))
    content = stock.source.sha256
    if same := queue.known(content, waiting.number):
        return _settled(queue, waiting, _arrival(waiting, "same", f"Its content is that of {same}.", stock))
    try:
        reading = read(open_corridor(pinned(waiting.name, (stock,), None, Options()), store))
    except OURS:
        raise
    except VerifyError as error:
        return _settled(queue, waiting, _arrival(waiting, "unreadable", str(error), stock), content=content)
    arrival = _triaged(waiting, stock, reading, queue)
    kept = reading.model_copy(update={"document": None})  # its next version is compared by claims alone
    return _settled(queue, waiting, arrival, content=content, reading=kept.to_bytes())


def _papers(words: str, asked: Asked, queue: Queue, where: Settings) -> str:
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
    found = sorted(listed, key=lambda one: one.updated)
    until = max([since, *(one.updated for one in found)])
    rows = [("arxiv", one.id.number, f"v{one.version}", one.title) for one in found]
    return _new(queue.add(words, _iso(until), rows), len(rows) == MOST_LISTED)


def _models(words: str, author: str | None, asked: Asked, queue: Queue) -> str:
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
    dated = [one.last_modified for one in listed if one.last_modified]
    rows = [("hub", one.name, one.commit, one.name) for one in reversed(listed)]
    return _new(queue.add(words, _iso(max([since, *dated])), rows), len(rows) == MOST_MODELS)


def _new(count: int, cut: bool) -> str:
    """How many documents a listing brought, and whether it may have been longer."""
    return f"{count} new{'; the list was cut, the oldest on it are missing' if cut else ''}"


def _since(queue: Queue, words: str, asked: Asked) -> tuple[datetime, bool]:
    """From when on to list, and whether an earlier round set that."""
    mark = queue.watermark(words)
    if mark is not None:
        return datetime.fromisoformat(mark), True
    return asked.since or datetime.now(UTC) - timedelta(days=1), False


def _iso(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="seconds")


def _target(waiting: Waiting) -> Target:
    if waiting.kind == "hub":
        return Target("hub", waiting.name, waiting.version)
    return Target("arxiv", f"{waiting.name}{waiting.version}")


def _arrival(waiting: Waiting, fate: Fate, says: str = "", stock: Stock | None = None) -> Arrival:
    return Arrival.model_validate(
        {
            "kind": waiting.kind,
            "name": waiting.name,
            "version": waiting.version,
            "title": waiting.title,
            "url": stock.source.url if stock else None,
            "fate": fate,
            "says": says,
        }
    )


def _settled(
    queue: Queue,
    waiting: Waiting,
    arrival: Arrival,
    *,
    content: str | None = None,
    reading: bytes | None = None,
) -> Arrival:
    queue.settle(waiting.number, arrival, content=content, reading=reading)
    return arrival


def _unanswered(waiting: Waiting, queue: Queue, why: str) -> Arrival:
    """A door that did not answer: later, or given up after so many rounds."""
    if waiting.tries + 1 >= TRIES:
        return _settled(queue, waiting, _arrival(waiting, "given_up", f"After {TRIES} rounds: {why}"))
    queue.postpone(waiting.number, time.time() + FIRST_PAUSE * 2**waiting.tries)
    return _arrival(waiting, "later", why)


def _triaged(waiting: Waiting, stock: Stock, reading: Reading, queue: Queue) -> Arrival:
    """What a document states, how much of it could be checked, and what changed since the version before."""
    own = checkable(reading)
    earlier = queue.before(waiting.kind, waiting.name, waiting.number)
    was = Reading.from_bytes(earlier[1]) if earlier else None
    return _arrival(waiting, "read" if own else "nothing", "", stock).model_copy(
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


__all__ = ["Asked", "Question", "listings", "now", "take"]
