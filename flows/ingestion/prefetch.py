"""Fetching ahead: while one document is read, the next ones of each kind are fetched in threads."""

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from flows.fetched import FetchedSource
from flows.ingestion.queue import QueuedDocument

AHEAD = {"arxiv": 4, "hub": 8, "cards": 2}
"""Documents of a kind that are being fetched or wait to be read; arXiv's pause between requests holds all the same."""

Take = Callable[[str, int], Sequence[QueuedDocument]]
"""Gives up to so many documents of a kind."""


class FetchedDocument(NamedTuple):
    """A document whose fetching has ended."""

    waiting: QueuedDocument
    bring: Callable[[], FetchedSource]
    """Gives it, or raises what its fetching raised."""


class _Fetching(threading.Thread):
    """One document that is being fetched; nobody waits for it when the process ends."""

    def __init__(
        self,
        waiting: QueuedDocument,
        fetch: Callable[[QueuedDocument], FetchedSource],
        ended: threading.Condition,
    ) -> None:
        super().__init__(daemon=True, name=f"fetch {waiting.name}")
        self.waiting, self.done = waiting, False
        self._fetch, self._ended = fetch, ended
        self._fetched: FetchedSource | None = None
        self._error: BaseException | None = None

    def run(self) -> None:
        """Fetch it, and keep whatever came of that."""
        try:
            self._fetched = self._fetch(self.waiting)
        except BaseException as error:  # raised again where the document is processed
            self._error = error
        with self._ended:
            self.done = True
            self._ended.notify_all()

    def bring(self) -> FetchedSource:
        """The document; raises what its fetching raised."""
        if self._fetched is None:
            raise self._error or RuntimeError(f"{self.waiting.name} is not fetched yet")
        return self._fetched


class Prefetch:
    """Documents in the order of their listing, each kind for itself, as they are fetched."""

    def __init__(
        self, kinds: Sequence[str], take: Take, fetch: Callable[[QueuedDocument], FetchedSource], limit: int
    ) -> None:
        """Nothing is taken before the first document is asked for; at most `limit` are in all."""
        self._take, self._fetch, self._left = take, fetch, limit
        self._lanes: dict[str, deque[_Fetching]] = {kind: deque() for kind in kinds}
        self._empty: set[str] = set()
        self._ended = threading.Condition()

    def __iter__(self) -> Iterator[FetchedDocument]:
        """One document after the other, the first that is there."""
        while True:
            for kind in self._lanes:
                self._fill(kind)
            if not any(self._lanes.values()):
                return
            ready = self._first_ready()
            yield FetchedDocument(ready.waiting, ready.bring)

    def _fill(self, kind: str) -> None:
        """Start as many fetches of a kind as may run ahead, once half of those before are used up."""
        lane, most = self._lanes[kind], AHEAD[kind]
        if kind in self._empty or self._left <= 0 or len(lane) > most // 2:
            return
        taken = self._take(kind, min(most - len(lane), self._left))
        if not taken:
            self._empty.add(kind)
        self._left -= len(taken)
        for waiting in taken:
            lane.append(_Fetching(waiting, self._fetch, self._ended))
            lane[-1].start()

    def _first_ready(self) -> _Fetching:
        """The next document of some kind that is there; waits for one."""
        with self._ended:
            while True:
                heads = [lane for lane in self._lanes.values() if lane and lane[0].done]
                if heads:
                    return min(heads, key=lambda lane: lane[0].waiting.number).popleft()
                self._ended.wait()
