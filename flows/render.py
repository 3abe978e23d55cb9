"""Renders a dossier in any form; the HTML page also gets the latency samples from the store."""

from pydantic import ValidationError

import reports
from claims.errors import StoreError
from claims.records import Dossier, Measurement
from claims.records.samples import TimedRun
from flows.store import Store
from reports.html import Nav, page
from reports.views.histogram import Times

MOST_BYTES = 4_000_000
"""Of a file of times, beyond which it is left in the store."""


def render(form: str, dossier: Dossier, store: Store) -> bytes:
    """The report of that name; raises UnknownName for none."""
    if form == "html":
        return page_with_times(dossier, store)
    return reports.registry[form].call(dossier)


def page_with_times(dossier: Dossier, store: Store, nav: Nav = (), claims_at: str = "") -> bytes:
    """The HTML page, with a histogram of each latency whose samples are in the store."""
    return page(dossier, nav, claims_at, times=latency_times(dossier, store))


def latency_times(dossier: Dossier, store: Store) -> Times:
    """The seconds of every run behind the latencies, by the digest of their file and the batch size."""
    seconds_by_batch: dict[tuple[str, int], list[float]] = {}
    for digest in dict.fromkeys(_files(dossier)):
        for timed_run in _runs(digest, store):
            seconds_by_batch.setdefault((digest, timed_run.batch), []).append(timed_run.seconds)
    return {key: tuple(seconds) for key, seconds in seconds_by_batch.items()}


def _files(dossier: Dossier) -> list[str]:
    latencies = (a for a in dossier.attempts if isinstance(a, Measurement) and a.metric == "latency")
    return [measurement.raw_sha256 for measurement in latencies if measurement.raw_sha256]


def _runs(digest: str, store: Store) -> list[TimedRun]:
    """The runs in a file; none where it is gone, or holds anything else."""
    try:
        body = store.file(digest)
        lines = body.splitlines() if len(body) <= MOST_BYTES else []
        return [TimedRun.from_bytes(line) for line in lines if line]
    except (StoreError, ValidationError):
        return []
