"""An object store that is not ours, moto's server on the loopback, and one that does not keep its word."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

import pytest

CREDENTIALS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "us-east-1"}


@contextmanager
def moto_server(folder: Path) -> Iterator[str]:
    """The address of a running S3; skips where moto or obstore is not installed."""
    pytest.importorskip("moto", reason="moto[server] is not installed (the extra dev)")
    pytest.importorskip("obstore", reason="the extra s3 is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with (folder / "moto.log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, **CREDENTIALS})
    try:
        address = f"http://127.0.0.1:{port}"
        while not _answers(address):
            assert server.poll() is None, (folder / "moto.log").read_text()[-2000:]
            time.sleep(0.1)
        yield address
    finally:
        server.kill()
        server.wait(20)


def make_bucket(address: str, name: str) -> None:
    """Make an empty bucket."""
    with urllib.request.urlopen(urllib.request.Request(f"{address}/{name}", method="PUT")) as made:
        assert made.status == 200


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


class _Forgetful(BaseHTTPRequestHandler):
    """Takes whatever is put, whether it is there or not, as some servers do without a word."""

    protocol_version = "HTTP/1.1"
    files: ClassVar[dict[str, bytes]] = {}

    def do_PUT(self) -> None:
        self.files[self.path] = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._send(200, b"")

    def do_GET(self) -> None:
        body = self.files.get(self.path)
        self._send(404 if body is None else 200, body or b"")

    def do_DELETE(self) -> None:
        self._send(204, b"")

    def do_POST(self) -> None:
        self._send(200, b"<DeleteResult></DeleteResult>")

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        headers = {
            "Content-Length": str(len(body)),
            "ETag": '"0"',
            "Last-Modified": "Thu, 01 Jan 2026 00:00:00 GMT",
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def forgetful_server() -> Iterator[str]:
    """The address of a server that ignores If-None-Match."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Forgetful)
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
