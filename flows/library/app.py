"""The library's addresses and what each of them shows."""

from fastapi import FastAPI, Request
from fastapi.responses import Response
from pydantic import ValidationError

from claims.errors import StoreError, VerifyError
from claims.records.library import Query
from flows.library.decisions import deciding, let_in
from flows.library.history import history
from flows.library.host_check import guarded
from flows.library.index import Shelf
from flows.library.index_rows import flags
from flows.library.responses import FINDINGS, LINKS, VERSIONS, Library, html, lost
from flows.render import with_times
from flows.store import Store
from reports import library
from reports.html import part
from reports.html import policy as page_policy

AT_ONCE = 20
"""Runs that a page may put on the shelf before it answers; a thread of the server's does the rest."""


def build(store: Store, shelf: Shelf, key: str) -> FastAPI:
    """The application; it has no addresses that describe it."""
    app = FastAPI(title="Assay", openapi_url=None, docs_url=None, redoc_url=None)
    held = Library(store, shelf, key)
    app.middleware("http")(guarded)
    app.add_exception_handler(VerifyError, _told)
    app.add_exception_handler(ValidationError, _outgrown)
    app.add_exception_handler(404, _not_found)
    _lists(app, held)
    _runs(app, held)
    deciding(app, held)
    return app


def _lists(app: FastAPI, held: Library) -> None:
    @app.get("/")
    def home(request: Request) -> Response:
        given = request.query_params.get("key")
        if given is not None:
            return let_in(given, held)
        held.shelf.catch_up(AT_ONCE)
        query = _query(dict(request.query_params))
        body = library.home(held.shelf.listing(query), held.shelf.choices(), LINKS, left=held.shelf.left())
        return html(body)

    @app.get("/boards")
    def boards(metric: str = "", dataset: str = "") -> Response:
        held.shelf.catch_up(AT_ONCE)
        if metric:
            return html(library.board(held.shelf.board(metric, dataset), LINKS))
        return html(library.boards(held.shelf.boards(), LINKS))

    @app.get("/baselines")
    def baselines() -> Response:
        held.shelf.catch_up(AT_ONCE)
        return html(library.baselines(held.shelf.cited(), LINKS))

    @app.get(VERSIONS + "{run}")
    def versions(run: str) -> Response:
        found = history(run, held.store, held.shelf)
        return html(library.versions(found, LINKS)) if found else lost(f"There is no run {run[:40]}.", 404)


def _runs(app: FastAPI, held: Library) -> None:
    @app.get("/run/{run}")
    def run(run: str) -> Response:
        dossier = held.store.dossier(run)
        if dossier is None:
            return lost(f"There is no run {run[:40]}.", 404)
        nav = (*LINKS.nav, ("Versions", f"{VERSIONS}{dossier.run}"))
        nav += (("Decide on findings", f"{FINDINGS}{dossier.run}"),) if dossier.findings else ()
        body = with_times(
            dossier, held.store, nav if dossier.findings else LINKS.nav, f"{LINKS.claims}{dossier.run}/"
        )
        return html(body, page_policy(part("report.css"), part("report.js")))

    @app.get(FINDINGS + "{run}")
    def findings(request: Request, run: str) -> Response:
        dossier = held.store.dossier(run)
        if dossier is None:
            return lost(f"There is no run {run[:40]}.", 404)
        decide = library.Decide(held.secret) if held.knows(request) else None
        return html(library.findings(flags(dossier), LINKS, decide))

    @app.get("/claim/{run}/{claim}")
    def claim(request: Request, run: str, claim: str) -> Response:
        held.shelf.catch_up(AT_ONCE)
        found = held.shelf.across(run, claim)
        if found is None:
            return lost("There is no such claim.", 404)
        decide = library.Decide(held.secret) if held.knows(request) else None
        return html(library.claim(found, LINKS, decide))


def _query(given: dict[str, str]) -> Query:
    known = {name: given[name][:300] for name in Query.model_fields if given.get(name)}
    try:
        return Query.model_validate(known)
    except ValidationError:
        return Query()


def _not_found(_request: Request, _error: Exception) -> Response:
    return lost("There is no such page.", 404)


def _told(_request: Request, error: Exception) -> Response:
    return lost(str(error), 500 if isinstance(error, StoreError) else 400)


def _outgrown(_request: Request, _error: Exception) -> Response:
    return lost("This dossier is of a form that is no longer read; verify its target again.", 500)
