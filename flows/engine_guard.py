"""What stands before our own engine's server: it refuses who asks for another host, comes from another site's page,
or does not know the authentication string.
"""

import secrets
from base64 import b64encode
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

HEADERS = [
    (b"x-frame-options", b"DENY"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
]
OPEN = ("/api/health", "/api/ready")
"""Whether the server answers is told to everybody."""


def hosts(port: int) -> list[str]:
    """What our own server is called; any other name is somebody's who had it resolved to here."""
    return [f"127.0.0.1:{port}", f"localhost:{port}"]


def origins(port: int) -> list[str]:
    """Where our own pages come from."""
    return [f"http://{host}" for host in hosts(port)]


def _policy(port: int) -> tuple[bytes, bytes]:
    """Our pages ask nobody but this server; the engine's own ones would report to its maker's statistics."""
    own_hosts = " ".join(f"{scheme}://{host}" for host in hosts(port) for scheme in ("http", "ws"))
    policy = f"connect-src 'self' data: blob: {own_hosts}; form-action 'self'; frame-ancestors 'none'"
    return b"content-security-policy", policy.encode()


def guarded(app: App, port: int, authentication: str) -> App:
    """The application, for requests and web sockets that name this server and come from no other site's page.

    The engine asks for the authentication string too, but of what would change something only after it has looked
    into its database; web sockets tell it in their first message, which is left to the engine.
    """

    async def guard(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await app(scope, receive, send)
        elif why := _misdirected(scope, port):
            await _refuse(scope, receive, send, 403, why)
        elif not _knows(scope, authentication):
            await _refuse(scope, receive, send, 401, "This server asks for its authentication string.")
        else:
            await app(scope, receive, _with_headers(send, port))

    return guard


def _misdirected(scope: Message, port: int) -> str | None:
    """Why a request is not for us, or not from our own pages."""
    asked, sites = _values(scope, b"host"), _values(scope, b"origin")
    if not asked or not asked <= set(hosts(port)):
        return "This server answers to its own name on this machine only."
    if not sites <= set(origins(port)):
        return "This server does not answer other sites' pages."
    return None


def _knows(scope: Message, authentication: str) -> bool:
    """Whether a request to the interface brings the string; a browser asks without it whether it may bring it."""
    path, method = scope["path"], scope.get("method")
    if scope["type"] != "http" or not path.startswith("/api") or method == "OPTIONS":
        return True
    if path in OPEN and method == "GET":
        return True
    brought = [value for name, value in scope["headers"] if name.lower() == b"authorization"]
    right = b"Basic " + b64encode(authentication.encode())
    return len(brought) == 1 and secrets.compare_digest(brought[0], right)


async def _refuse(scope: Message, receive: Receive, send: Send, status: int, why: str) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": why})
        return
    headers = [(b"content-type", b"text/plain"), *HEADERS]
    if status == 401:  # our own pages, under the server's other name, must see why
        headers += [(b"access-control-allow-origin", origin.encode()) for origin in _values(scope, b"origin")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{why}\n".encode()})


def _values(scope: Message, header: bytes) -> set[str]:
    """All that is given for a header, in small letters; it may stand there twice."""
    return {value.decode("latin-1").lower() for name, value in scope["headers"] if name.lower() == header}


def _with_headers(send: Send, port: int) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", []), *HEADERS, _policy(port)]
        await send(message)

    return sending
