"""A model's graph as Netron draws it: its page in a headless browser reads the file and runs nothing of it."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from claims.errors import ModelUnavailable, ReadError
from claims.records import Record
from reproducers.lab.autopsy.svg_cleaning import clean_svg

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

_SITE = "http://netron.invalid/"
"""An address that exists nowhere: whatever the page asks for is answered from the disk, or not at all."""
_MOST_BYTES = 1_000_000_000
"""Netron holds a file in memory as a whole."""
_KEPT_EVAL = (
    "const own = window.eval; Object.defineProperty(window, 'eval', {get: () => own, set: () => {}});"
)
"""Netron switches off `eval`, by which the browser is asked questions."""
_CHOOSER = "#open-file-dialog"
_READY = "document.body.classList.contains('welcome') && !document.body.classList.contains('spinner')"
_SHOWN = "document.body.classList.contains('default') || document.body.classList.contains('alert')"
_REFUSED = (
    "document.body.classList.contains('alert') ? document.getElementById('message-text').innerText : ''"
)
_COMMON_BRACKETS = """() => {
    const texts = document.createTreeWalker(document.getElementById('canvas'), NodeFilter.SHOW_TEXT);
    while (texts.nextNode())
        texts.currentNode.data = texts.currentNode.data.replaceAll('\u3008', '\u27e8').replaceAll('\u3009', '\u27e9');
}"""
"""Netron writes shapes in brackets that only Chinese and Japanese fonts have; these are in the fonts of every Linux."""
_TYPES = {"html": "text/html", "js": "text/javascript", "css": "text/css", "json": "application/json"}
_RELEASED = re.compile(r'<meta name="date" content="(\d{4}-\d\d-\d\d)')


class GraphOrder(Record):
    """The file whose graph is to be drawn, and the programs that draw it."""

    root: str
    """The folder."""
    main: str
    """The model's file inside it."""
    beside: tuple[str, ...] = ()
    """Files that belong to it, which Netron may look into: weights that lie apart."""
    form: str
    """svg or png."""
    netron: str
    """The folder of the Netron package."""
    browser: str
    """The program of the browser."""
    seconds: float = 120.0
    """How long Netron may take."""


def run_in_child(request: bytes) -> bytes:
    """The picture that an order asks for."""
    return draw(GraphOrder.from_bytes(request))


def draw(order: GraphOrder) -> bytes:
    """The graph as SVG or PNG; raises ReadError with Netron's own words where it cannot read the file."""
    from playwright.sync_api import Error, sync_playwright

    size = (Path(order.root) / order.main).stat().st_size
    if size > _MOST_BYTES:
        says = f"{order.main} has {size / 1e6:,.0f} MB, too much for Netron in a browser."
        raise ReadError(
            says,
            f"At most {_MOST_BYTES / 1e6:.0f} MB are drawn; without --graph it is described all the same.",
        )
    try:
        with sync_playwright() as driver:
            # the whole browser runs inside the sandbox of this process, which is stricter than its own
            switches = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
            browser = driver.chromium.launch(executable_path=order.browser, args=switches)
            picture = _exported(browser, order)
            browser.close()
    except Error as error:
        reason = error.message.partition("\n")[0].rstrip(".")[:200]
        raise ModelUnavailable(
            f"Netron did not draw {order.main}: {reason}.", "Try `--open` instead."
        ) from None
    return clean_svg(picture) if order.form == "svg" else picture


def _exported(browser: "Browser", order: GraphOrder) -> bytes:
    """What Netron's own export writes."""
    page = _page(browser, order)
    page.goto(_SITE, wait_until="load")
    page.wait_for_function(_READY, timeout=order.seconds * 1000)
    name = order.main.rpartition("/")[2]
    if not page.evaluate("name => window.__view__.accept(name, 1)", name):
        raise ReadError(
            f"Netron draws no files like {name}.", "Without --graph it is described all the same."
        )
    page.set_input_files(_CHOOSER, [Path(order.root) / name for name in (order.main, *order.beside)])
    page.wait_for_function(_SHOWN, timeout=order.seconds * 1000)
    if refusal := str(page.evaluate(_REFUSED)).strip():
        says = f"Netron cannot read {order.main}: {refusal.partition(chr(10))[0].rstrip('.')[:200]}."
        raise ReadError(says, "Without --graph it is described all the same.")
    page.evaluate(_COMMON_BRACKETS)
    with page.expect_download(timeout=order.seconds * 1000) as waited:
        page.evaluate(f"window.__view__.export('graph.{order.form}')")
    return Path(waited.value.path()).read_bytes()


def _page(browser: "Browser", order: GraphOrder) -> "Page":
    """A page whose requests are answered from the disk alone, on the day after Netron's release.

    Half a year after its release Netron shows a request to update and nothing else, and at its first start one for
    consent to be counted: the first is answered by the clock, the second by a cookie.
    """
    index = (Path(order.netron) / "index.html").read_text(encoding="utf-8")
    context = browser.new_context(bypass_csp=True, accept_downloads=True)
    context.add_init_script(_KEPT_EVAL)
    context.add_cookies([{"name": name, "value": "1", "url": _SITE} for name in ("consent", "_ga")])
    context.clock.set_fixed_time(released_at(index) + timedelta(days=1))
    page = context.new_page()
    page.route("**/*", lambda route: _answer(route, order, index))
    return page


def _answer(route: "Route", order: GraphOrder, index: str) -> None:
    """A file of Netron's or of the model's; nothing else is reached."""
    address = urlsplit(route.request.url)
    name = unquote(address.path.lstrip("/"))
    if address.hostname != urlsplit(_SITE).hostname:
        route.abort()
    elif name in ("", "index.html"):
        route.fulfill(body=index, content_type="text/html")
    elif re.fullmatch(r"[\w-]+\.\w+", name) and (Path(order.netron) / name).is_file():
        kind = _TYPES.get(name.rpartition(".")[2], "application/octet-stream")
        route.fulfill(path=Path(order.netron) / name, content_type=kind)
    else:
        route.fulfill(status=404, body="")


def released_at(index: str) -> datetime:
    """The day of Netron's release, as its page says."""
    match = _RELEASED.search(index)
    return datetime.fromisoformat(match[1] if match else "2026-01-01").replace(tzinfo=UTC)
