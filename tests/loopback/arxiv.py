"""An arXiv on the loopback: the API, PDFs and sources of a folder of papers, with a script of faults and a log.

    python -m tests.loopback.arxiv ROOT [PORT]      then VERIFY_ARXIV_ENDPOINT=http://127.0.0.1:PORT

A paper that says nothing else is of cs.LG and of January 2026: `verify ingest --category cs.LG --since 2025-12-31` finds it.

Within a test: `with serve(root, faults=(Fault("/pdf/", "status", on=(1,), status=503),)) as arxiv: arxiv.base`.
"""

import hashlib
import itertools
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

from tests.loopback.arxiv_shelf import Shelf
from tests.loopback.faults_arxiv import PAGE, Deeds, Fault, Script

ETag = Literal["md5", "date", "none"]
"""A digest of the bytes, their date without quotes (as arXiv does), or nothing."""
DATE = "Thu, 01 Jan 2026 00:00:00 GMT"


@dataclass(frozen=True)
class Seen:
    """One request."""

    at: float
    """When it came, in seconds of the monotonic clock."""
    path: str
    headers: dict[str, str]
    status: int


@dataclass
class Loopback:
    """A server that runs."""

    base: str
    root: Path
    seen: list[Seen] = field(default_factory=list)

    def paths(self, status: int | None = None) -> list[str]:
        return [one.path for one in self.seen if status in (None, one.status)]

    def gaps(self) -> list[float]:
        """Seconds between one request and the next."""
        times = sorted(one.at for one in self.seen)
        return [b - a for a, b in itertools.pairwise(times)]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    shelf: Shelf
    script: Script
    seen: list[Seen]
    over: threading.Event
    etag: ETag
    withdrawn: int

    def do_GET(self) -> None:
        came = time.monotonic()
        status, headers, body = self.answer()
        fault = self.script.due(self.path)
        if not fault and status == 200 and self.unchanged(headers):
            status, body = 304, b""
        self.seen.append(Seen(came, self.path, dict(self.headers), fault.sent if fault else status))
        if fault:
            Deeds(fault, self, body, headers, self.over).act()
        else:
            self.send(status, headers, body)

    def answer(self) -> tuple[int, dict[str, str], bytes]:
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        path = unquote(parts.path)
        if path == "/api/query":
            body = self.shelf.query(asked, f"http://{self.headers['Host']}")
            return 200, {"Content-Type": "application/atom+xml; charset=utf-8"}, body
        _, kind, name = [*path.split("/", 2), "", ""][:3]
        paper = self.shelf.get(name.removesuffix(".pdf")) if kind in ("pdf", "src", "e-print") else None
        if paper is None:
            return 404, {"Content-Type": "text/html"}, PAGE
        if paper.pdf() is None and paper.source() is None:
            return self.withdrawn, {"Content-Type": "text/html"}, PAGE
        found = (paper.pdf(), "application/pdf") if kind == "pdf" else paper.source() or (None, "")
        if found[0] is None:
            return 404, {"Content-Type": "text/html"}, PAGE
        return 200, self.validated({"Content-Type": found[1]}, found[0]), found[0]

    def validated(self, headers: dict[str, str], body: bytes) -> dict[str, str]:
        if "tar" in headers["Content-Type"]:
            headers |= {"Content-Encoding": "x-gzip"}  # as arXiv does: the thing itself is what is compressed
        if self.etag == "none":
            return headers
        digest = f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'
        return headers | {"ETag": digest if self.etag == "md5" else DATE, "Last-Modified": DATE}

    def unchanged(self, headers: dict[str, str]) -> bool:
        return "ETag" in headers and self.headers.get("If-None-Match") == headers["ETag"]

    def send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        try:
            self.end_headers()
            self.wfile.write(body)
        except OSError:  # whoever asked has gone
            self.close_connection = True

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def serve(
    root: Path,
    *,
    faults: tuple[Fault, ...] = (),
    port: int = 0,
    etag: ETag = "md5",
    withdrawn: int = 404,
) -> Iterator[Loopback]:
    """Serve a folder of papers; `withdrawn` is the status of a version without content (arXiv used to say 200)."""
    over, seen = threading.Event(), list[Seen]()
    kept = {"shelf": Shelf(root), "script": Script(faults), "seen": seen, "over": over, "etag": etag}
    handler = type("Bound", (Handler,), kept | {"withdrawn": withdrawn})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads, server.block_on_close = True, False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Loopback(f"http://127.0.0.1:{server.server_address[1]}", root, seen)
    finally:
        over.set()
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    with serve(Path(sys.argv[1]), port=int(sys.argv[2]) if len(sys.argv) > 2 else 0) as running:
        sys.stdout.write(f"{running.base}\n")
        sys.stdout.flush()
        threading.Event().wait()
