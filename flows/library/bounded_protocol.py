"""HTTP connections with bounds: how many there are, how long one may take to ask, and how long to take its answer."""

import resource
import time
from asyncio import TimerHandle, Transport

from uvicorn.protocols.http.h11_impl import H11Protocol

MOST_CONNECTIONS = 100
"""Connections at once; where all are taken, the one that has waited longest with no whole request is closed."""
TIME_TO_ASK = 10.0
"""Seconds in which a connection has to send a whole request, its form included."""
TIME_TO_TAKE = 120.0
"""Seconds in which an answer has to be taken."""
_EVERY = 1.0


def most_connections() -> int:
    """Connections at once, fewer where this process may open few files: an answer needs some too."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(min(MOST_CONNECTIONS, soft // 4), 4)


class BoundedProtocol(H11Protocol):
    """A connection that is closed where it has no whole request, or does not take its answer, for too long."""

    since = 0.0
    timer: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Take a connection, closing another one where there are too many."""
        super().connection_made(transport)
        self.since = time.monotonic()
        self.timer = self.loop.call_later(_EVERY, self._look)
        if len(self.connections) > most_connections():
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection."""
        if self.timer is not None:
            self.timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what was sent; with a whole request the time for the answer begins."""
        before = self.asking
        super().data_received(data)
        if before and not self.asking:
            self.since = time.monotonic()

    def on_response_complete(self) -> None:
        """Begin the time for the next request."""
        super().on_response_complete()
        self.since = time.monotonic()

    @property
    def asking(self) -> bool:
        """Whether there is no whole request that is still to be answered."""
        return self.cycle is None or self.cycle.response_complete or self.cycle.more_body

    def _look(self) -> None:
        waited = time.monotonic() - self.since
        if waited > (TIME_TO_ASK if self.asking else TIME_TO_TAKE):
            self.transport.abort()
        else:
            self.timer = self.loop.call_later(_EVERY, self._look)

    def _make_room(self) -> None:
        others = [
            c for c in self.connections if isinstance(c, BoundedProtocol) and c is not self and c.asking
        ]
        closed = min(others, key=lambda connection: connection.since, default=self)
        self.connections.discard(closed)
        closed.transport.abort()
