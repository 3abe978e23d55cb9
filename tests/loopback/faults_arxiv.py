"""What can go wrong between us and arXiv, as a script: on which request, what happens instead."""

import contextlib
import re
import socket
import struct
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Literal

Deed = Literal[
    "status",  # that status, with these headers and body
    "truncate",  # half of the announced bytes, then the connection closes
    "shorten",  # half of the bytes, announced as if that were all
    "corrupt",  # one bit in the middle is another, the announced digest is that of the right bytes
    "stall",  # half of the bytes, then nothing
    "silent",  # nothing at all
    "drip",  # one byte at a time
    "drip_head",  # the same, from the first header on
    "html",  # a web page, status 200
    "redirect",  # to `to`
    "close",  # the connection closes without an answer
    "reset",  # the connection is reset in the middle
    "endless",  # chunks for ever
    "chunked",  # in chunks, without a length: nothing wrong with that
    "chunked_cut",  # in chunks, and the last ones are missing
    "compressed",  # Content-Encoding: gzip
    "long",  # more bytes than announced
    "two_lengths",  # two different Content-Lengths
    "many_headers",  # a thousand headers
    "replace",  # that body, status 200
]


@dataclass(frozen=True)
class Fault:
    path: str
    """A pattern that is searched for in the path with its query."""
    do: Deed
    on: tuple[int, ...] = ()
    """Which of the requests that fit, from 1; all of them where it is empty."""
    status: int = 503
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    to: str = ""
    pace: float = 0.05
    """Seconds between the bytes of a drip."""

    @property
    def sent(self) -> int:
        """The status that is sent; 0 for none."""
        return {"status": self.status, "redirect": 302, "silent": 0, "close": 0}.get(self.do, 200)


class Script:
    """Faults, and how often each was looked at."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        self._counts = [0] * len(faults)
        self._lock = threading.Lock()

    def due(self, path: str) -> Fault | None:
        """The first fault that is due for a request."""
        with self._lock:
            for at, fault in enumerate(self.faults):
                if re.search(fault.path, path):
                    self._counts[at] += 1
                    if not fault.on or self._counts[at] in fault.on:
                        return fault
        return None


PAGE = b"<!DOCTYPE html>\n<html><head><title>Rate exceeded</title></head><body>Rate exceeded.</body></html>"


@dataclass(frozen=True)
class Deeds:
    """One method for each thing that can go wrong; each sends something in place of `body`."""

    fault: Fault
    handler: BaseHTTPRequestHandler
    body: bytes
    headers: dict[str, str]
    over: threading.Event

    def act(self) -> None:
        self.handler.close_connection = True
        with contextlib.suppress(OSError):
            getattr(self, self.fault.do)()

    @property
    def half(self) -> bytes:
        return self.body[: max(1, len(self.body) // 2)]

    def head(self, status: int, headers: dict[str, str]) -> bytes:
        lines = [
            f"HTTP/1.1 {status} X",
            *(f"{name}: {value}" for name, value in headers.items()),
            "Connection: close",
        ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def send(self, status: int, headers: dict[str, str], body: bytes, length: int | None = None) -> None:
        length = len(body) if length is None else length
        self.handler.wfile.write(self.head(status, headers | {"Content-Length": str(length)}) + body)
        self.handler.wfile.flush()

    def status(self) -> None:
        self.send(self.fault.status, dict(self.fault.headers), self.fault.body)

    def html(self) -> None:
        self.send(200, {"Content-Type": "text/html"}, self.fault.body or PAGE)

    def replace(self) -> None:
        self.send(200, dict(self.fault.headers), self.fault.body)

    def redirect(self) -> None:
        self.send(302, {"Location": self.fault.to}, b"")

    def truncate(self) -> None:
        self.send(200, self.headers, self.half, length=len(self.body))

    def shorten(self) -> None:
        self.send(200, {name: value for name, value in self.headers.items() if name != "ETag"}, self.half)

    def long(self) -> None:
        self.send(200, self.headers, self.body, length=len(self.half))

    def corrupt(self) -> None:
        at = len(self.body) // 2
        self.send(200, self.headers, self.body[:at] + bytes([self.body[at] ^ 1]) + self.body[at + 1 :])

    def two_lengths(self) -> None:
        self.send(200, self.headers | {"content-length": "7"}, self.body)

    def many_headers(self) -> None:
        self.send(200, self.headers | {f"X-{n}": "x" * 100 for n in range(1000)}, self.body)

    def chunked(self, last: bytes = b"0\r\n\r\n") -> None:
        self.handler.wfile.write(self.head(200, self.headers | {"Transfer-Encoding": "chunked"}))
        body = self.body if last else self.half
        for at in range(0, len(body), 100):
            part = body[at : at + 100]
            self.handler.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
        self.handler.wfile.write(last)

    def chunked_cut(self) -> None:
        self.chunked(b"")

    def compressed(self) -> None:
        self.send(200, self.headers | {"Content-Encoding": "gzip"}, self.body)

    def stall(self) -> None:
        self.truncate()
        self.over.wait(60)

    def silent(self) -> None:
        self.over.wait(60)

    def close(self) -> None:
        pass

    def reset(self) -> None:
        self.truncate()
        self.handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.handler.connection.close()

    def drip(self) -> None:
        self.handler.wfile.write(self.head(200, self.headers | {"Content-Length": str(len(self.body))}))
        self.slowly(self.body)

    def drip_head(self) -> None:
        self.slowly(self.head(200, self.headers | {"Content-Length": str(len(self.body))}) + self.body)

    def slowly(self, sent: bytes) -> None:
        for byte in sent:
            self.handler.wfile.write(bytes([byte]))
            if self.over.wait(self.fault.pace):
                return

    def endless(self) -> None:
        self.handler.wfile.write(self.head(200, self.headers | {"Transfer-Encoding": "chunked"}))
        chunk = b"%PDF-1.5\n" + b"x" * 65527
        while not self.over.is_set():
            self.handler.wfile.write(b"10000\r\n" + chunk + b"\r\n")
