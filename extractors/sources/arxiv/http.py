"""One question and one answer over the network: streamed into a file and cut off at every limit."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from claims.errors import SourceUnsafe
from extractors.sources.arxiv.deadline import Deadline, session
from extractors.sources.arxiv.errors import LATER, lower, network_errors, retry_after, unusable_answer
from extractors.sources.arxiv.http_cache import writing
from extractors.sources.arxiv.integrity import AGAIN, Damaged
from extractors.sources.arxiv.rate_limit import Turn

if TYPE_CHECKING:
    import requests

_CHUNK = 1 << 16
REDIRECTS = frozenset({301, 302, 303, 307, 308})
"""Statuses that lead elsewhere."""
ABSENT = frozenset({404, 410})
"""Statuses that say there is no such thing."""


@dataclass(frozen=True)
class HttpRequest:
    """One request to arXiv."""

    url: str
    resource: str
    """What to call it in a sentence: "The PDF of 1706.03762v5"."""
    headers: Mapping[str, str]
    most: int
    """Bytes of the answer."""
    packed: bool
    """Whether a compressed answer is the thing itself."""


@dataclass(frozen=True)
class HttpResponse:
    """The answer to a request; its body is in the file."""

    status: int
    headers: Mapping[str, str]


@dataclass(frozen=True)
class TimeLimits:
    """How long one question may take."""

    stall: float
    """Seconds without a byte."""
    seconds: float
    """Seconds that are left."""
    whole: float
    """Seconds for the thing that is asked for, earlier attempts included."""
    longest_pause: float
    """Seconds that the server may ask to wait."""


def exchange(question: HttpRequest, into: Path, patience: TimeLimits, turn: Turn) -> HttpResponse:
    """Ask once; raises UnusableAnswer, SourceUnsafe or StoreError."""
    host = urlsplit(question.url).hostname or ""
    far = host not in ("127.0.0.1", "::1", "localhost")
    stall = max(0.01, min(patience.stall, patience.seconds))
    with (
        Deadline(patience.seconds) as deadline,
        network_errors(question.resource, host, patience.whole, stall, deadline),
        session(deadline, proxies=far) as opened,
    ):
        turn.note_request()
        asked = dict(question.headers)
        limits = (stall, stall)
        reply = opened.get(question.url, headers=asked, stream=True, allow_redirects=False, timeout=limits)
        turn.note_request()
        _check_status(question.resource, reply, patience, turn)
        if reply.status_code == 200:
            _pour(question, reply, into, deadline)
        return HttpResponse(reply.status_code, reply.headers)


def _check_status(resource: str, reply: "requests.Response", patience: TimeLimits, turn: Turn) -> None:
    """Raise UnusableAnswer for a status that holds no answer."""
    status = reply.status_code
    if status in REDIRECTS | ABSENT | {200, 304}:
        return
    if status != 429 and status < 500:
        says = "refuses to answer" if status in (401, 403) else "does not understand"
        raise unusable_answer(
            f"arXiv {says} (status {status}) when asked for {lower(resource)}.",
            "Check the number or the query, then VERIFY_ARXIV_ENDPOINT and the proxy in between.",
            final=True,
        )
    reason = "asks for fewer requests" if status == 429 else "is out of order"
    says = f"arXiv {reason} (status {status}) and did not send {lower(resource)}."
    pause = retry_after(reply.headers.get("Retry-After", ""))
    if pause is not None:
        turn.hold_off(min(pause, patience.longest_pause))
    if pause is None or pause <= patience.longest_pause:
        raise unusable_answer(says, LATER, pause=pause)
    until = f"{pause:.0f} s" if pause < 120 else f"{pause / 60:,.0f} minutes" if pause < 1e6 else "many days"
    raise unusable_answer(
        f"{says[:-1]}, and wants to be left alone for {until}.", "Run again after that.", final=True
    )


def _pour(question: HttpRequest, reply: "requests.Response", into: Path, deadline: Deadline) -> None:
    """The body as it comes, never more than may come; what follows a cut is not used."""
    length = reply.headers.get("Content-Length", "")
    announced = int(length[:18]) if length.isascii() and length.isdigit() else None
    if announced is not None and announced > question.most:
        raise _too_large(question)
    encoding = reply.headers.get("Content-Encoding", "") or "identity"
    if encoding.lower() != "identity" and not question.packed:
        raise Damaged(f"{question.resource} came compressed, which was not asked for.", AGAIN)
    size = 0
    with writing(into.parent):
        file = into.open("wb", buffering=0)
    with file:
        while chunk := reply.raw.read1(_CHUNK, decode_content=False):
            size += len(chunk)
            if size > question.most:
                raise _too_large(question)
            with writing(into.parent):
                _write_all(file, chunk)
    if deadline.passed:
        raise TimeoutError
    if announced not in (None, size):
        raise Damaged(f"{question.resource} arrived incomplete ({size:,} of {announced:,} bytes).", AGAIN)


def _write_all(file: FileIO, chunk: bytes) -> None:
    left = memoryview(chunk)
    while left:
        left = left[file.write(left) or 0 :]


def _too_large(question: HttpRequest) -> SourceUnsafe:
    return SourceUnsafe(
        f"{question.resource} is larger than {question.most / 1e6:,.0f} MB and is not read.",
        "Download it by hand if you need it, and give the file.",
    )
