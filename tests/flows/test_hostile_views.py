"""The hostile Markdown that others made, in every view and in a real browser: it stays text, whatever it is."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from flows.library.app import build_app
from flows.library.index import LibraryIndex
from flows.settings import Settings
from flows.store import Store
from reports import registry
from reports.annotated import registry as annotated
from tests.reports.browser import chromium, watched
from tests.reports.enemy import hostile

SHARED = Path(__file__).resolve().parents[3] / "shared" / "adversarial" / "make_adversarial.py"
LONGEST = 3_000
"""Characters of each file that stand wherever an outsider may write; the card shows all of it."""

TOGETHER = 24
"""Views that are opened at once, each in a frame of its own."""


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The hostile Markdown, by name."""
    if not SHARED.exists():
        pytest.skip("the hostile files are not beside the checkout")
    folder = tmp_path_factory.mktemp("hostile")
    made = [sys.executable, str(SHARED), str(folder), "--only", "markdown", "--no-big"]
    subprocess.run(made, check=True, capture_output=True)
    cases = json.loads((folder / "MANIFEST.json").read_text())["cases"]
    return {Path(case["file"]).stem: (folder / case["file"]).read_bytes() for case in cases}


@pytest.fixture(scope="module")
def views(texts: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Path]]:
    """Every view of a run whose every word is such a text, as files."""
    folder = tmp_path_factory.mktemp("views")
    store = Store(Settings(home=folder / "home", store=f"sqlite:///{folder / 'store.db'}"))
    paths = []
    with TestClient(build_app(store, LibraryIndex(store), "key"), base_url="http://localhost") as client:
        client.get("/?key=key")
        for i, (name, body) in enumerate(texts.items()):
            text = body.decode("utf-8", "replace")[:LONGEST]
            run = f"{i:016x}"
            dossier = hostile(text).model_copy(update={"run": run})
            store.keep_dossier(dossier, "2026-01-01T00:00:00Z")
            claim = dossier.claims[0].id
            made = {
                "html": registry["html"].call(dossier),
                "card": annotated["card"].call(dossier, body.replace(b"\0", b""), text),
                "claim": client.get(f"/claim/{run}/{claim}").content,
            }
            if i % 2:
                made["memo"] = registry["memo-html"].call(dossier)
            else:
                made["findings"] = client.get(f"/findings/{run}").content
            for view, page in made.items():
                paths.append(folder / f"{name}-{view}.html")
                paths[-1].write_bytes(page)
        for view in ("", "boards", "baselines", f"versions/{0:016x}"):
            paths.append(folder / f"library-{len(paths)}.html")
            paths[-1].write_bytes(client.get(f"/{view}").content)
    yield paths


def test_nothing_of_hostile_markdown_is_run_or_fetched(views: list[Path]) -> None:
    bad: list[str] = []
    outer = views[0].with_name("outer.html")
    with chromium() as browser:
        page, seen = watched(browser.new_context(viewport={"width": 800, "height": 600}))
        for start in range(0, len(views), TOGETHER):
            some = views[start : start + TOGETHER]
            outer.write_text(
                "".join(f'<iframe src="{one.name}" width="300" height="80"></iframe>' for one in some)
            )
            before = len(seen.asked)
            page.goto(
                outer.as_uri(), wait_until="load", timeout=180_000
            )  # a busy machine is no fault of the page
            titles = [frame.title() for frame in page.frames]
            if "ADV_XSS" in titles or seen.dialogs or seen.said or len(seen.asked) != before + 1 + len(some):
                bad.append(
                    f"{some[0].name} and after: {seen.said[:1]} {seen.asked[before + 1 + len(some) :][:1]}"
                )
                seen.said.clear()
                seen.dialogs.clear()
            assert len(titles) == 1 + len(some) and all(title.strip() for title in titles[1:])
    assert len(views) > 200
    assert not bad, bad[:5]


def test_the_browser_would_have_obeyed(texts: dict[str, bytes]) -> None:
    """The control: on a page that prints it as it is, the same Markdown runs and fetches."""
    obeyed = 0
    with chromium() as browser:
        context: Any = browser.new_context()
        for name in ("xss_script", "xss_img_onerror", "xss_svg_onload", "xss_remote_img", "xss_css_exfil"):
            page, seen = watched(context)
            page.set_content(f"<title>quiet</title>{texts[name].decode()}")
            page.wait_for_timeout(60)
            obeyed += page.title() == "ADV_XSS" or bool(seen.asked)
            page.close()
    assert obeyed >= 4
