"""An incoming webhook of a chat on the loopback, which keeps what it gets."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Chat:
    """What a webhook that runs was sent, and how it answers."""

    address: str = ""
    texts: list[str] = field(default_factory=list)
    status: int = 200
    """What it answers; 0 for closing the connection without an answer."""
    headers: dict[str, str] = field(default_factory=dict)
    """Headers of its answers beside the usual ones."""


@contextmanager
def serve_chat() -> Iterator[Chat]:
    """A webhook while it runs, at a port of its own."""
    chat = Chat()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if not chat.status:
                self.close_connection = True
                return
            if chat.status == 200:
                chat.texts.append(body["text"])
            says = b"ok" if chat.status == 200 else b"no_service"
            self.send_response(chat.status)
            for name, value in ({"Content-Length": str(len(says))} | chat.headers).items():
                self.send_header(name, value)
            if chat.status in (301, 302):
                self.send_header("Location", chat.address)
            self.end_headers()
            self.wfile.write(says)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    chat.address = f"http://127.0.0.1:{server.server_port}/services/T0/SECRET"
    try:
        yield chat
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
