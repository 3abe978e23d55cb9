"""The steps of ingestion: list new documents, process one at a time, and record the outcome of each."""

import time
from collections.abc import Callable

from claims.errors import IsolationError, SourceNotFound, SourceUnavailable, StoreError, VerifyError
from claims.records.digest import Arrival, Fate
from claims.revision_diff import changes
from extractors.pipeline.reading import Reading
from flows.document_steps import now, read_only_dossier
from flows.fetched import FetchedSource, fetch, fetch_listed
from flows.ingestion.card_table import card_folder
from flows.ingestion.queue import Queue, QueuedDocument
from flows.ingestion.triage import checkable, findings, headline
from flows.machine_refusal import refused_by_machine
from flows.reading_steps import read
from flows.request import Options, Request, pin_request
from flows.settings import Settings
from flows.step_runner import StepRunner, open_step_runner
from flows.store import Store
from flows.targets import Target

TRIES = 5
"""Rounds in which a source may fail to answer for a document before it is given up."""
FIRST_PAUSE = 3600.0
"""Seconds before a document is asked for again; doubled each time."""
NOT_THE_DOCUMENTS_FAULT = (StoreError, IsolationError)
"""What a document is not to blame for: it ends the round, and the document waits for the next one."""


ENOUGH_TEXT = 2_000
"""Characters of a paper's source without a claim, with which its PDF would say nothing more."""
Bring = Callable[[], FetchedSource]
"""Gives a document that was fetched, or raises what its fetching raised."""


def fetch_document(waiting: QueuedDocument, where: Settings) -> FetchedSource:
    """Fetch a document, by one request where what its listing says of it and a paper's source are enough."""
    if waiting.kind == "arxiv" and waiting.entry:
        return fetch_listed(waiting.entry, where)
    return fetch(_target(waiting, where), where, lambda _: None)


def process_document(
    waiting: QueuedDocument, store: Store, where: Settings, bring: Bring | None = None
) -> Arrival:
    """Fetch (or take what `bring` fetched before), read and triage one document, and settle it in the queue.

    Raises StoreError and IsolationError, which no document is to blame for. A mistake of ours costs one document, not
    all those behind it.
    """
    queue = Queue(store)
    try:
        return _process(waiting, queue, store, where, bring or (lambda: fetch_document(waiting, where)))
    except VerifyError:
        raise
    except Exception as error:
        machine = refused_by_machine(error) if isinstance(error, OSError | MemoryError) else None
        return _postpone(waiting, queue, machine or f"Assay itself failed ({type(error).__name__}).")


def _process(waiting: QueuedDocument, queue: Queue, store: Store, where: Settings, bring: Bring) -> Arrival:
    try:
        fetched = bring()
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
        fetched, runner, reading = _read(waiting, fetched, store, where)
    except NOT_THE_DOCUMENTS_FAULT:
        raise
    except SourceUnavailable as error:
        return _postpone(waiting, queue, str(error))
    except VerifyError as error:
        return _settle(queue, waiting, _arrival(waiting, "unreadable", str(error), fetched), content=content)
    arrival = _triage(waiting, fetched, reading, _earlier(waiting, queue, store, where))
    if reading.claims:
        store.keep_dossier(read_only_dossier(runner, reading), now())
    return _settle(queue, waiting, arrival, content=content, reading=_kept(reading))


def _read(
    waiting: QueuedDocument, fetched: FetchedSource, store: Store, where: Settings
) -> tuple[FetchedSource, StepRunner, Reading]:
    """Read a document; a paper whose source alone says too little is fetched with its PDF and read again."""
    runner = open_step_runner(_only_read(waiting, fetched), store)
    alone = waiting.kind == "arxiv" and waiting.entry is not None and "paper.pdf" not in fetched.paths
    try:
        reading = read(runner)
    except NOT_THE_DOCUMENTS_FAULT:
        raise
    except VerifyError:
        if not alone:
            raise
    else:
        if not alone or _says_enough(reading):
            return fetched, runner, reading
    whole = fetch_listed(waiting.entry or "", where, with_pdf=True)
    runner = open_step_runner(_only_read(waiting, whole), store)
    return whole, runner, read(runner)


def _says_enough(reading: Reading) -> bool:
    """Whether what was read of a paper's source makes its PDF superfluous."""
    blocks = reading.document.blocks if reading.document else ()
    return bool(reading.claims) or sum(len(block.text) for block in blocks) >= ENOUGH_TEXT


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
        again = fetch(_target(before, where), where, lambda _: None)
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


def _target(waiting: QueuedDocument, where: Settings) -> Target:
    if waiting.kind == "cards":
        return Target("path", waiting.name, path=str(card_folder(where.home, waiting.version)))
    if waiting.kind == "hub":
        return Target("hub", waiting.name, waiting.version)
    return Target("arxiv", f"{waiting.name}{waiting.version}")


def _arrival(
    waiting: QueuedDocument, fate: Fate, says: str = "", fetched: FetchedSource | None = None
) -> Arrival:
    return Arrival.model_validate(
        {
            "kind": "arxiv" if waiting.kind == "arxiv" else "hub",
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
