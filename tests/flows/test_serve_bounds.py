"""`verify serve` goes on answering whatever connections are opened to it, and answers strangers nothing."""

import http.client
import os
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import uvicorn
from fastapi.testclient import TestClient

from flows.library import bounded_protocol
from flows.library.app import build_app
from flows.library.bounded_protocol import BoundedProtocol
from flows.library.host_check import FORWARDED
from flows.library.index import LibraryIndex
from flows.settings import Settings
from flows.store import Store

VERIFY = Path(sys.executable).with_name("verify")
FEW_FILES = 48
"""Open files that the server may have."""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, int, Path]]:
    """`verify serve` with few open files; its key, its port and what it wrote to stderr."""
    log = tmp_path / "stderr"
    environ = {n: v for n, v in os.environ.items() if not n.startswith("VERIFY_")}

    def with_few_files() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (FEW_FILES, FEW_FILES))

    with log.open("wb") as stderr:
        server = subprocess.Popen(
            [VERIFY, "serve", "--port", "0"],
            env={**environ, "VERIFY_HOME": str(tmp_path / "home")},
            stderr=stderr,
            preexec_fn=with_few_files,
        )
    try:
        until = time.monotonic() + 300
        while "?key=" not in log.read_text():
            assert server.poll() is None and time.monotonic() < until, log.read_text()
            time.sleep(0.1)
        address = urlsplit(next(word for word in log.read_text().split() if "?key=" in word))
        yield parse_qs(address.query)["key"][0], address.port or 0, log
    finally:
        server.terminate()
        server.wait(60)


def asked(port: int, path: str = "/", **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", path, headers=headers)
    return connection.getresponse()


def test_half_open_connections_beyond_the_open_files_keep_nobody_out(
    served: tuple[str, int, Path],
) -> None:
    _, port, log = served
    before = log.read_text()
    held = [socket.create_connection(("127.0.0.1", port), timeout=60) for _ in range(FEW_FILES * 3)]
    for half_open in held[::2]:
        half_open.send(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
    assert asked(port).status == 200
    assert log.read_text() == before  # a flood fills no log
    for half_open in held:
        half_open.close()
    assert asked(port).status == 200


def test_the_cookie_is_of_one_port_and_is_not_the_key(served: tuple[str, int, Path]) -> None:
    key, port, _ = served
    granted = asked(port, f"/?key={key}").getheader("set-cookie") or ""
    assert granted.startswith(f"assay_key_{port}=") and key not in granted
    assert "HttpOnly" in granted and "SameSite=strict" in granted


@pytest.mark.parametrize(
    "began", [b"", b"GET / HT", b"POST /decide HTTP/1.1\r\nHost: localhost\r\ncontent-length: 9\r\n\r\na"]
)
def test_who_sends_no_whole_request_is_hung_up_on(
    began: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded_protocol, "TIME_TO_ASK", 0.05)
    monkeypatch.setattr(bounded_protocol, "_EVERY", 0.05)
    store = Store(Settings(home=tmp_path))
    app = build_app(store, LibraryIndex(store), "key")
    config = uvicorn.Config(app, http=BoundedProtocol, log_level="critical", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        with socket.create_connection(listening.getsockname(), timeout=120) as slow:
            slow.sendall(began)
            with suppress(ConnectionResetError):
                assert slow.recv(100) == b""
    finally:
        server.should_exit = True
        thread.join()


def test_behind_a_proxy_only_who_has_the_key_is_answered(tmp_path: Path) -> None:
    store = Store(Settings(home=tmp_path))
    with TestClient(
        build_app(store, LibraryIndex(store), "key", 8470), base_url="http://localhost"
    ) as client:
        assert client.get("/").status_code == 200
        for header in FORWARDED:
            refused = client.get("/", headers={header: "for=192.0.2.7"})
            assert (refused.status_code, "with its key only" in refused.text) == (403, True), header
            assert client.get("/boards?key=wrong", headers={header: "x"}).status_code == 403
        client.get("/?key=key", headers={"x-forwarded-for": "192.0.2.7"})
        assert client.get("/", headers={"x-forwarded-for": "192.0.2.7"}).status_code == 200
