"""The listings that a round of ingestion asks for: papers, pages of models, rows of a table of cards."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from claims.errors import ModelUnavailable, SourceError
from flows.ingestion.card_table import queue_cards
from flows.ingestion.listed import ListedDocument
from flows.ingestion.queue import Queue
from flows.settings import Settings
from flows.store import Store

if TYPE_CHECKING:
    from extractors.sources.hub import ModelPage

OVERLAP = timedelta(days=3)
"""arXiv announces some papers days after their date, so a listing reaches back this far; what is known is not new."""
MOST_LISTED = 20_000
"""Papers of one listing."""

MOST_PAGES = 1_000
"""Pages of a thousand models that one round lists; the next round goes on there."""

Kind = Literal["arxiv", "hub", "cards"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""What the queue holds: papers, models, and cards from a table."""


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
    """From when on; by default where the last round stopped, and in the first one a day ago."""
    cards: tuple[str, ...] = ()
    """Parquet files whose rows are cards."""


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
        cards=tuple(asked.get("cards") or ()),
    )


class ListingQuery(NamedTuple):
    """One listing to ask a source for."""

    kind: Kind
    """Which source is asked."""
    words: str
    """What is asked."""
    ask: Callable[[], str]
    """Asks it and queues what is new; says how much that was, and raises VerifyError."""


def listing_queries(asked: IngestQuery, store: Store, where: Settings, limit: int) -> Iterator[ListingQuery]:
    """The listings that a round asks for; of a table of cards no more rows are queued than `limit`."""
    queue = Queue(store)
    if asked.categories or asked.query:
        words = " ".join(("arXiv", *asked.categories, *((f"“{asked.query}”",) if asked.query else ())))
        yield ListingQuery("arxiv", words, partial(_queue_papers, words, asked, queue, where))
    anybody: tuple[str | None, ...] = (None,) if asked.models or asked.trending else ()
    for author in asked.authors or anybody:
        words = _describe_hub_query(asked, author)
        queue_models = _queue_trending if asked.trending else _queue_models
        yield ListingQuery("hub", words, partial(queue_models, words, author, asked, queue))
    for file in asked.cards:
        words = f"cards of {Path(file).name}"
        yield ListingQuery("cards", words, partial(queue_cards, Path(file), store, limit))


def _describe_hub_query(asked: IngestQuery, author: str | None) -> str:
    """A question to the Hub in words."""
    parts = ["Hub models", f"by {author}" if author else "", f"“{asked.models}”" if asked.models else ""]
    return " ".join(filter(None, [*parts, "trending" if asked.trending else ""]))


def _queue_papers(words: str, asked: IngestQuery, queue: Queue, where: Settings) -> str:
    from extractors.sources.arxiv.listing import new_papers

    start = _start(queue, words, asked)
    listed = new_papers(
        categories=asked.categories,
        query=asked.query,
        since=start.since - OVERLAP if start.goes_on else start.since,
        limit=MOST_LISTED,
        cache=where.home,
        polite=where.polite,
        by="lastUpdatedDate",
    )
    papers = sorted(listed, key=lambda paper: paper.updated)
    until = max([start.until, *(paper.updated for paper in papers)])
    rows = [
        ListedDocument(
            "arxiv", paper.id.number, f"v{paper.version}", paper.title, paper.entry.model_dump_json()
        )
        for paper in papers
    ]
    count = queue.add(words, _iso(until), rows)
    _keep_start(queue, words, start)
    return _describe_count(count, start, cut=len(rows) == MOST_LISTED)


def _queue_trending(words: str, author: str | None, asked: IngestQuery, queue: Queue) -> str:
    """Queue the models that are much talked about, whatever their date."""
    from extractors.sources import hub

    listed = hub.new_models(author=author, query=asked.models, limit=100, order="trending_score")
    dated = [model.last_modified for model in listed if model.last_modified]
    rows = [ListedDocument("hub", model.name, model.commit, model.name) for model in reversed(listed)]
    until = max([_start(queue, words, asked).until, *dated])
    return f"{queue.add(words, _iso(until), rows)} new"


