"""A guard around every request of the Hub's client: deadline, size, redirects, retries, and the token.

The client's own session is used, with two hooks that do nothing outside a RequestGuard. Its time-outs are for single
reads, so that a server which sends a byte now and then would never meet them: here a timer shuts the connection
down at the deadline, wherever the client is waiting.
"""

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from email.utils import parsedate_to_datetime
from typing import Literal, Self, TypeVar
from urllib.parse import urljoin, urlsplit

import httpx2
from huggingface_hub import close_session, get_session
from huggingface_hub.utils import parse_ratelimit_headers  # type: ignore[attr-defined] # public, but not in __all__

from claims.errors import VerifyError
from extractors.sources.hub import errors as hub_errors
from extractors.sources.hub.access import Access, origin_of
from extractors.sources.hub.errors import TryAgain
from extractors.sources.hub.listing import unexpected

T = TypeVar("T")
Wants = Literal["json", "file"]
_TRUSTED = re.compile(r"(?:[a-z0-9-]+\.)*(?:huggingface\.co|hf\.co)")
"""Where the Hub keeps large files."""
_TELLING = ("connect_tcp.failed", "start_tls.failed", "receive_response_headers.failed")


class RequestGuard:
    """Limits of one request to the Hub: deadline, size and allowed hosts."""

    def __init__(self, access: Access, repo: str, seconds: float, most: int, wants: Wants) -> None:
        """Nothing runs before it is entered."""
        self.access, self.repo, self.seconds, self.most, self.wants = access, repo, seconds, most, wants
        self.origin, self.secret = access.origin, (access.secret or "").encode()
        self.over = False
        self.hops = 0
        self.got = 0
        self._line: socket.socket | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(max(0.0, seconds), self._end)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        """Start the clock."""
        self._before = _kept.set(self)
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the clock and let the connection go."""
        _kept.reset(self._before)
        self._timer.cancel()
        with self._lock:
            if self._line is not None:
                self._line.close()
                self._line = None

    def check(self) -> None:
        """Raise SourceUnavailable once the time is over."""
        if self.over:
            raise self._late()

    def allows(self, url: str) -> bool:
        """Whether an address is the Hub's own; raises SourceUnsafe where it is neither that nor a trusted host."""
        try:
            address = urlsplit(url)
            own = origin_of(address) == self.origin
        except ValueError:
            raise hub_errors.elsewhere(self.access, None) from None
        if not own and not (address.scheme == "https" and _TRUSTED.fullmatch(address.hostname or "")):
            raise hub_errors.elsewhere(self.access, address.hostname or address.scheme)
        return own

    def explained(self, error: Exception) -> Exception:
        """The error to raise; what breaks after the deadline broke because of it."""
        if self.over and not isinstance(error, VerifyError):
            return self._late()
        return hub_errors.explained(error, self.access, self.repo, self.wants == "file")

    def trace(self, event: str, info: dict[str, object]) -> None:
        """Keep hold of the connection, and tell what fails before the client tries again on its own."""
        if event.endswith("connect_tcp.complete"):
            self._hold(info["return_value"])
        elif event.endswith(_TELLING) and isinstance(info.get("exception"), Exception):
            error = info["exception"]
            raise self.explained(_as_http(error)) from None

    def _late(self) -> VerifyError:
        return hub_errors.too_slow(self.access, self.seconds) if self.got else hub_errors.silent(self.access)

    def _hold(self, stream: object) -> None:
        """A second handle on the same connection: it stays valid when TLS wraps the first one."""
        line = getattr(stream, "get_extra_info", lambda _: None)("socket")
        with self._lock:
            if isinstance(line, socket.socket):
                if self._line is not None:
                    self._line.close()
                self._line = line.dup()
        if self.over:
            self._end()

    def _end(self) -> None:
        self.over = True
        with self._lock:
            if self._line is not None:
                try:
                    self._line.shutdown(socket.SHUT_RDWR)
                except OSError:
                    return  # it is down already


_kept: ContextVar[RequestGuard | None] = ContextVar("_kept", default=None)


_hooking = threading.Lock()


class _Counted(httpx2.SyncByteStream):
    """The bytes of an answer, as long as they are neither too many nor too late nor our own token."""

    def __init__(self, inner: httpx2.SyncByteStream, watch: RequestGuard) -> None:
        self._inner, self._watch = inner, watch

    def __iter__(self) -> Iterator[bytes]:
        watch, tail = self._watch, b""
        try:
            for chunk in self._inner:
                watch.check()
                watch.got += len(chunk)
                if watch.got > watch.most:
                    raise hub_errors.too_much(watch.access, watch.most)
                if watch.secret and watch.secret in tail + chunk:
                    raise hub_errors.echoed(watch.access)
                tail = (tail + chunk)[-len(watch.secret) :] if watch.secret else b""
                yield chunk
        except httpx2.HTTPError as error:  # told here, before the client would try again on its own
            raise watch.explained(error) from None
        watch.check()

    def close(self) -> None:
        self._inner.close()


