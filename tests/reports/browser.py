"""A real browser, where there is one: it counts what a page asked for, what it said, and what it ran."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

AXE = """async () => {
    const found = await axe.run({resultTypes: ["violations"]});
    return {passes: found.passes.length, violations: found.violations};
}"""
"""Runs every rule; of rules that pass it gathers no places, which would take most of the time."""


@dataclass
class Seen:
    """What happened while a page was open."""

    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser; the test is skipped where there is no Chromium or nothing to drive it with."""
    sync = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine: apt-get install chromium")
    args = ["--no-sandbox"] if os.getuid() == 0 else []
    with sync.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=args)
        try:
            yield browser
        finally:
            browser.close()


def barriers(page: Any) -> list[str]:
    """What axe-core finds on a page that keeps somebody from using it; the test is skipped without it."""
    axe = pytest.importorskip("axe_playwright_python", reason="axe-core is not installed")
    page.evaluate((Path(axe.__file__).parent / "axe.min.js").read_text())
    found = page.evaluate(AXE)
    assert found["passes"] > 10, "axe did not look at the page"
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found["violations"]]


def watched(context: Any) -> tuple[Any, Seen]:
    """A new page, and what happens on it."""
    page, seen = context.new_page(), Seen()
    page.on("request", lambda request: seen.asked.append(request.url))
    page.on("console", lambda message: seen.said.append(message.text))
    page.on("pageerror", lambda error: seen.said.append(str(error)))

    def dismiss(dialog: Any) -> None:
        seen.dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    return page, seen
