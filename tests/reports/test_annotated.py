"""The paper and the card with every number marked: what stands under a mark is the number itself."""

import base64
import io
import re
from pathlib import Path

import pymupdf
import pytest

from claims.errors import ReadError
from claims.records import Dossier
from reports.annotated import registry
from reports.annotated.job import AnnotateOrder, run_in_child
from reports.annotated.page_words import shows
from tests.reports.dossiers import ACCURACY, realistic
from tests.reports.enemy import HOSTILE, hostile
from tests.reports.papers import paper, read, stated

PDF = registry["pdf"].call
CARD = registry["card"].call


DAMAGED = (
    paper().replace(b"/Kids", b"/Kidz"),
    paper().replace(b"/Type/Pages", b"/Type/Pagez").replace(b"/Count 2", b"/Count (x)"),
    paper().replace(b"/Type/Page/", b"/Type/Pages/"),
    paper().replace(b"/MediaBox[0 0 595 842]", b"/MediaBox[0 0 1e400 -1]"),
)
"""Papers whose pages cannot be found, or are none."""


def marks(body: bytes) -> list[tuple[str, str, str, str]]:
    """Kind, title, comment and the text under every annotation."""
    found = []
    with pymupdf.open(stream=body, filetype="pdf") as document:
        for page in document:
            turned = page.rotation
            page.set_rotation(0)
            for one in page.annots():
                under = " ".join(
                    w[4] for w in page.get_text("words") if pymupdf.Rect(w[:4]).intersects(one.rect)
                )
                found.append((one.type[1], one.info["title"], one.info["content"], under))
            page.set_rotation(turned)
    return found


@pytest.mark.parametrize("rotation", [0, 90, 270])
def test_under_every_mark_stand_the_claimed_digits(rotation: int) -> None:
    body = paper(rotation)
    dossier = read(body)
    found = marks(PDF(dossier, body, "paper.pdf"))
    highlights = [one for one in found if one[0] == "Highlight"]
    told = {claim.stated.as_written: f"{claim.stated.value:f}" for claim in dossier.claims}
    assert len(highlights) == 7, "all but the number that is not in the paper"
    for _, _, says, under in highlights:
        written = says.partition(" claimed. ")[2].partition(" was looked at")[0]
        assert shows(under, told[written])


def test_a_number_is_found_in_the_rectangle_of_its_line_and_as_it_is_written() -> None:
    body = paper()
    line = (70.0, 118.0, 400.0, 136.0)
    told = [stated("95.1", 1, line, "95.1"), stated("2019", 1, line, "2019"), stated("1.0", 1, line, "1.")]
    far = [stated("88.75", 1, line, "88.75"), stated("95.12", 1, None, "95.12")]
    dossier = read(body).model_copy(update={"claims": (*told, *far), "verdicts": (), "findings": ()})
    under = [one[3] for one in marks(PDF(dossier, body, "paper.pdf"))]
    assert len(under) == 3 and "95.1" in under[0] and "2019" in under[1] and "1." in under[2]


def test_what_fails_is_underlined_and_what_is_flagged_is_framed() -> None:
    body = paper()
    found = marks(PDF(read(body), body, "paper.pdf"))
    assert sorted(t for kind, t, *_ in found if kind == "Squiggly") == ["▽ falls short", "✕ refuted"]
    ((_, _, says, _),) = (one for one in found if one[0] == "Square")
    assert "hero-number" in says


def test_the_cover_says_the_conclusion_and_what_could_not_be_marked() -> None:
    body = paper()
    with pymupdf.open(stream=PDF(read(body), body, "paper.pdf"), filetype="pdf") as document:
        assert document.page_count == 3
        cover = " ".join(document[0].get_text().split())
    assert "1 of the 6 claims checked does not hold" in cover
    assert "Marked: 7 of 8 numbers" in cover and "77.7" in cover


def test_the_same_paper_and_dossier_give_the_same_bytes() -> None:
    body = paper()
    assert PDF(read(body), body, "paper.pdf") == PDF(read(body), body, "paper.pdf")


