"""Every page that people see, as axe-core sees it, and a decision made with a mouse."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi.testclient import TestClient

from flows.library.app import build_app
from flows.library.index import LibraryIndex
from flows.settings import Settings
from flows.store import Store
from reports import registry
from reports.annotated import registry as annotated
from tests.reports.browser import barriers, chromium, watched
from tests.reports.dossiers import ACCURACY, realistic


@pytest.fixture(scope="module")
def browser() -> Any:
    with chromium() as one:
        yield one


def three_runs(home: Path) -> Store:
    store = Store(Settings(home=home, store=f"sqlite:///{home / 'store.db'}"))
    for run in ("a" * 16, realistic().run):
        store.keep_dossier(realistic().model_copy(update={"run": run}), "2026-01-01T00:00:00Z")
    other = realistic().model_copy(update={"run": "b" * 16, "target": "rival/card"})
    store.keep_dossier(other, "2025-12-31T00:00:00Z")
    return store


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """The library on a free port of this machine; its address."""
    store, listening = three_runs(tmp_path), socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(16)
    app = build_app(store, LibraryIndex(store), "key")
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off"))
    running = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    running.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    server.should_exit = True
    running.join(10)


def test_a_run_is_found_and_its_claim_dismissed(browser: Any, served: str) -> None:
    page, seen = watched(browser.new_context())
    page.goto(f"{served}?key=key")
    assert "key=" not in page.url
    page.locator("[name=words]").fill("sentiment")
    page.locator("[name=outcome]").select_option("refuted")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="acme/sentiment-base").first.click()
    claim = page.locator(f"#c-{ACCURACY.id}")
    claim.locator("summary").click()
    claim.get_by_role("link", name="versions, decide").click()
    page.get_by_label("Why it does not count").fill("A <b>typo</b>.")
    page.get_by_role("button", name="Dismiss").click()
    assert "Dismissed: A <b>typo</b>." in page.locator("header").inner_text()
    page.goto(served)
    assert page.get_by_text("1 refuted").count() == 3, "the same claim in every run"
    assert not seen.said and not seen.dialogs
    assert all(one.startswith(served) for one in seen.asked)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_view_keeps_anybody_out(browser: Any, tmp_path: Path, scheme: str) -> None:
    views = {name: registry[name].call(realistic()) for name in ("html", "memo-html")}
    views["card"] = annotated["card"].call(realistic(), b"\n" * 30 + b"| SST-2 | 95.1 |\n", "README.md")
    views |= library_pages(tmp_path)
    screen = browser.new_context(color_scheme=scheme)
    for name, body in views.items():
        (tmp_path / f"{name}.html").write_bytes(body)
        page, _ = watched(screen)
        page.goto((tmp_path / f"{name}.html").as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert barriers(page) == [], name
    screen.close()


def library_pages(home: Path) -> dict[str, bytes]:
    """Every page of a library of three runs, as a reader with the key gets it."""
    store = three_runs(home)
    paths = {
        "home": "/", "boards": "/boards", "board": "/boards?metric=accuracy&dataset=SST-2", "lost": "/none",
        "run": f"/run/{realistic().run}", "findings": f"/findings/{realistic().run}",
        "versions": f"/versions/{realistic().run}", "baselines": "/baselines",
        "claim": f"/claim/{realistic().run}/{ACCURACY.id}",
    }  # fmt: skip
    with TestClient(build_app(store, LibraryIndex(store), "key"), base_url="http://localhost") as client:
        client.get("/?key=key")
        return {name: client.get(path).content for name, path in paths.items()}
