"""The page: self-contained, inert, and a picture that agrees with the verdict."""

from html.parser import HTMLParser

import pytest

from reports.html import bar, html
from reports.shapes.picture import WIDTH, picture
from reports.shapes.summary import summarise
from tests.reports.dossiers import bare, realistic
from tests.reports.enemy import HOSTILE, hostile

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
        if tag not in ("meta", "br"):
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
def test_a_page_has_no_script_no_request_and_no_foreign_tag(dossier) -> None:
    reader = read(html(dossier))
    assert {tag for tag, _ in reader.tags} <= TAGS
    for tag, attributes in reader.tags:
        assert not any(name.startswith("on") or name in ("src", "style", "srcset") for name in attributes)
        assert tag != "a" or (attributes["href"] or "").startswith("https://huggingface.co/")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_leaves_the_structure_as_it_is(text: str) -> None:
    quiet = [tag for tag, _ in read(html(hostile("quiet"))).tags]
    assert [tag for tag, _ in read(html(hostile(text))).tags] == quiet


def test_the_policy_forbids_everything_but_its_own_style() -> None:
    metas = [attributes for tag, attributes in read(html(realistic())).tags if tag == "meta"]
    (policy,) = (m["content"] for m in metas if m.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:;")


def test_the_bar_fills_the_whole_width() -> None:
    drawn = bar(summarise(realistic()).counts)
    assert drawn[0][0] == "refuted"
    assert drawn[-1][1].x + drawn[-1][1].width == pytest.approx(100, abs=0.05)
    assert bar(summarise(bare()).counts) == ()


def test_a_refuted_interval_lies_outside_the_band_and_a_confirmed_one_inside() -> None:
    for row in summarise(realistic()).checked:
        drawn = picture(row)
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
    drawn = picture(row)
    assert drawn and drawn.judged and drawn.measured.x > drawn.claimed.x
    assert drawn.judged.x <= drawn.measured.x <= drawn.judged.x + drawn.judged.width


def test_a_long_unit_cannot_write_over_the_page() -> None:
    for row in summarise(hostile("W" * 5000)).checked:
        drawn = picture(row)
        assert drawn and len(drawn.claimed.label) < 40 and len(drawn.measured.label) < 40
        assert len(row.name) < 300