def test_digits_are_only_found_as_a_number_of_their_own() -> None:
    assert shows("91.2±0.3", "91.2") and shows("(91.2)", "91.2") and shows("1,204", "1204")
    assert not shows("191.2", "91.2") and not shows("91.25", "91.2") and not shows("2.91.2", "91.2")
    assert shows("91.2.", "91.2")


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"%PDF-1.7\n%%EOF", b"%PDF-1.4\n" + b"\0" * 500, paper()[:900], *DAMAGED]
)
def test_what_is_no_pdf_is_refused_in_a_sentence_or_read_as_far_as_it_goes(body: bytes) -> None:
    try:
        assert PDF(realistic(), body, "paper.pdf").startswith(b"%PDF-")
    except ReadError as error:
        assert "paper.pdf" in str(error)


def test_a_script_in_the_paper_does_not_come_through() -> None:
    document = pymupdf.open(stream=paper(), filetype="pdf")
    xref = document.get_new_xref()
    document.update_object(xref, "<</S/JavaScript/JS(app.alert(1))>>")
    document.xref_set_key(document.pdf_catalog(), "OpenAction", f"{xref} 0 R")
    body = document.tobytes()
    assert b"app.alert" in body
    done = PDF(read(paper()), body, "paper.pdf")
    with pymupdf.open(stream=done, filetype="pdf") as clean:
        texts = [clean.xref_object(x) for x in range(1, clean.xref_length())]
    assert not any("app.alert" in text for text in texts)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_on_the_cover_stays_text(text: str) -> None:
    dossier = hostile(text)
    done = PDF(dossier, paper(), "paper.pdf")
    with pymupdf.open(stream=done, filetype="pdf") as document:
        assert not document[0].get_links()
        assert not document[0].get_images()


def card(dossier: Dossier) -> bytes:
    lines = ["# Card", *[""] * 29, "| SST-2 | 95.1 |", "| F1 | 0.912 |", "| 1.9 |", "| 92.4 |"]
    return "\n".join(lines).encode()


def test_a_card_is_shown_line_by_line_with_each_number_marked() -> None:
    page = CARD(realistic(), card(realistic()), "README.md").decode()
    line = page.partition('id="L31"')[2].partition("</li>")[0]
    assert '<mark class="refuted flagged">95.1</mark>' in line
    assert "at least 2.7 points below" in line
    assert page.count("<mark ") == 4
    assert "Not marked" in page and page.count("<li>") == 7


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_card_stays_text(text: str) -> None:
    body = f"{text}\n{'x' * 9000}\n".encode()
    page = CARD(hostile(text), body, text).decode()
    quiet = CARD(hostile("quiet"), b"quiet\nx\n", "quiet").decode()
    assert page.count("<script") == quiet.count("<script") == 0
    assert "<img" not in page and "javascript:" not in page.replace("(javascript:", "").replace("\\", "")


def test_the_desk_gives_the_same_as_the_form(tmp_path: Path) -> None:
    body = paper()
    (tmp_path / "paper.pdf").write_bytes(body)
    order = AnnotateOrder(form="pdf", path=str(tmp_path / "paper.pdf"), file="paper.pdf", dossier=read(body))
    assert run_in_child(order.to_bytes()) == PDF(read(body), body, "paper.pdf")
    assert io.BytesIO(run_in_child(order.to_bytes())).read(5) == b"%PDF-"
    assert ACCURACY.place.file == "README.md"


@pytest.mark.parametrize("rotation", [0, 90])
def test_a_claim_opens_to_a_picture_of_its_ink(rotation: int) -> None:
    body = paper(rotation)
    dossier = read(body)
    page = registry["facsimile"].call(dossier, body, "paper.pdf").decode()
    pictures = dict(re.findall(r'<img class="crop" src="data:image/png;base64,([^"]+)" alt="([^"]+)"', page))
    assert len(pictures) == 7
    for picture, says in pictures.items():
        drawn = pymupdf.Pixmap(base64.b64decode(picture))
        assert "paper.pdf" in says and min(drawn.width, drawn.height) > 40
        assert len(set(drawn.samples)) > 20, "nothing is to be seen"
    assert registry["facsimile"].call(dossier, body, "paper.pdf").decode() == page