def session() -> httpx2.Client:
    """The client's own session, with our hooks."""
    with _hooking:
        client = get_session()
        hooks = client.event_hooks
        if _outgoing not in hooks["request"]:
            close_session()  # so that no connection is older than the hooks
            client = get_session()
            hooks = client.event_hooks
            client.event_hooks = {
                "request": [*hooks["request"], _outgoing],
                "response": [*hooks["response"], _incoming],
            }
    return client


def ask(access: Access, repo: str, call: Callable[[], T]) -> T:
    """What the client's own function answers, within the deadline; raises VerifyError alone."""

    def once() -> T:
        session()
        with RequestGuard(access, repo, access.patience.answer, access.limits.reply, "json") as watch:
            try:
                return call()
            except Exception as error:  # the client's reading of a hostile answer may raise anything
                raise watch.explained(error) from None

    return patiently(access, once)


def patiently(access: Access, once: Callable[[], T]) -> T:
    """Try a few times, waiting twice as long each time, or as long as the server asks if that is bearable."""
    patience = access.patience
    wait = patience.first_wait
    for left in reversed(range(patience.attempts)):
        try:
            return once()
        except TryAgain as again:
            pause = wait if again.wait is None else again.wait
            if left == 0 or pause > patience.longest_wait:
                raise again.error from None
            time.sleep(pause)
            wait *= 2
    raise hub_errors.silent(access)


def retry_after(headers: httpx2.Headers) -> float | None:
    """The seconds that the server asks to wait: a number or a date that make sense, else nothing."""
    asked = headers.get("retry-after", "").strip()
    if asked.isascii() and asked.isdigit():
        return float(asked[:12])
    limit = parse_ratelimit_headers(headers)
    if not asked and limit is not None and limit.remaining == 0:
        return float(limit.reset_in_seconds)
    try:
        return max(0.0, parsedate_to_datetime(asked).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _outgoing(request: httpx2.Request) -> None:
    """Before a request, redirected ones included: where it goes, as whom, and how long may be waited."""
    watch = _kept.get()
    if watch is None:
        return
    watch.check()
    watch.hops += 1
    own = watch.allows(str(request.url))
    if watch.hops > watch.access.patience.redirects + 1 and watch.wants == "json":
        raise hub_errors.elsewhere(watch.access, None)
    if not own:
        request.headers.pop("Authorization", None)
    request.headers["Accept-Encoding"] = "identity"  # what is packed can be a bomb
    request.headers["Connection"] = "close"  # each request makes its own connection, which the timer can end
    patience = watch.access.patience
    request.extensions = {
        **request.extensions,
        "trace": watch.trace,
        "timeout": httpx2.Timeout(patience.stall, connect=patience.connect).as_dict(),
    }


def _incoming(response: httpx2.Response) -> None:
    """After the head of an answer, before its body."""
    watch = _kept.get()
    if watch is None:
        return
    response.headers.pop("X-HF-Warning", None)  # the client would print it
    status, access = response.status_code, watch.access
    if status == 429:
        wait = retry_after(response.headers)
        raise TryAgain(hub_errors.limited(access, wait), wait)
    if status == 408 or status >= 500:
        raise TryAgain(hub_errors.failing(access, status), retry_after(response.headers))
    if response.has_redirect_location:
        watch.allows(_joined(str(response.request.url), response.headers["Location"]))
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise unexpected(access, "plain bytes")
    if watch.wants == "json" and status == 200 and "json" not in response.headers.get("content-type", ""):
        raise unexpected(access, "data (it may be a web page for signing in)")
    if isinstance(response.stream, httpx2.SyncByteStream):
        response.stream = _Counted(response.stream, watch)


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:  # what is no address is refused as it stands
        return location


def _as_http(error: object) -> Exception:
    """An error of the connection as the client names it; the causes are kept."""
    name = type(error).__name__
    kind = getattr(httpx2, name, httpx2.NetworkError)
    known = isinstance(kind, type) and issubclass(kind, httpx2.TransportError)
    made: Exception = (kind if known else httpx2.NetworkError)(name)
    made.__cause__ = error if isinstance(error, BaseException) else None
    return made
