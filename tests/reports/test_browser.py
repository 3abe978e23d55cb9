"""Every view in a real browser: it renders, filters, opens, prints, fetches nothing and runs nothing of others."""

from pathlib import Path
from typing import Any

import pymupdf
import pytest

from claims.records import Dossier
from reports import registry
from reports.annotated import registry as annotated
from reports.autopsy import registry as autopsies
from reports.decisions.audit import audit_page
from reports.decisions.forms import registry as page_forms
from tests.claims.audits import an_audit
from tests.reports.autopsies import an_autopsy
from tests.reports.browser import chromium, watched
from tests.reports.dossiers import ACCURACY, realistic
from tests.reports.enemy import hostile
from tests.reports.many_claims import many_claims
from tests.reports.xss import XSS

SOME = (XSS[1], XSS[12], XSS[26], XSS[35])
"""Of the strings, one of every sort; benchmarks/reports.py tries all in every form."""


@pytest.fixture(scope="module")
def browser() -> Any:
    with chromium() as one:
        yield one


@pytest.fixture(scope="module")
def context(browser: Any) -> Any:
    return browser.new_context(viewport={"width": 1280, "height": 900})


@pytest.fixture
def opened(context: Any, tmp_path: Path) -> Any:
    """Open a body as a file; the page and what happened on it."""

    def open_body(body: bytes, name: str = "report.html", fragment: str = "") -> Any:
        (tmp_path / name).write_bytes(body)
        page, seen = watched(context)
        page.goto((tmp_path / name).as_uri() + fragment)
        return page, seen

    return open_body


def shown(page: Any) -> int:
    return int(page.locator("[data-kind]:visible").count())


def test_the_page_filters_by_outcome_search_kind_and_flag(opened: Any) -> None:
    page, seen = opened(registry["html"].call(realistic()))
    assert shown(page) == 11
    page.locator("#o-refuted").uncheck()
    assert shown(page) == 9
    page.locator("#o-refuted").check()
    page.locator("#filter [name=q]").fill("imdb ACCURACY")
    assert shown(page) == 1 and "1 of 11" in page.locator("#shown").inner_text()
    page.locator("#filter [type=reset]").click()
    page.locator("#filter [name=kind]").select_option("speed")
    assert shown(page) == 2
    page.locator("#filter [name=kind]").select_option("")
    page.locator("#filter [name=flagged]").check()
    assert shown(page) == 2
    assert len(seen.asked) == 1 and not seen.said and not seen.dialogs


def test_a_claim_opens_to_its_evidence_with_the_keyboard(opened: Any) -> None:
    page, seen = opened(registry["html"].call(realistic()))
    claim = page.locator(f"#c-{ACCURACY.id}")
    assert not claim.locator("dl").is_visible()
    claim.locator("summary").focus()
    page.keyboard.press("Enter")
    assert "text-classification@1" in claim.locator("dl").inner_text()
    assert not seen.said


def test_a_link_to_a_claim_opens_the_group_that_it_is_in(opened: Any) -> None:
    unchecked = next(v.claim_id for v in realistic().verdicts if v.reason == "no_data")
    body = (
        registry["html"]
        .call(realistic())
        .replace(b'<details class="group" open>', b'<details class="group">')
    )
    page, _ = opened(body, fragment=f"#c-{unchecked}")
    assert page.locator(f"#c-{unchecked}").is_visible()


