"""Faults that a loopback server plays on purpose: on which request, and what it does instead of answering."""

import gzip
import re
import socket
import struct
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event
from typing import Any, Literal

Deed = Literal["status", "truncate", "corrupt", "longer", "stall", "drip", "drip_head", "html", "redirect", "close",
               "reset", "commit", "whole", "echo", "range", "gzip", "endless", "body", "headers"]  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """On requests whose path matches, from the first to the last of them by number, do something else."""

    path: str
    """A regular expression that is searched in the path with its query."""
    deed: Deed
    first: int = 1
    """The first matching request that it befalls, from 1."""
    last: int = 10**9
    """The last."""
    status: int = 503
    headers: tuple[tuple[str, str], ...] = ()
    """Headers to send beside the usual ones."""
    body: bytes = b""
    at: int = 500
    """After how many bytes of the body it breaks."""
    pause: float = 0.05
    """Seconds between two dripped bytes."""


@dataclass
class Script:
    """Faults with a count of the requests that matched each."""

    faults: tuple[Fault, ...] = ()
    _met: dict[int, int] = field(default_factory=dict)

    def next(self, path: str) -> Fault | None:
        """The fault for this request, if there is one."""
        chosen = None
        for number, fault in enumerate(self.faults):
            if re.search(fault.path, path):
                self._met[number] = self._met.get(number, 0) + 1
                if chosen is None and fault.first <= self._met[number] <= fault.last:
                    chosen = fault
        return chosen


@dataclass(frozen=True)
class Answer:
    """What the server would send: a status, headers and a body."""

    status: int
    headers: dict[str, str]
    body: bytes


def play(fault: Fault, answer: Answer, handler: Any, stopped: Event) -> Answer | None:
    """Do the deed: another answer to send, or nothing where all is done already."""
    if fault.deed in _OTHERWISE:
        return _OTHERWISE[fault.deed](fault, answer, handler.headers.get("Authorization") or "none")
    if fault.deed == "stall":
        stopped.wait(30)
    elif fault.deed != "close":
        with suppress(OSError):  # the client has gone, as it should
            _begin(
                fault,
                Answer(answer.status, {**answer.headers, **dict(fault.headers)}, answer.body),
                handler,
                stopped,
            )
    handler.close_connection = True
    handler.wfile.flush = lambda: None
    handler.connection.close()
    return None


def _kept(fault: Fault, answer: Answer, body: bytes, **headers: str) -> Answer:
    """The same answer with another body and more headers."""
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(answer.status, {**answer.headers, **more, **dict(fault.headers)}, body)


_OTHERWISE: dict[str, Callable[[Fault, Answer, str], Answer]] = {
    "status": lambda f, a, _: Answer(f.status, {"Content-Type": "text/plain", **dict(f.headers)}, f.body),
    "headers": lambda f, a, _: _kept(f, a, a.body),
    "body": lambda f, a, _: Answer(200, {**a.headers, **dict(f.headers)}, f.body),
    "html": lambda f, a, _: Answer(200, {"Content-Type": "text/html"}, b"<html><script>alert(1)</script>"),
    "redirect": lambda f, a, _: Answer(302, dict(f.headers), b""),
    "corrupt": lambda f, a, _: _kept(f, a, a.body[: f.at] + b"\0" + a.body[f.at + 1 :]),
    "longer": lambda f, a, _: _kept(f, a, a.body + b"more"),
    "commit": lambda f, a, _: _kept(f, a, a.body, X_Repo_Commit="f" * 40),
    "range": lambda f, a, _: Answer(
        206, {**a.headers, "Content-Range": f"bytes 7-{6 + len(a.body)}/{len(a.body)}"}, a.body
    ),
    "whole": lambda f, a, _: a,
    "echo": lambda f, a, seen: _kept(f, a, a.body[: f.at] + seen.encode() + a.body[f.at + len(seen) :]),
    "gzip": lambda f, a, _: _kept(f, a, gzip.compress(bytes(10_000_000)), Content_Encoding="gzip"),
}
"""Answers that are whole, and not what they should be."""


def _begin(fault: Fault, answer: Answer, handler: Any, stopped: Event) -> None:
    """Answers that begin and do not end well."""
    head = "".join(f"{name}: {value}\r\n" for name, value in answer.headers.items())
    start = f"HTTP/1.1 {answer.status} OK\r\n{head}".encode()
    length = f"Content-Length: {len(answer.body)}\r\n\r\n".encode()
    out = handler.wfile
    if fault.deed == "drip_head":
        _drip(out, start + b"X-Long: " + b"a" * 100_000, fault.pause, stopped)
    elif fault.deed == "drip":
        out.write(start + length)
        _drip(out, answer.body, fault.pause, stopped)
    elif fault.deed == "endless":
        out.write(start + b"Transfer-Encoding: chunked\r\n\r\n")
        while not stopped.is_set():
            out.write(b"10000\r\n" + bytes(0x10000) + b"\r\n")
    else:
        out.write(start + length + answer.body[: fault.at])
        if fault.deed == "reset":
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _drip(out: Any, data: bytes, pause: float, stopped: Event) -> None:
    for at in range(len(data)):
        if stopped.is_set():
            return
        out.write(data[at : at + 1])
        out.flush()
        time.sleep(pause)
