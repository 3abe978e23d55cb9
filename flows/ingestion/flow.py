"""The engine's flows around a round of ingestion: each document is a task of its own, and the digest is shown."""

from typing import Any

from prefect import flow

from flows.adapters.channels import channels_of
from flows.engine_tasks import call_as_task
from flows.ingestion.deliver import deliver_waiting
from flows.ingestion.listings import ingest_query
from flows.ingestion.queue import Queue
from flows.ingestion.round import BUDGET, LIMIT, run_round
from flows.prefect_artifacts import Progress, show_digest
from flows.settings import settings
from flows.store import Store


@flow(name="ingest", validate_parameters=False)
def ingest(  # noqa: PLR0913  its parameters are those of a deployment
    categories: list[str] | None = None,
    query: str | None = None,
    authors: list[str] | None = None,
    models: str | None = None,
    trending: bool = False,
    since: str | None = None,
    cards: list[str] | None = None,
    limit: int = LIMIT,
    budget: float = BUDGET,
) -> int:
    """Ingest new documents and return the number of the digest, which is in the store and told in the engine's pages.

    `limit` bounds the documents and `budget` the seconds of a round; what is left waits for the next one.
    """
    where = settings()
    store, channels = Store(where), channels_of(where)
    given = {"categories": categories, "query": query, "authors": authors, "models": models}
    asked = {**given, "trending": trending, "since": since, "cards": cards}
    with store.lease("digest"):  # what one round has not told yet, another one would tell again
        number = _run(asked, store, limit, budget)
        Queue(store).mark_printed(number, [channel.name for channel in channels])
        deliver_waiting(store, channels)
    return number


@flow(name="ingest once", validate_parameters=False)
def ingest_untold(asked: dict[str, Any], limit: int, budget: float) -> int:
    """The same for a command, which holds the lease of the digest, prints it and notes that it is told."""
    return _run(asked, Store(settings()), limit, budget)


def _run(asked: dict[str, Any], store: Store, limit: int, budget: float) -> int:
    """A round with its progress in the engine's pages; the number of its digest."""
    progress = Progress("ingest")
    number = run_round(ingest_query(asked), store, limit, budget, call=call_as_task, progress=progress.says)
    show_digest(number, Queue(store).night(number))
    return number
