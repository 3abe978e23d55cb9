"""The latest digests of a store as one feed."""

import socket

import reports.digest
from flows.ingestion.queue import Queue
from flows.store import Store

MOST = 30
"""Digests of a feed: a month of nights."""


def digest_feed(store: Store) -> bytes:
    """The latest digests that were printed, as Atom."""
    queue = Queue(store)
    nights = [(number, queue.night(number)) for number in queue.printed_nights(MOST)]
    return reports.digest.feed(f"{socket.gethostname()}{store.home}", nights)
