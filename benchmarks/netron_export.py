"""How long Netron takes to draw a file as SVG: its server, a headless browser, and its own export; offline."""

import io
import re
import shutil
import sys
import tempfile
import time
from contextlib import redirect_stdout
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

_READY = "document.body.classList.contains('default')"
_EXPORT = "window.__view__.export('graph.svg')"
_BEFORE = """
const evaluate = window.eval; Object.defineProperty(window, 'eval', {get: () => evaluate, set: () => {}});
document.cookie = 'consent=1'; document.cookie = '_ga=1';
const shift = %d - Date.now(), now = Date.now;
Date.now = () => now() + shift;
const Real = Date; window.Date = class extends Real { constructor(...a) { a.length ? super(...a) : super(Date.now()); } };
"""
"""Netron asks for consent, and for an update half a year after its release: both are answered before its page loads."""


def export(path: Path, browser: Any, seconds: float = 120) -> float:
    """Seconds from the start of Netron's server to the written SVG; raises what the browser raises."""
    import netron

    started = time.monotonic()
    host, port = netron.start(str(path), browse=False)
    try:
        released = released_at(Path(netron.__file__).parent)
        context = browser.new_context(bypass_csp=True, accept_downloads=True)
        context.add_init_script(_BEFORE % released)
        page = context.new_page()
        page.route(
            "**/*", lambda route: route.continue_() if f":{port}" in route.request.url else route.abort()
        )
        page.goto(f"http://{host}:{port}/", wait_until="load")
        page.wait_for_function(_READY, timeout=seconds * 1000)
        with page.expect_download(timeout=seconds * 1000) as waited, tempfile.TemporaryDirectory() as folder:
            page.evaluate(_EXPORT)
            waited.value.save_as(Path(folder) / "graph.svg")
            assert (Path(folder) / "graph.svg").stat().st_size > 500
        context.close()
        return time.monotonic() - started
    finally:
        netron.stop((host, port))


def main() -> int:
    """Draw the file that is named, in a browser of its own, and print the seconds."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started, redirect_stdout(io.StringIO()):
        browser = started.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        seconds = export(Path(sys.argv[1]), browser)
    print(f"{seconds:.2f}")
    return 0


def released_at(folder: Path) -> int:
    """When this Netron was released, in milliseconds, as its page says."""
    text = (folder / "index.html").read_text("utf-8")
    written = re.search(r'name="date" content="(\d{4}-\d\d-\d\d)', text)
    day = datetime.fromisoformat(written[1] if written else "2026-01-01").replace(tzinfo=UTC)
    return int((day + timedelta(days=1)).timestamp() * 1000)


if __name__ == "__main__":
    sys.exit(main())
