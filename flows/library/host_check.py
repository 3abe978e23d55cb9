"""Middleware of the library: answers only this machine's own host names and sets the security headers."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
"""Host names that this machine has for itself; any other one is somebody's who had it resolved to here."""
FORWARDED = frozenset(
    {
        "forwarded",
        "via",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-proto",
        "x-real-ip",
        "cf-connecting-ip",
    }
)
"""Headers that a proxy adds to what it passes on."""
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
Next = Callable[[Request], Awaitable[Response]]


async def check_host(request: Request, answer: Next) -> Response:
    """Answer, unless the host is not this machine's, or the request was sent from another site's page."""
    if not is_this_machine(request.headers.get("host", "")):
        return PlainTextResponse(
            "The library answers only localhost and 127.0.0.1. Open the address that `verify serve` printed.\n",
            421,
            HEADERS,
        )
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site", "none")
    if request.method == "POST" and (site not in ("none", "same-origin") or not _same(origin, request)):
        return PlainTextResponse("This form was sent from another site and was refused.\n", 403, HEADERS)
    response = await answer(request)
    response.headers.update(HEADERS)
    return response


def is_this_machine(host: str) -> bool:
    """Whether a Host header names this machine, with a port or without."""
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    return name.lower() in NAMES


def _same(origin: str | None, request: Request) -> bool:
    """Whether a form's origin is this server; browsers send "null" where they keep the referrer to themselves."""
    return origin in (None, "null") or urlsplit(origin).netloc == request.headers.get("host")