def test_without_a_script_the_outcomes_still_filter_and_claims_still_open(
    browser: Any, tmp_path: Path
) -> None:
    (tmp_path / "report.html").write_bytes(registry["html"].call(realistic()))
    page, seen = watched(browser.new_context(java_script_enabled=False))
    page.goto((tmp_path / "report.html").as_uri())
    assert not page.locator("#filter").is_visible()
    page.locator("#o-refuted").uncheck()
    assert not page.locator(".claim.refuted").first.is_visible()
    page.locator(".claim.confirmed summary").first.click()
    assert page.locator(".claim.confirmed dl").first.is_visible()
    assert not seen.said


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (390, "light"), (1280, "dark")])
def test_nothing_is_wider_than_the_screen_and_every_text_can_be_read(
    browser: Any, tmp_path: Path, width: int, scheme: str
) -> None:
    (tmp_path / "report.html").write_bytes(registry["html"].call(realistic()))
    (tmp_path / "memo.html").write_bytes(registry["memo-html"].call(realistic()))
    screen = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    for name in ("report.html", "memo.html"):
        page, _ = watched(screen)
        page.goto((tmp_path / name).as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        low = page.evaluate(CONTRAST)
        assert not low, low[:5]
    screen.close()


def test_on_a_telephone_tables_and_pipeline_of_an_audit_are_as_wide_as_the_screen(
    browser: Any, tmp_path: Path
) -> None:
    (tmp_path / "page.html").write_bytes(page_forms["html"].call(audit_page(an_audit("shop"))))
    screen = browser.new_context(viewport={"width": 400, "height": 900})
    page, _ = watched(screen)
    page.goto((tmp_path / "page.html").as_uri())
    assert page.locator(".for-narrow svg:visible").count() == 1
    assert page.locator(".for-wide svg:visible").count() == 0
    assert page.locator(".rows td:visible").count() > 5
    assert not page.evaluate(
        "[...document.querySelectorAll('.scroll')].filter(s => s.scrollWidth > s.clientWidth).length"
    )
    screen.close()


@pytest.mark.parametrize(("width", "drawn"), [(320, "narrow"), (390, "narrow"), (1280, "wide")])
def test_the_block_diagram_of_an_autopsy_fits_the_screen(
    browser: Any, tmp_path: Path, width: int, drawn: str
) -> None:
    (tmp_path / "autopsy.html").write_bytes(autopsies["html"].call(an_autopsy()))
    screen = browser.new_context(viewport={"width": width, "height": 800})
    page, seen = watched(screen)
    page.goto((tmp_path / "autopsy.html").as_uri())
    (shown,) = (place for place in page.locator(".diagram svg").all() if place.is_visible())
    place = shown.bounding_box()
    assert place["x"] >= 0 and place["x"] + place["width"] <= width
    assert page.locator(f".diagram.{drawn}").is_visible() and not seen.said
    screen.close()


def test_paper_shows_every_claim_and_no_control(opened: Any) -> None:
    page, _ = opened(registry["html"].call(realistic()))
    page.emulate_media(media="print")
    assert not page.locator("#filter").is_visible()
    assert shown(page) == 11
    assert page.pdf(format="A4").startswith(b"%PDF-")


@pytest.mark.parametrize(
    "dossier", [realistic(), many_claims(1000), hostile("An unusually long name of a thing " * 8)]
)
def test_the_memo_is_one_page_of_paper(opened: Any, dossier: Dossier) -> None:
    page, _ = opened(registry["memo-html"].call(dossier), "memo.html")
    for size in ("A4", "Letter"):
        with pymupdf.open(stream=page.pdf(format=size), filetype="pdf") as paper:
            assert paper.page_count == 1, size


@pytest.mark.parametrize("text", SOME)
def test_nothing_of_others_is_run_or_fetched(opened: Any, text: str) -> None:
    forms = {name: registry[name].call(hostile(text)) for name in ("html", "memo-html")}
    forms["card"] = annotated["card"].call(hostile(text), text.replace("\0", "").encode(), text)
    for name, body in forms.items():
        page, seen = opened(body, f"{name}.html")
        page.wait_for_timeout(30)
        assert page.title() != "OWNED", "a script of others ran"
        assert len(seen.asked) == 1, seen.asked
        assert not seen.dialogs and not seen.said
        page.close()


CONTRAST = """() => {
  const light = c => { const p = c.map(v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; });
    return .2126 * p[0] + .7152 * p[1] + .0722 * p[2]; };
  const parsed = s => (s.match(/[\\d.]+/g) || []).map(Number);
  const ground = e => { for (; e; e = e.parentElement) { const c = parsed(getComputedStyle(e).backgroundColor);
    if (c.length && (c.length < 4 || c[3] > .99)) return c.slice(0, 3); } return [255, 255, 255]; };
  const low = [];
  for (const e of document.querySelectorAll('main *')) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || e.closest('svg') || !e.getClientRects().length) continue;
    const a = light(parsed(getComputedStyle(e).color).slice(0, 3)), b = light(ground(e));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) low.push([e.className || e.tagName, e.textContent.trim().slice(0, 40), ratio.toFixed(2)]);
  }
  return low;
}"""
"""Every text with less than 4.5 to 1 against what it stands on (WCAG 2.2, 1.4.3)."""
