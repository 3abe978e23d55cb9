"""A mail server on the loopback (aiosmtpd) that keeps what it gets."""

import asyncio
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest


@dataclass
class Mailbox:
    """What a server that runs was sent, and how it answers."""

    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)
    readers: list[list[str]] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    """Who told a password."""
    at_reader: Callable[[str], str] = lambda _: "250 OK"
    """Answers each reader that is named."""
    at_message: Callable[[], str] = lambda: "250 OK"
    """Answers the whole message, which is kept where that begins with 2."""

    async def handle_RCPT(self, _server: Any, _session: Any, to: Any, address: str, _options: Any) -> str:  # noqa: N802  aiosmtpd calls it
        answer = self.at_reader(address)
        if answer.startswith("2"):
            to.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  aiosmtpd calls it
        answer = self.at_message()
        if answer.startswith("2"):
            self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
            self.readers.append(envelope.rcpt_tos)
        return answer


@contextmanager
def serve_mail(host: str = "127.0.0.1", certificate: Path | None = None) -> Iterator[Mailbox]:
    """A server while it runs, at a port of its own; with a certificate it encrypts, and then takes any password."""
    smtp = pytest.importorskip("aiosmtpd.smtp", reason="aiosmtpd is not installed")
    box, loop = Mailbox(), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    context = None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)

    def log_in(*given: Any) -> Any:
        box.logins.append(given[-1].login.decode())
        return smtp.AuthResult(success=True)

    async def start() -> asyncio.Server:
        return await asyncio.get_running_loop().create_server(
            lambda: smtp.SMTP(
                box, hostname="localhost", tls_context=context, auth_require_tls=True, authenticator=log_in
            ),
            host,
            0,
        )

    server = asyncio.run_coroutine_threadsafe(start(), loop).result()
    box.port = server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
