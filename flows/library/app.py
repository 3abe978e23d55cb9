"""The routes of the library's web application."""

from functools import partial

from fastapi import FastAPI, Request
from fastapi.responses import Response
from pydantic import ValidationError

from claims.errors import StoreError, VerifyError
from claims.records.library import Query
from flows.library.decisions import add_decide_route, grant_access
from flows.library.history import history
from flows.library.host_check import FORWARDED, Next, check_host
from flows.library.index import LibraryIndex
from flows.library.index_rows import finding_flags
from flows.library.responses import FINDINGS, LINKS, VERSIONS, LibraryContext, error_page, html_response
from flows.render import page_with_times
from flows.store import Store
from reports import library
from reports.html import asset, content_policy

AT_ONCE = 20
"""Runs that are indexed before a page is answered; a thread of the server indexes the rest."""


def build_app(store: Store, index: LibraryIndex, key: str, port: int = 0) -> FastAPI:
    """The web application of the library, without OpenAPI pages."""
    app = FastAPI(title="Assay", openapi_url=None, docs_url=None, redoc_url=None)
    context = LibraryContext(store, index, key, port)
    app.middleware("http")(partial(_from_a_proxy, context))
    app.middleware("http")(check_host)
    app.add_exception_handler(VerifyError, _verify_error)
    app.add_exception_handler(ValidationError, _old_dossier)
    app.add_exception_handler(404, _not_found)
    _lists(app, context)
    _runs(app, context)
    _feeds(app, context)
    add_decide_route(app, context)
    return app


async def _from_a_proxy(context: LibraryContext, request: Request, answer: Next) -> Response:
    """Answer, unless a proxy passes on a request of somebody who has no key: it may come from another machine."""
    passed_on = FORWARDED & {name.lower() for name in request.headers}
    brings_key = request.url.path == LINKS.home and "key" in request.query_params  # which is looked at there
    if passed_on and not context.knows(request) and not brings_key:
        says = "Behind a proxy the library is read with its key only. Open the address that `verify serve` printed."
        return error_page(says, 403)
    return await answer(request)


def _lists(app: FastAPI, context: LibraryContext) -> None:
    @app.get("/")
    def home(request: Request) -> Response:
        given = request.query_params.get("key")
        if given is not None:
            return grant_access(given, context)
        context.index.catch_up(AT_ONCE)
        query = _query(dict(request.query_params))
        body = library.home(
            context.index.listing(query), context.index.choices(), LINKS, left=context.index.waiting()
        )
        return html_response(body)

    @app.get("/boards")
    def boards(metric: str = "", dataset: str = "") -> Response:
        context.index.catch_up(AT_ONCE)
        if metric:
            return html_response(library.board(context.index.board(metric, dataset), LINKS))
        return html_response(library.boards(context.index.boards(), LINKS))

    @app.get("/baselines")
    def baselines() -> Response:
        context.index.catch_up(AT_ONCE)
        return html_response(library.baselines(context.index.repeated_figures(), LINKS))

    @app.get(VERSIONS + "{run}")
    def versions(run: str) -> Response:
        versions_found = history(run, context.store, context.index)
        return (
            html_response(library.versions(versions_found, LINKS))
            if versions_found
            else error_page(f"There is no run {run[:40]}.", 404)
        )


def _runs(app: FastAPI, context: LibraryContext) -> None:
    @app.get("/run/{run}")
    def run(run: str) -> Response:
        dossier = context.store.dossier(run)
        if dossier is None:
            return error_page(f"There is no run {run[:40]}.", 404)
        nav = (*LINKS.nav, ("Versions", f"{VERSIONS}{dossier.run}"))
        nav += (("Decide on findings", f"{FINDINGS}{dossier.run}"),) if dossier.findings else ()
        body = page_with_times(
            dossier, context.store, nav if dossier.findings else LINKS.nav, f"{LINKS.claims}{dossier.run}/"
        )
        return html_response(body, content_policy(asset("report.css"), asset("report.js")))

    @app.get(FINDINGS + "{run}")
    def findings(request: Request, run: str) -> Response:
        dossier = context.store.dossier(run)
        if dossier is None:
            return error_page(f"There is no run {run[:40]}.", 404)
        decide = library.DecisionForm(context.secret) if context.knows(request) else None
        return html_response(library.findings(finding_flags(dossier), LINKS, decide))

    @app.get("/claim/{run}/{claim}")
    def claim(request: Request, run: str, claim: str) -> Response:
        context.index.catch_up(AT_ONCE)
        claim_history = context.index.claim_history(run, claim)
        if claim_history is None:
            return error_page("There is no such claim.", 404)
        decide = library.DecisionForm(context.secret) if context.knows(request) else None
        return html_response(library.claim(claim_history, LINKS, decide))


def _feeds(app: FastAPI, context: LibraryContext) -> None:
    @app.get("/digests.atom")
    def digests() -> Response:
        from flows.ingestion.digest_feed import digest_feed

        return Response(digest_feed(context.store), media_type="application/atom+xml")

    @app.get("/metrics")
    def metrics() -> Response:
        from flows.library.metrics import CONTENT_TYPE, metrics_text

        context.index.catch_up(AT_ONCE)
        return Response(metrics_text(context.store), media_type=CONTENT_TYPE)


def _query(given: dict[str, str]) -> Query:
    known = {name: given[name][:300] for name in Query.model_fields if given.get(name)}
    try:
        return Query.model_validate(known)
    except ValidationError:
        return Query()


def _not_found(_request: Request, _error: Exception) -> Response:
    return error_page("There is no such page.", 404)


def _verify_error(_request: Request, error: Exception) -> Response:
    return error_page(str(error), 500 if isinstance(error, StoreError) else 400)


def _old_dossier(_request: Request, _error: Exception) -> Response:
    return error_page(
        "This run was stored in an older format, which is no longer read; verify its target again.",
        500,
    )
