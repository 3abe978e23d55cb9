"""Requests to arXiv: rate-limited, bounded, checked, cached, and repeated only where that may help."""

import itertools
import time
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from claims.errors import SourceUnavailable, SourceUnsafe, UsageError
from extractors.sources.arxiv.digests import check_digests
from extractors.sources.arxiv.errors import UnusableAnswer, lower
from extractors.sources.arxiv.http import (
    ABSENT,
    REDIRECTS,
    HttpRequest,
    HttpResponse,
    TimeLimits,
    exchange,
)
from extractors.sources.arxiv.http_cache import CachedReply, HttpCache
from extractors.sources.arxiv.integrity import AGAIN, Damaged, ExpectedContent
from extractors.sources.arxiv.rate_limit import RateLimiter

ARXIV = frozenset({"arxiv.org", "export.arxiv.org", "www.arxiv.org"})
"""The only hosts that a redirect may lead to, besides the endpoint itself."""
POLITE_INTERVAL = 3.0
"""Seconds between requests that arXiv's terms ask for: https://info.arxiv.org/help/api/tou.html."""
_HOPS = 5


@dataclass(frozen=True)
class ArxivAccess:
    """Address of arXiv, and the rate and time limits of requests to it."""

    base: str = "https://export.arxiv.org"
    """What /api/query, /pdf and /src are under."""
    interval: float = POLITE_INTERVAL
    """Seconds between any two requests of all threads and processes that share a cache."""
    attempts: int = 4
    """How often one thing is asked for."""
    stall: float = 30.0
    """Seconds without a byte after which a connection is given up."""
    deadline: float = 300.0
    """Seconds for one thing, all attempts and pauses together, the time in line apart."""
    longest_pause: float = 60.0
    """Seconds that a server may ask to wait (Retry-After) before that is an answer in itself."""
    in_line: float = 900.0
    """Seconds to wait for other runs."""

    def __post_init__(self) -> None:
        """Refuse what would be impolite to the real arXiv, and what is no address; raises UsageError."""
        parts = urlsplit(self.base)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageError(
                f"{self.base!r} is no address of an arXiv.", "Write VERIFY_ARXIV_ENDPOINT=https://…"
            )
        if parts.hostname in ARXIV and self.interval < POLITE_INTERVAL:
            raise UsageError(
                f"arXiv asks for {POLITE_INTERVAL:.0f} s between requests.",
                "Set VERIFY_ARXIV_INTERVAL to that or more.",
            )

    def url(self, path: str) -> str:
        """An address under the base."""
        return f"{self.base.rstrip('/')}/{path}"

    def allows(self, url: str) -> bool:
        """Whether a redirect may lead there."""
        try:
            parts, own = urlsplit(url), urlsplit(self.base)
            same = (parts.scheme, parts.hostname, parts.port) == (own.scheme, own.hostname, own.port)
            return same or (parts.scheme == "https" and parts.hostname in ARXIV and parts.port in (None, 443))
        except ValueError:
            return False


class Fetcher:
    """Fetches from one arXiv for all processes that share a cache."""

    def __init__(self, polite: ArxivAccess, cache: Path) -> None:
        """Keep the manners and the folder; nothing is opened yet."""
        self.polite = polite
        self.replies = HttpCache(cache / "replies")
        self._limiter = RateLimiter(cache / "asking", polite.interval, polite.in_line, polite.longest_pause)

    def fetch(self, url: str, want: ExpectedContent, resource: str) -> CachedReply | None:
        """The checked answer, kept in `replies`; None if there is no such thing (404, 410).

        Raises SourceUnavailable (no answer, or not a whole one), SourceUnsafe (too large, or led elsewhere) and
        StoreError (the disk is full).
        """
        left = self.polite.deadline
        for attempt in itertools.count(1):
            watch = _Stopwatch(left)
            try:
                return self._ask(url, want, resource, watch)
            except UnusableAnswer as error:
                pause = self.polite.interval * 2 ** (attempt - 1) if error.pause is None else error.pause
                left = watch.left - pause
                if error.final or attempt >= self.polite.attempts or left <= 0:
                    raise type(error)(*_with_attempts(error, attempt)) from None
                time.sleep(pause)
        raise AssertionError  # the count has no end

    def _ask(self, url: str, want: ExpectedContent, resource: str, watch: "_Stopwatch") -> CachedReply | None:
        """Ask once, following where arXiv leads as far as it may."""
        kept = self.replies.find(url)
        question = HttpRequest(url, resource, _headers(kept), want.most, want.packed)
        with self.replies.new() as path:
            for _ in range(_HOPS):
                with self._limiter.turn() as turn, watch:
                    patience = TimeLimits(
                        self.polite.stall, watch.left, self.polite.deadline, self.polite.longest_pause
                    )
                    answer = exchange(question, path, patience, turn)
                if answer.status not in REDIRECTS:
                    return self._taken(url, want, resource, answer, kept, path)
                question = replace(question, url=self._led(question, answer))
        raise SourceUnsafe(
            f"arXiv redirects without end for {lower(resource)}.", "Check VERIFY_ARXIV_ENDPOINT."
        )

    def _taken(
        self,
        url: str,
        want: ExpectedContent,
        resource: str,
        answer: HttpResponse,
        kept: CachedReply | None,
        path: Path,
    ) -> CachedReply | None:
        """The answer once it is checked; what is kept where nothing changed."""
        if answer.status in ABSENT:
            return None
        if answer.status == 304:
            if kept is None:
                raise Damaged(
                    f"arXiv says that {lower(resource)} has not changed, but it was never here.", AGAIN
                )
            return kept
        check_digests(path, answer.headers, resource)
        want.check(path, resource)
        return self.replies.keep(url, path, answer.headers.get("ETag"), answer.headers.get("Last-Modified"))

    def _led(self, question: HttpRequest, answer: HttpResponse) -> str:
        """Where a redirect leads, if it may."""
        target = urljoin(question.url, answer.headers.get("Location", ""))
        if self.polite.allows(target):
            return target
        raise SourceUnsafe(
            f"arXiv redirects to {target[:80]!r} for {lower(question.resource)}, which is not followed.",
            "Check VERIFY_ARXIV_ENDPOINT and the proxy in between.",
        )


class _Stopwatch:
    """How much of the time for one thing is left: it runs only while a question is out."""

    def __init__(self, left: float) -> None:
        self.left = left
        self._began = 0.0

    def __enter__(self) -> None:
        self._began = time.monotonic()

    def __exit__(self, *_: object) -> None:
        self.left -= time.monotonic() - self._began


def _with_attempts(error: SourceUnavailable, attempts: int) -> tuple[str, str]:
    """The sentence, and how often it was tried."""
    tried = f" ({attempts} attempts)" if attempts > 1 else ""
    return f"{error.says.removesuffix('.')}{tried}.", error.hint


def _headers(kept: CachedReply | None) -> dict[str, str]:
    """Who asks, and what is already here."""
    sent = {"User-Agent": user_agent(), "Accept-Encoding": "identity", "Connection": "close"}
    if kept is not None and kept.etag:
        sent["If-None-Match"] = kept.etag
    if kept is not None and kept.last_modified:
        sent["If-Modified-Since"] = kept.last_modified
    return sent


def user_agent() -> str:
    """Who asks: the program, its version, and that it is one polite client."""
    try:
        number = version("assay")
    except PackageNotFoundError:
        number = "0"
    return f"assay/{number} (verify; model claim checker; one request every {POLITE_INTERVAL:.0f} s)"
