"""A dossier in any form, the page with the per-sample times that the store keeps beside it."""

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


def printed(form: str, dossier: Dossier, store: Store) -> bytes:
    """The report of that name; raises UnknownName for none."""
    if form == "html":
        return with_times(dossier, store)
    return reports.registry[form].call(dossier)


def with_times(dossier: Dossier, store: Store, nav: Nav = (), claims_at: str = "") -> bytes:
    """The page, in which a latency is drawn run by run where its times are kept."""
    return page(dossier, nav, claims_at, times=times(dossier, store))


def times(dossier: Dossier, store: Store) -> Times:
    """The seconds of every run behind the latencies, by the digest of their file and the batch size."""
    found: dict[tuple[str, int], list[float]] = {}
    for digest in dict.fromkeys(_files(dossier)):
        for one in _runs(digest, store):
            found.setdefault((digest, one.batch), []).append(one.seconds)
    return {key: tuple(seconds) for key, seconds in found.items()}


def _files(dossier: Dossier) -> list[str]:
    latencies = (a for a in dossier.attempts if isinstance(a, Measurement) and a.metric == "latency")
    return [one.raw_sha256 for one in latencies if one.raw_sha256]


def _runs(digest: str, store: Store) -> list[TimedRun]:
    """The runs in a file; none where it is gone, or holds anything else."""
    try:
        body = store.file(digest)
        lines = body.splitlines() if len(body) <= MOST_BYTES else []
        return [TimedRun.from_bytes(line) for line in lines if line]
    except (StoreError, ValidationError):
        return []
