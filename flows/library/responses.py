"""What every address of the library needs: the index, who the reader is, and the form of an answer."""

import hashlib
import hmac
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response

from flows.library.index import LibraryIndex
from flows.store import Store
from reports import library

COOKIE = "assay_key"
LINKS = library.Links()
FINDINGS = "/findings/"
VERSIONS = "/versions/"


@dataclass(frozen=True)
class LibraryContext:
    """The state that all pages of the library share."""

    store: Store
    index: LibraryIndex
    key: str
    """What the address that was printed at the start carries."""

    port: int = 0
    """The port that it is served at; cookies of a host go to all of its ports."""

    @property
    def cookie_name(self) -> str:
        """The cookie of this port: what is served at another one has its own."""
        return f"{COOKIE}_{self.port}"

    @property
    def cookie(self) -> str:
        """What the cookie holds: it is neither the key, nor good for another port."""
        return hmac.new(self.key.encode(), f"cookie {self.port}".encode(), hashlib.sha256).hexdigest()

    @property
    def secret(self) -> str:
        """What a form of ours carries; it is not the key itself."""
        return hmac.new(self.key.encode(), b"form", hashlib.sha256).hexdigest()

    def knows(self, request: Request) -> bool:
        """Whether the reader opened the address that was printed."""
        return hmac.compare_digest(request.cookies.get(self.cookie_name, "").encode(), self.cookie.encode())


def html_response(body: bytes, policy: str = "", status: int = 200) -> Response:
    """A page, with what the browser may do on it; by default what the library's own pages need."""
    full_policy = f"{policy or library.content_policy()}; frame-ancestors 'none'"
    return Response(body, status, {"Content-Security-Policy": full_policy}, "text/html; charset=utf-8")


def error_page(says: str, status: int) -> Response:
    """A page that says what went wrong, with that status."""
    return html_response(library.error_page(says, LINKS), status=status)
