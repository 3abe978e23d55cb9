"""Which caption of a page belongs to which table."""

from pathlib import Path

import pymupdf
import pytest

from claims.records import Source, Table
from extractors.readers.pdf.paper import read

LEFT, RIGHT = 134.0, 477.0
WIDE_LINE = "The kelp score of every method on the harbour test split with ten seeds each, where rows"


class PageWriter:
    """A page that is written downwards."""

    def __init__(self) -> None:
        self.document = pymupdf.open()
        self.page = self.document.new_page(width=612, height=792)
        self.y = 100.0

    def text(self, text: str, step: float, size: float = 8.0, x: float = LEFT) -> None:
        """A line of text, and how far below it the next begins."""
        self.page.insert_text((x, self.y), text, fontsize=size, fontname="tiro")
        self.y += step

    def rule(self, x0: float, x1: float, step: float) -> None:
        """A rule across."""
        self.page.draw_line((x0, self.y - 6), (x1, self.y - 6), width=0.6)
        self.y += step

    def table(self, first: str) -> None:
        """Three ruled rows of two numbers."""
        self.rule(180, 430, 8)
        for label, a, b in (("Method", "Macro", "Micro"), (first, "51.21", "59.64"), ("Plover", "48.78", "57.65")):  # fmt: skip
            for x, text in ((185.0, label), (300.0, a), (380.0, b)):
                self.page.insert_text((x, self.y), text, fontsize=9, fontname="tiro")
            self.y += 14
            if label == "Method":
                self.rule(180, 430, 6)
        self.rule(180, 430, 6)

    def tables(self, folder: Path) -> dict[str, Table]:
        """The tables that are read from it, by their first row's name."""
        path = folder / "paper.pdf"
        self.document.save(path)
        made = read(path, path.name, Source(kind="folder", name="paper", revision="0", sha256="0"))
        return {next(c.text for c in table.cells if c.row == 1 and c.column == 0): table for table in made.tables}  # fmt: skip


@pytest.mark.parametrize("step", (9.0, 20.0))
def test_a_caption_above_its_table_goes_on_over_widely_set_lines(tmp_path: Path, step: float) -> None:
    writer = PageWriter()
    for number, first in ((1, "Tern"), (2, "Heron")):
        writer.text(f"Table {number}: {WIDE_LINE}", step)
        writer.text(
            "are means. All numbers are percentages of the whole set and no others were left out.", 22
        )
        writer.table(first)
        writer.y += 16
    tables = writer.tables(tmp_path)
    assert {name: table.label for name, table in tables.items()} == {"Tern": "Table 1", "Heron": "Table 2"}
    assert (tables["Tern"].caption or "").endswith("no others were left out.")


def test_captions_below_their_tables_keep_them_though_the_next_is_nearer(tmp_path: Path) -> None:
    writer = PageWriter()
    for number, first in ((1, "Tern"), (2, "Heron")):
        writer.table(first)
        writer.y += 8
        writer.text(f"Table {number}: {WIDE_LINE}", 9)
        writer.text("are means of all runs.", 7)
    labels = {name: table.label for name, table in writer.tables(tmp_path).items()}
    assert labels == {"Tern": "Table 1", "Heron": "Table 2"}


def test_an_underlined_word_does_not_end_a_caption(tmp_path: Path) -> None:
    writer = PageWriter()
    writer.text(f"Table 1: {WIDE_LINE}", 0)
    writer.page.draw_line((RIGHT - 120, writer.y + 1.5), (RIGHT - 90, writer.y + 1.5), width=0.5)
    writer.y += 9
    writer.text("are means. The second best of each column is underlined and the best of each is bold.", 20)
    writer.table("Tern")
    assert (writer.tables(tmp_path)["Tern"].caption or "").endswith("the best of each is bold.")
