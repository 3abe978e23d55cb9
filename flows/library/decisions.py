"""The one address that changes something: it takes a decision from a reader who has the key."""

import hmac
from urllib.parse import parse_qsl

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response

from claims.corrections import checked
from claims.errors import UsageError
from claims.records import Correction
from flows.library.responses import COOKIE, FINDINGS, LINKS, Library, lost

MOST_BYTES = 16_384
"""Of a form."""


def deciding(app: FastAPI, held: Library) -> None:
    """Add the address; the reader needs the key's cookie, and the form the word that only our pages carry."""

    @app.post("/decide")
    async def decide(request: Request) -> Response:
        form = await _form(request)
        proof = form.get("secret", "").encode()
        if not held.knows(request) or not hmac.compare_digest(proof, held.secret.encode()):
            return lost("Only who opened the printed address may decide.", 403)
        correction = checked(_correction(form))
        held.store.correct(correction)
        held.shelf.renew(held.store.runs_about(correction.about))
        return RedirectResponse(_back(form), 303)


def let_in(given: str, held: Library) -> Response:
    """Remember a reader who has the key, and take the key out of the address."""
    if not hmac.compare_digest(given.encode(), held.key.encode()):
        return lost("That is not the key that was printed.", 403)
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


def _back(form: dict[str, str]) -> str:
    """The page from which a form was sent."""
    run, about = form.get("run", ""), form.get("about", "")
    if not (run.isalnum() and about.isalnum() and run.isascii() and about.isascii()):
        return LINKS.home
    return f"{FINDINGS}{run}" if form.get("back") == "findings" else f"{LINKS.claims}{run}/{about}"
