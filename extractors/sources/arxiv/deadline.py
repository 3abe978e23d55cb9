"""A connection that ends at its deadline, whatever it is waiting for.

A read timeout starts again with every byte, so a server that sends one byte a second would hold us for ever: here the
socket itself is shut when the time is up.
"""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import requests


class Deadline:
    """A number of seconds for everything that happens on the sockets it knows."""

    def __init__(self, seconds: float) -> None:
        """Start the time when entered, not before."""
        self.seconds = seconds
        self.passed = False
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(max(seconds, 0.01), self._end)
        self._timer.daemon = True

    def __enter__(self) -> "Deadline":
        """Start the time."""
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the time."""
        self._timer.cancel()

    def watch(self, opened: object) -> None:
        """End this socket too when the time is up."""
        if isinstance(opened, socket.socket):
            self._sockets.append(opened)
        if self.passed:
            self._end()

    def _end(self) -> None:
        self.passed = True
        for open_socket in self._sockets:
            with suppress(OSError):
                socket.socket.shutdown(
                    open_socket, socket.SHUT_RDWR
                )  # not ssl's own, which a reader is in the middle of


@contextmanager
def session(deadline: Deadline, *, proxies: bool) -> Iterator["requests.Session"]:
    """A session of one connection: no cookies, no stored passwords, nothing kept alive."""
    from http.cookiejar import DefaultCookiePolicy

    import requests

    with requests.Session() as opened:
        opened.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
        opened.trust_env = proxies
        opened.auth = lambda request: request  # anything here keeps requests from looking into ~/.netrc
        opened.mount("http://", _adapter(deadline.watch))
        opened.mount("https://", _adapter(deadline.watch))
        yield opened


def _adapter(watch: Callable[[object], None]) -> "requests.adapters.HTTPAdapter":
    """An adapter whose connections tell of their sockets."""
    import requests
    from urllib3.connection import HTTPConnection, HTTPSConnection
    from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            watch(self.sock)

    class Secure(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            watch(self.sock)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    adapter = requests.adapters.HTTPAdapter()
    adapter.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}
    return adapter
