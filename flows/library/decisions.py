"""POST /decide: store a correction or dismissal from a reader who holds the key."""

import hmac
from urllib.parse import parse_qsl

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response

from claims.corrections import checked
from claims.errors import UsageError
from claims.records import Correction
from flows.library.responses import FINDINGS, LINKS, LibraryContext, error_page

MOST_BYTES = 16_384
"""Of a form."""


def add_decide_route(app: FastAPI, context: LibraryContext) -> None:
    """Add the route; the request needs the key's cookie, and the form the secret of our own pages."""

    @app.post("/decide")
    async def decide(request: Request) -> Response:
        form = await _form(request)
        proof = form.get("secret", "").encode()
        if not context.knows(request) or not hmac.compare_digest(proof, context.secret.encode()):
            return error_page(
                "Only readers with the key may decide. Open the address that `verify serve` printed.",
                403,
            )
        correction = checked(_correction(form))
        context.store.correct(correction)
        context.index.refresh(context.store.runs_about(correction.about))
        return RedirectResponse(_back(form), 303)


def grant_access(given: str, context: LibraryContext) -> Response:
    """Set the cookie of a reader who has the key, and redirect to an address without it."""
    if not hmac.compare_digest(given.encode(), context.key.encode()):
        return error_page(
            "The key in this address is not the one that `verify serve` printed. Open the printed address.",
            403,
        )
    response = RedirectResponse(LINKS.home, 303)
    response.set_cookie(context.cookie_name, context.cookie, httponly=True, samesite="strict")
    return response


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form, read no further than a form of ours is long."""
    body = b""
    async for part_of in request.stream():
        body += part_of
        if len(body) > MOST_BYTES:
            raise UsageError("The form is longer than 16 kB.", "Give a shorter reason.")
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=20))


def _correction(form: dict[str, str]) -> Correction:
    why = form.get("why", "").strip()
    if not why:
        raise UsageError("A decision needs a reason, and the field for it was empty.", "Go back and say why.")
    about, kind = form.get("about", ""), form.get("kind", "")
    if kind == "dismiss":
        return Correction(about=about, kind="dismiss", why=why)
    return Correction(
        about=about, kind="correct", field=form.get("field"), value=form.get("value", ""), why=why
    )


def _back(form: dict[str, str]) -> str:
    """The page from which a form was sent."""
    run, about = form.get("run", ""), form.get("about", "")
    if not (run.isalnum() and about.isalnum() and run.isascii() and about.isascii()):
        return LINKS.home
    return f"{FINDINGS}{run}" if form.get("back") == "findings" else f"{LINKS.claims}{run}/{about}"
