"""A paper at hand as LaTeX and as PDF: each figure is placed in both, and what they disagree in is less certain."""

from pathlib import Path

import pymupdf

from claims.records import Claim, Source
from extractors.pipeline.read import Reading, ReadOrder, read

SOURCE = Source(kind="folder", name="paper", revision="0", sha256="0")
ROWS = (
    ("Model", "SST-2", "QNLI"),
    ("BERT", "90.4", "88.1"),
    ("RoBERTa", "92.5", "89.3"),
    ("Ours", "93.2", "91.4"),
)
OPENING = "Our model reaches an accuracy of 93.2 on SST-2 and is small."


def a_source(rows: tuple[tuple[str, ...], ...]) -> str:
    body = "\n".join(" & ".join(row) + r" \\" for row in rows)
    return (
        "\\documentclass{article}\n\\begin{document}\n\\section{Introduction}\n"
        f"{OPENING}\n\n"
        "\\begin{table}\\caption{Accuracy on two tasks.}\n\\begin{tabular}{lcc}\n\\hline\n"
        f"{body}\n\\hline\n\\end{{tabular}}\\end{{table}}\n\\end{{document}}\n"
    )


def a_print(path: Path, rows: tuple[tuple[str, ...], ...]) -> None:
    made = pymupdf.open()
    page = made.new_page()
    page.insert_text((72, 80), "1 Introduction", fontsize=12)
    page.insert_text((72, 100), OPENING, fontsize=10)
    page.insert_text((72, 140), "Table 1: Accuracy on two tasks.", fontsize=9)
    for at, row in enumerate(rows):
        for x, text in zip((90.0, 200.0, 260.0), row, strict=True):
            page.insert_text((x, 160 + 12 * at), text, fontsize=9)
    for y in (150, 164, 166 + 12 * (len(rows) - 1)):
        page.draw_line((80, y), (330, y), width=0.5)
    made.save(path)


def a_reading(
    folder: Path, *, printed: tuple[tuple[str, ...], ...], rows: tuple[tuple[str, ...], ...] = ROWS
) -> Reading:
    (folder / "main.tex").write_text(a_source(rows))
    a_print(folder / "paper.pdf", printed)
    return read(ReadOrder(root=str(folder), files=("main.tex", "paper.pdf"), source=SOURCE))


def inner(box: tuple[float, float, float, float]) -> pymupdf.Rect:
    """The inside of a box, where only its own word lies."""
    return pymupdf.Rect(box[0] + 1, box[1] + 4, box[2] - 1, box[3] - 4)


def of_table(reading: Reading, value: str) -> Claim:
    return next(claim for claim in reading.claims if claim.place.table and claim.stated.as_written == value)


def test_each_figure_knows_its_line_and_its_page(tmp_path: Path) -> None:
    reading = a_reading(tmp_path, printed=ROWS)
    lines = (tmp_path / "main.tex").read_text().splitlines()
    page = pymupdf.open(tmp_path / "paper.pdf")[0]
    assert not reading.warnings
    assert len([one for one in reading.claims if one.place.table]) == 6
    for claim in reading.claims:
        place = claim.place
        assert (place.file, place.page) == ("main.tex", 1)
        assert place.line is not None
        assert place.quote in lines[place.line - 1]
        if place.table:
            assert place.bbox is not None
            assert page.get_textbox(inner(place.bbox)).strip() == place.quote


def test_a_number_that_only_one_form_has_is_said_and_less_certain(tmp_path: Path) -> None:
    changed = (*ROWS[:3], ("Ours", "93.7", "91.4"))
    reading = a_reading(tmp_path, printed=changed)
    assert [warning for warning in reading.warnings if "differ in 2 numbers (93.2, 93.7)" in warning]
    sure, doubtful = of_table(reading, "91.4"), of_table(reading, "93.2")
    assert doubtful.confidence < sure.confidence - 0.2
    assert sum(claim.place.table is not None for claim in reading.claims) == 6


def test_a_sign_that_the_source_lost_is_taken_from_the_page(tmp_path: Path) -> None:
    printed = (ROWS[0], *((name, f"{one}±0.31", f"{two}±0.42") for name, one, two in ROWS[1:]))
    source = (ROWS[0], *((name, f"{one}0.31", f"{two}0.42") for name, one, two in ROWS[1:]))
    reading = a_reading(tmp_path, printed=printed, rows=source)
    found = of_table(reading, "93.2±0.31")
    assert (str(found.stated.value), str(found.stated.spread)) == ("93.2", "0.31")
    assert found.place.file == "paper.pdf"
    assert not [claim for claim in reading.claims if claim.stated.as_written == "93.20.31"]
