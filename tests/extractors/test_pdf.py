"""PDF pages as a reader sees them: tables rebuilt from words, each number verbatim and in its box."""

import re
from collections.abc import Sequence
from pathlib import Path

import pymupdf
import pytest

from claims.errors import OverLimit, ReadError
from claims.records import Document, Source
from extractors.readers.pdf.paper import read

SOURCE = Source(kind="folder", name="paper", revision="0", sha256="0")
COLUMNS = (90.0, 200.0, 260.0, 330.0, 390.0)
ROWS = (
    ("Model", "Acc", "F1", "Acc", "F1"),
    ("BERT-base", "88.4", "87.3", "90.3", "86.0"),
    ("RoBERTa", "90.2", "89.1", "92.5", "88.8"),
    ("Ours", "91.4", "90.6", "93.2", "89.9"),
)


def a_pdf(
    path: Path,
    rows: Sequence[Sequence[str]] = ROWS,
    *,
    rules: bool = True,
    caption: str = "Table 1: Results on two tasks.",
) -> Path:
    made = pymupdf.open()
    page = made.new_page()
    page.insert_text((72, 72), "A Paper about Tables", fontsize=17)
    page.insert_text(
        (72, 100), "We train on 8 NVIDIA V100 GPUs for 12 hours and report accuracy.", fontsize=10
    )
    page.insert_text((72, 140), caption, fontsize=9)
    page.insert_text((212, 160), "SST-2", fontsize=9)
    page.insert_text((345, 160), "QNLI", fontsize=9)
    for at, row in enumerate(rows):
        for x, text in zip(COLUMNS, row, strict=True):
            page.insert_text((x, 176 + 12 * at), text, fontsize=9)
    if rules:
        bottom = 182 + 12 * (len(rows) - 1)
        for y in (150, 180, bottom):
            page.draw_line((80, y), (430, y), width=0.5)
        page.draw_line((195, 164), (280, 164), width=0.3)
        page.draw_line((325, 164), (410, 164), width=0.3)
    made.save(path)
    return path


def a_document(path: Path) -> Document:
    return read(path, path.name, SOURCE)


@pytest.mark.parametrize("rules", [True, False])
def test_a_table_is_rebuilt_from_words(tmp_path: Path, rules: bool) -> None:
    table = a_document(a_pdf(tmp_path / "paper.pdf", rules=rules)).tables[0]
    shown = {(cell.row, cell.column): cell.text for cell in table.cells}
    body = [
        [shown[row, column] for column in range(5)] for row in range(table.header_rows, table.header_rows + 3)
    ]
    assert body == [list(row) for row in ROWS[1:]]
    assert table.label == "Table 1"
    assert table.caption == "Results on two tasks."


def test_a_header_stands_over_the_columns_that_the_rule_below_it_covers(tmp_path: Path) -> None:
    table = a_document(a_pdf(tmp_path / "paper.pdf")).tables[0]
    spans = {cell.text: (cell.column, cell.columns) for cell in table.cells if cell.row == 0}
    assert spans == {"SST-2": (1, 2), "QNLI": (3, 2)}


def test_every_quote_is_on_its_page_in_its_box(tmp_path: Path) -> None:
    path = a_pdf(tmp_path / "paper.pdf")
    page = pymupdf.open(path)[0]
    for cell in a_document(path).tables[0].cells:
        assert cell.place.page == 1
        assert cell.place.bbox is not None
        words = [word[4] for word in page.get_text("words", clip=around(cell.place.bbox))]
        assert cell.place.quote in " ".join(words)


def around(box: tuple[float, float, float, float]) -> pymupdf.Rect:
    return pymupdf.Rect(box[0] - 1, box[1] - 1, box[2] + 1, box[3] + 1)