def _queue_models(words: str, author: str | None, asked: IngestQuery, queue: Queue) -> str:
    """Queue the models that changed, page by page; a listing that broke off is brought to its end first."""
    ask = partial(_model_page, author, asked.models)
    count, start = 0, _start(queue, words, asked)
    if (broken := queue.unfinished(words)) is not None:
        cursor, until = broken
        try:
            page = ask(cursor)
        except (SourceError, ModelUnavailable):
            queue.forget_unfinished(words)  # the cursor may be too old: what is known is not new
        else:
            count = _queue_pages(words, ask, page, queue, start, until)
            _keep_start(queue, words, start)
            start = _start(queue, words, asked)
    if queue.unfinished(words) is None:
        count += _queue_pages(words, ask, ask(None), queue, start, None)
        _keep_start(queue, words, start)
    more = "; the list goes on in the next round" if queue.unfinished(words) else ""
    return f"{_describe_count(count, start)}{more}"


def _model_page(author: str | None, query: str | None, cursor: str | None) -> "ModelPage":
    from extractors.sources import hub

    return hub.model_page(author=author, query=query, cursor=cursor)


def _queue_pages(
    words: str,
    ask: Callable[[str | None], "ModelPage"],
    page: "ModelPage",
    queue: Queue,
    start: "_Start",
    until: str | None,
) -> int:
    """Queue a page and those that follow, down to the start; each is kept as it comes. How many models are new."""
    count = 0
    for _ in range(MOST_PAGES):
        fresh = [model for model in page.models if model.last_modified and model.last_modified >= start.since]
        rows = [ListedDocument("hub", model.name, model.commit, model.name) for model in reversed(fresh)]
        dated = [model.last_modified for model in fresh if model.last_modified]
        until = until or _iso(max([start.until, *dated]))
        if page.following is None or not fresh or len(fresh) < len(page.models):
            return count + queue.add(words, until, rows)
        count += queue.add_page(words, until, page.following, rows)
        page = ask(page.following)
    return count


def _describe_count(count: int, start: "_Start", *, cut: bool = False) -> str:
    """How many documents a listing brought, whether it may have been longer, and from when on a first one looked."""
    if not count and start.is_default:
        return f"0 new since {start.since:%Y-%m-%d %H:%M} UTC; --since with a date looks further back"
    return f"{count} new{'; the list was cut, the oldest on it are missing' if cut else ''}"


class _Start(NamedTuple):
    """Where a listing begins."""

    since: datetime
    """From when on to list."""
    until: datetime
    """Up to when earlier rounds have listed; where there was none, the same."""
    goes_on: bool
    """Whether it goes on where an earlier round stopped."""
    is_default: bool
    """Whether it reaches back as far as a first round does that was not told how far."""


def _start(queue: Queue, words: str, asked: IngestQuery) -> _Start:
    """Where a listing begins: where the last round stopped, or at --since where no round has reached back so far."""
    mark, earliest = queue.watermark(words), queue.watermark(_back_to(words))
    if mark is None:
        since = asked.since or datetime.now(UTC) - timedelta(days=1)
        return _Start(since, since, False, asked.since is None)
    until = datetime.fromisoformat(mark)
    if asked.since and (earliest is None or asked.since < datetime.fromisoformat(earliest)):
        return _Start(min(asked.since, until), until, False, False)
    return _Start(until, until, True, False)


def _keep_start(queue: Queue, words: str, start: _Start) -> None:
    """Note how far back a listing has reached that did not go on from an earlier one."""
    if not start.goes_on:
        queue.add(_back_to(words), _iso(start.since), ())


def _back_to(words: str) -> str:
    """By what is kept how far back a listing has reached."""
    return f"back to: {words}"


def _iso(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="seconds")
