"""The library's addresses: what each shows, and the one that takes a decision."""

import hashlib
import hmac
from dataclasses import dataclass
from urllib.parse import parse_qsl

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError

from claims.corrections import checked
from claims.errors import StoreError, UsageError, VerifyError
from claims.records import Correction
from claims.records.library import Query
from flows.library.guard import guarded
from flows.library.shelf import Shelf
from flows.store import Store
from reports import library
from reports.html import page, part
from reports.html import policy as page_policy

COOKIE = "assay_key"
LINKS = library.Links()
MOST_BYTES = 16_384
"""Of a form."""


@dataclass(frozen=True)
class Library:
    """What every address needs."""

    store: Store
    shelf: Shelf
    key: str
    """What the address that was printed at the start carries."""

    @property
    def secret(self) -> str:
        """What a form of ours carries; it is not the key itself."""
        return hmac.new(self.key.encode(), b"form", hashlib.sha256).hexdigest()

    def knows(self, request: Request) -> bool:
        """Whether the reader opened the address that was printed."""
        return hmac.compare_digest(request.cookies.get(COOKIE, "").encode(), self.key.encode())


def build(store: Store, shelf: Shelf, key: str) -> FastAPI:
    """The application; it has no addresses that describe it."""
    app = FastAPI(title="Assay", openapi_url=None, docs_url=None, redoc_url=None)
    held = Library(store, shelf, key)
    app.middleware("http")(guarded)
    app.add_exception_handler(VerifyError, _told)
    app.add_exception_handler(404, _not_found)
    _reading(app, held)
    _deciding(app, held)
    return app


def _reading(app: FastAPI, held: Library) -> None:
    @app.get("/")
    def home(request: Request) -> Response:
        given = request.query_params.get("key")
        if given is not None:
            return _let_in(given, held)
        held.shelf.catch_up(50)
        query = _query(dict(request.query_params))
        body = library.home(held.shelf.listing(query), held.shelf.choices(), LINKS, left=held.shelf.left())
        return _html(body)

    @app.get("/boards")
    def boards(metric: str = "", dataset: str = "") -> Response:
        if metric:
            return _html(library.board(held.shelf.board(metric, dataset), LINKS))
        return _html(library.boards(held.shelf.boards(), LINKS))

    @app.get("/run/{run}")
    def run(run: str) -> Response:
        dossier = held.store.dossier(run)
        if dossier is None:
            return _lost(f"There is no run {run[:40]}.", 404)
        body = page(dossier, LINKS.nav, f"{LINKS.claims}{run}/")
        return _html(body, page_policy(part("report.css"), part("report.js")))

    @app.get("/claim/{run}/{claim}")
    def claim(request: Request, run: str, claim: str) -> Response:
        found = held.shelf.across(run, claim)
        if found is None:
            return _lost("There is no such claim.", 404)
        decide = library.Decide(held.secret) if held.knows(request) else None
        return _html(library.claim(found, LINKS, decide))


def _deciding(app: FastAPI, held: Library) -> None:
    @app.post("/decide")
    async def decide(request: Request) -> Response:
        form = await _form(request)
        proof = form.get("secret", "").encode()
        if not held.knows(request) or not hmac.compare_digest(proof, held.secret.encode()):
            return _lost("Only who opened the printed address may decide.", 403)
        correction = checked(_correction(form))
        held.store.correct(correction)
        held.shelf.renew(held.store.runs_about(correction.about))
        run, about = form.get("run", ""), form.get("about", "")
        known = run.isalnum() and about.isalnum()
        return RedirectResponse(f"{LINKS.claims}{run}/{about}" if known else LINKS.home, 303)


def _let_in(given: str, held: Library) -> Response:
    """Remember a reader who has the key, and take the key out of the address."""
    if not hmac.compare_digest(given.encode(), held.key.encode()):
        return _lost("That is not the key that was printed.", 403)
    response = RedirectResponse(LINKS.home, 303)
    response.set_cookie(COOKIE, given, httponly=True, samesite="strict")
    return response


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form, read no further than a form of ours is long."""
    body = b""
    async for part_of in request.stream():
        body += part_of
        if len(body) > MOST_BYTES:
            raise UsageError("That form is too long.", "Say it in fewer words.")
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=20))


def _correction(form: dict[str, str]) -> Correction:
    why = form.get("why", "").strip()
    if not why:
        raise UsageError("A decision needs a reason.", "Say why.")
    about, kind = form.get("about", ""), form.get("kind", "")
    if kind == "dismiss":
        return Correction(about=about, kind="dismiss", why=why)
    return Correction(
        about=about, kind="correct", field=form.get("field"), value=form.get("value", ""), why=why
    )


def _query(given: dict[str, str]) -> Query:
    known = {name: given[name][:300] for name in Query.model_fields if given.get(name)}
    try:
        return Query.model_validate(known)
    except ValidationError:
        return Query()


def _html(body: bytes, policy: str = "", status: int = 200) -> Response:
    told = f"{policy or library.policy()}; frame-ancestors 'none'"
    return Response(body, status, {"Content-Security-Policy": told}, "text/html; charset=utf-8")


def _lost(says: str, status: int) -> Response:
    return _html(library.lost(says, LINKS), status=status)


def _not_found(_request: Request, _error: Exception) -> Response:
    return _lost("There is no such page.", 404)


def _told(_request: Request, error: Exception) -> Response:
    return _lost(str(error), 500 if isinstance(error, StoreError) else 400)