def test_a_raised_exponent_is_no_part_of_the_number(tmp_path: Path) -> None:
    made = pymupdf.open()
    page = made.new_page()
    html = "<p>Training cost is 2.3 · 10<sup>19</sup> FLOPs here.</p>"
    page.insert_htmlbox((72, 72, 500, 200), html)
    made.save(tmp_path / "paper.pdf")
    said = " ".join(block.text for block in a_document(tmp_path / "paper.pdf").blocks)
    assert "10^19" in said
    assert "1019" not in said


def test_what_is_no_pdf_or_locked_or_garbled_is_one_sentence(tmp_path: Path) -> None:
    other = tmp_path / "other.pdf"
    other.write_bytes(b"<html>not found</html>")
    with pytest.raises(ReadError, match="is no PDF"):
        a_document(other)
    locked = tmp_path / "locked.pdf"
    made = pymupdf.open()
    made.new_page().insert_text((72, 72), "secret")
    aes = pymupdf.PDF_ENCRYPT_AES_256  # type: ignore[attr-defined]
    made.save(locked, encryption=aes, user_pw="x", owner_pw="y")
    with pytest.raises(ReadError, match="encrypted"):
        a_document(locked)


def drawn_again_and_again(path: Path, times: int, spaces: int) -> Path:
    """A page that draws a form so many times, which draws the sheet of another PDF so many times."""
    with pymupdf.open(a_pdf(path.with_name("sheet.pdf"))) as sheet, pymupdf.open() as made:
        page = made.new_page()
        page.show_pdf_page(page.rect, sheet, 0)
        (outer, _, _, _), (inner, _, _, _) = page.get_xobjects()
        made.update_stream(inner, made.xref_stream(inner) + b" " * spaces)
        made.update_stream(outer, b"/fullpage Do " * times)
        made.update_stream(page.get_contents()[0], b"/fzFrm0 Do " * times)
        made.save(path, deflate=True)
    return path


def test_what_multiplies_as_it_is_drawn_is_refused_before_it_is_drawn(tmp_path: Path) -> None:
    with pytest.raises(OverLimit, match=r"Page 1 of many.pdf unpacks to more than the limit of 48 MiB"):
        a_document(drawn_again_and_again(tmp_path / "many.pdf", times=30, spaces=60_000))
    document = a_document(drawn_again_and_again(tmp_path / "few.pdf", times=2, spaces=60_000))
    assert "We train on 8 NVIDIA V100 GPUs" in " ".join(block.text for block in document.blocks)


def test_a_scan_says_that_it_has_no_text(tmp_path: Path) -> None:
    made = pymupdf.open()
    made.new_page()
    made.save(tmp_path / "scan.pdf")
    document = a_document(tmp_path / "scan.pdf")
    assert any("no text layer" in warning for warning in document.warnings)
    assert not document.tables


def test_a_sentence_about_a_table_is_no_caption(tmp_path: Path) -> None:
    document = a_document(
        a_pdf(tmp_path / "paper.pdf", caption="Table 1 shows our results on two tasks in detail.")
    )
    assert not [table for table in document.tables if re.match("shows", table.caption or "")]


def test_a_title_in_small_capitals_below_a_centred_label_is_the_caption(tmp_path: Path) -> None:
    made = pymupdf.open()
    page = made.new_page()
    page.insert_text((285, 60), "TABLE II", fontsize=8)
    page.insert_text((205, 70), "MAIN FORECASTING ERRORS ON THREE PUBLIC TASKS", fontsize=7)
    for n, row in enumerate(
        (("Model", "MAE", "RMSE"), ("Ours", "12.31", "20.08"), ("Other", "13.92", "22.45"))
    ):
        for at, text in enumerate(row):
            page.insert_text((200 + 80 * at, 92 + 14 * n), text, fontsize=8)
    for height in (80, 96, 126):
        page.draw_line((190, height), (420, height))
    made.save(tmp_path / "paper.pdf")
    (table,) = a_document(tmp_path / "paper.pdf").tables
    assert table.label == "Table 2"
    assert table.caption == "MAIN FORECASTING ERRORS ON THREE PUBLIC TASKS"
    assert {cell.text for cell in table.cells} >= {"12.31", "22.45", "RMSE"}
