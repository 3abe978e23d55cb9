"""The page: self-contained, inert, and a picture that agrees with the verdict."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from claims.records import Dossier
from reports.html import bar, html
from reports.views.summary import summarise
from reports.views.verdict_plot import WIDTH, verdict_plot
from tests.reports.dossiers import ACCURACY, bare, realistic
from tests.reports.enemy import HOSTILE, hostile
from tests.reports.many_claims import many_claims

TAGS = frozenset(
    [
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "main",
        "header",
        "section",
        "footer",
        "article",
        "details",
        "summary",
        "div",
        "span",
        "p",
        "br",
        "h1",
        "h2",
        "h3",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "a",
        "b",
        "strong",
        "q",
        "code",
        "pre",
        "svg",
        "rect",
        "line",
        "circle",
        "text",
        "path",
        "form",
        "input",
        "label",
        "select",
        "option",
        "button",
        "figure",
        "figcaption",
        "script",
    ]
)


class Reader(HTMLParser):
    """Every tag and attribute of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"{tag} closes something else"


def read(page: bytes) -> Reader:
    reader = Reader()
    reader.feed(page.decode())
    reader.close()
    assert not reader.open
    return reader


@pytest.mark.parametrize("dossier", [realistic(), bare(), *map(hostile, HOSTILE)])
def test_a_page_has_one_script_no_request_and_no_foreign_tag(dossier: Dossier) -> None:
    reader = read(html(dossier))
    assert {tag for tag, _ in reader.tags} <= TAGS
    assert [attributes for tag, attributes in reader.tags if tag == "script"] == [{}]
    for tag, attributes in reader.tags:
        assert not any(name.startswith("on") or name in ("src", "style", "srcset") for name in attributes)
        assert tag != "a" or (attributes["href"] or "").startswith(("https://huggingface.co/", "#f-"))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_leaves_the_structure_as_it_is(text: str) -> None:
    quiet = [tag for tag, _ in read(html(hostile("quiet"))).tags]
    assert [tag for tag, _ in read(html(hostile(text))).tags] == quiet


@pytest.mark.parametrize("dossier", [realistic(), hostile(HOSTILE[0])])
def test_the_policy_allows_the_very_style_and_script_that_stand_in_the_page(dossier: Dossier) -> None:
    page = html(dossier).decode()
    metas = [attributes for tag, attributes in read(page.encode()).tags if tag == "meta"]
    (policy,) = (m["content"] for m in metas if m.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    for tag in ("style", "script"):
        (text,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.S)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy and "http" not in policy


def test_what_stands_behind_a_claim_is_told_with_it() -> None:
    page = html(realistic()).decode()
    article = page.partition(f'id="c-{ACCURACY.id}"')[2].partition("</article>")[0]
    for told in ("text-classification@1 on 2,400 rows, margin 2", "interval: wilson", "f1_micro", "#f-"):
        assert told in article
    assert "own 3 scores run from 91.0" in page


def test_two_thousand_claims_are_a_page_of_three_megabytes_at_most() -> None:
    body = html(many_claims(2000))
    assert len(body) <= 3_000_000
    assert body.count(b'<article class="claim ') + body.count(b'<li class="claim-line ') == 2000


def test_the_bar_fills_the_whole_width() -> None:
    drawn = bar(summarise(realistic()).counts)
    assert drawn[0][0] == "refuted"
    assert drawn[-1][1].x + drawn[-1][1].width == pytest.approx(100, abs=0.05)
    assert bar(summarise(bare()).counts) == ()


def test_a_refuted_interval_lies_outside_the_band_and_a_confirmed_one_inside() -> None:
    for row in summarise(realistic()).checked:
        drawn = verdict_plot(row)
        assert drawn and drawn.band and drawn.judged
        assert min(drawn.judged.x, drawn.band.x) >= 0 and drawn.judged.x + drawn.judged.width <= WIDTH
        left, right = drawn.band.x, drawn.band.x + drawn.band.width
        low, high = drawn.judged.x, drawn.judged.x + drawn.judged.width
        if row.outcome in ("refuted", "falls_short"):
            assert high <= left or low >= right
        if row.outcome in ("confirmed", "transfers"):
            assert left <= low and high <= right + 1


def test_a_metric_where_less_is_better_is_drawn_on_its_own_axis() -> None:
    (row,) = summarise(realistic()).of("inconclusive")
    drawn = verdict_plot(row)
    assert drawn and drawn.judged and drawn.measured.x > drawn.claimed.x
    assert drawn.judged.x <= drawn.measured.x <= drawn.judged.x + drawn.judged.width


def test_a_long_unit_cannot_write_over_the_page() -> None:
    for row in summarise(hostile("W" * 5000)).checked:
        drawn = verdict_plot(row)
        assert drawn and len(drawn.claimed.label) < 40 and len(drawn.measured.label) < 40
        assert len(row.name) < 300
