"""What a claim was read from is shown: the lines of its file with the figure marked, or the crop of its page."""

import base64
import io
import os
import re
import tarfile
from pathlib import Path

import numpy as np
import pymupdf
import pytest

from claims.errors import ReadError, SourceNotFound
from claims.records import Claim, Source
from extractors.pipeline.read import ReadOrder, read
from extractors.readers.pdf import crop
from extractors.readers.source_view import SourceViewOrder, source_view

HERE = Path(__file__).resolve().parents[2]
BENCH = Path(os.environ.get("ASSAY_BENCH", HERE.parent / "shared" / "bench")) / "papers"
SOURCE = Source(kind="folder", name="paper", revision="0", sha256="0")
BODY = (
    "\\documentclass{article}\n\\begin{document}\n\\begin{table}\\caption{Accuracy on SST-2.}\n"
    "\\begin{tabular}{lc}\\hline Model & Acc \\\\ \\hline\nBERT & 91.25 \\\\\nOurs & 91.2 \\\\ \\hline"
    "\\end{tabular}\\end{table}\n\\end{document}\n"
)


def claims(root: Path, *files: str) -> tuple[Claim, ...]:
    return read(ReadOrder(root=str(root), files=files, source=SOURCE)).claims


def a_pdf(path: Path, *, turned: int = 0) -> Path:
    made = pymupdf.open()
    page = made.new_page()
    page.insert_text((72, 100), "Our model reaches an accuracy of 91.2 on SST-2.", fontsize=10)
    page.set_rotation(turned)
    made.save(path)
    return path


def marked(root: Path, files: tuple[str, ...], claim: Claim) -> list[str]:
    shown = source_view(SourceViewOrder(root=str(root), files=files, claim=claim))
    return [line.text[slice(*line.marked)] for line in shown.lines if line.marked]


@pytest.mark.parametrize("packed", [False, True])
def test_the_line_is_shown_with_the_figure_marked(tmp_path: Path, packed: bool) -> None:
    name = "source.tar.gz" if packed else "main.tex"
    if packed:
        with tarfile.open(tmp_path / name, "w:gz") as made:
            info = tarfile.TarInfo("main.tex")
            info.size = len(BODY)
            made.addfile(info, io.BytesIO(BODY.encode()))
    else:
        (tmp_path / name).write_text(BODY)
    found = claims(tmp_path, name)
    assert [marked(tmp_path, (name,), one) for one in found] == [["91.25"], ["91.2"]]
    shown = source_view(SourceViewOrder(root=str(tmp_path), files=(name,), claim=found[1]))
    assert [line.number for line in shown.lines] == [5, 6, 7, 8]


def test_a_long_line_is_cut_around_the_figure(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(
        f"{'Many words. ' * 100}The model reaches an accuracy of 91.5% on SST-2.\n"
    )
    (claim,) = claims(tmp_path, "README.md")
    shown = source_view(SourceViewOrder(root=str(tmp_path), files=("README.md",), claim=claim))
    assert max(len(line.text) for line in shown.lines) <= 240
    assert marked(tmp_path, ("README.md",), claim) == ["91.5%"]


@pytest.mark.parametrize("turned", [0, 90])
def test_the_crop_shows_the_figure_in_a_frame(tmp_path: Path, turned: int) -> None:
    path = a_pdf(tmp_path / "paper.pdf", turned=turned)
    (claim,) = claims(tmp_path, path.name)
    png = source_view(SourceViewOrder(root=str(tmp_path), files=(path.name,), claim=claim)).png
    assert png is not None
    picture = pymupdf.Pixmap(base64.b64decode(png))
    pixels = np.frombuffer(picture.samples, np.uint8).reshape(-1, picture.n)
    assert ((pixels[:, 0] > 180) & (pixels[:, 1] < 90)).sum() > 100
    assert picture.width * picture.height <= crop.MOST_PIXELS


def test_a_page_of_any_size_is_drawn_within_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crop, "MOST_PIXELS", 1000)
    path = a_pdf(tmp_path / "paper.pdf")
    (claim,) = claims(tmp_path, path.name)
    picture = pymupdf.Pixmap(crop.crop(path, claim.place))
    assert picture.width * picture.height <= 1100


def test_what_is_not_at_hand_is_said(tmp_path: Path) -> None:
    path = a_pdf(tmp_path / "paper.pdf")
    (claim,) = claims(tmp_path, path.name)
    with pytest.raises(SourceNotFound, match=r"no paper\.pdf"):
        source_view(SourceViewOrder(root=str(tmp_path), files=("other.pdf",), claim=claim))
    away = claim.model_copy(update={"place": claim.place.model_copy(update={"page": 9})})
    with pytest.raises(ReadError, match="cannot be drawn"):
        source_view(SourceViewOrder(root=str(tmp_path), files=(path.name,), claim=away))


@pytest.mark.parametrize("paper", sorted(BENCH.glob("*/tex")), ids=lambda path: path.parent.name)
def test_every_figure_of_a_real_source_is_found_on_its_line(paper: Path) -> None:
    files = tuple(sorted(one.relative_to(paper).as_posix() for one in paper.rglob("*.tex")))
    found = claims(paper, *files)
    assert len(found) > 40
    for claim in found:
        lines = (paper / claim.place.file).read_text("utf-8", "replace").split("\n")
        assert claim.place.line is not None
        assert bare(claim.place.quote) in bare("\n".join(lines[claim.place.line - 1 : claim.place.line + 3]))
        assert marked(paper, files, claim)


def bare(text: str) -> str:
    """A text without the marks that LaTeX sets around what it prints."""
    return re.sub(r"[\s\\{}$~]+", "", text)


def test_the_real_sources_are_here() -> None:
    if not BENCH.exists():
        pytest.skip(f"the real papers are not at {BENCH}; set ASSAY_BENCH to their folder")
    assert len(sorted(BENCH.glob("*/tex"))) == 3
