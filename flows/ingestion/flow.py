"""The flow of a night: list what is new, read each document once, and tell what is worth looking at."""

import time
from datetime import datetime

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from claims.errors import ModelUnavailable, SourceError
from claims.records.digest import Arrival, Night
from flows.ingestion import steps
from flows.ingestion.queue import Queue, Waiting
from flows.ingestion.steps import Asked, Question
from flows.prefect_artifacts import Progress, show_night
from flows.settings import settings
from flows.store import Store

take = task(cache_policy=NO_CACHE)(steps.take)


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
    """Ingest what is new and return the number of the night; its digest is in the store.

    `limit` bounds the documents and `budget` the seconds of a round; what is left waits for the next one.
    """
    where = settings()
    store = Store(where)
    asked = Asked(
        categories=tuple(categories or ()),
        query=query,
        authors=tuple(authors or ()),
        models=models,
        trending=trending,
        since=datetime.fromisoformat(since) if since else None,
    )
    with store.lease("ingest"):
        return _round(asked, store, limit, budget)


def _round(asked: Asked, store: Store, limit: int, budget: float) -> int:
    """List, take what is due until the budget is used, and keep the digest."""
    began, queue = steps.now(), Queue(store)
    answers = [(one.kind, *_ask(one)) for one in steps.listings(asked, store, settings())]
    told = tuple(says for _, _, says in answers)
    closed = {kind for kind, _, _ in answers} - {kind for kind, answered, _ in answers if answered}
    due = [one for one in queue.due(time.time()) if one.kind not in closed]
    later = _take_all(due[:limit], store, budget)
    settled = queue.untold()
    arrivals = (*(one for _, one in settled), *later)
    night = Night(
        began=began,
        ended=steps.now(),
        asked=told,
        arrivals=tuple(sorted(arrivals, key=lambda one: (-bool(one.changes), -one.checkable, -one.claims))),
        left=queue.left(),
    )
    number = queue.keep_night(night, [number for number, _ in settled])
    show_night(number, night)
    return number


def _take_all(due: list[Waiting], store: Store, budget: float) -> list[Arrival]:
    """Take one document after the other; those whose door did not answer, which the queue does not settle."""
    progress, end, later = Progress("ingest"), time.monotonic() + budget, []
    for done, waiting in enumerate(due):
        if time.monotonic() > end:
            break
        progress.says(f"{waiting.name} ({done + 1} of {len(due)})", 100 * done / len(due))
        run = take.with_options(task_run_name=f"take {waiting.kind} {waiting.name}")
        arrival = run(waiting, store, settings())
        if arrival.fate == "later":
            later.append(arrival)
    progress.says("done", 100)
    return later


def _ask(question: Question) -> tuple[bool, str]:
    """Whether a door answered a question, and what; one that does not costs its own documents, not the night."""
    try:
        return True, f"{question.words}: {question.ask()}"
    except (SourceError, ModelUnavailable) as error:
        return False, f"{question.words}: {error}"
