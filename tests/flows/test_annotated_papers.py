"""Real papers, read and marked: under every mark stand the claimed digits."""

import os
import re
from pathlib import Path

import pymupdf
import pytest

from extractors.pipeline.read import ReadOrder, read
from extractors.sources import folder
from reports.annotated import registry
from reports.annotated.page_words import shows
from tests.reports.dossiers import realistic

HERE = Path(__file__).resolve().parents[2]
BENCH = Path(os.environ.get("ASSAY_BENCH", HERE.parent / "shared" / "bench")) / "papers"
PAPERS = (
    ("1706.03762", "tex"),
    ("2102.03902", "tex"),
    ("1810.04805", "paper.pdf"),
    ("2005.12592", "paper.pdf"),
    ("2402.17764", "paper.pdf"),
)


@pytest.mark.skipif(not BENCH.is_dir(), reason="the papers are not beside the checkout (ASSAY_BENCH)")
@pytest.mark.parametrize(("paper", "given"), PAPERS)
def test_under_every_mark_of_a_real_paper_stand_the_claimed_digits(paper: str, given: str) -> None:
    source, root, files = folder.pin(BENCH / paper / given)
    claims = read(ReadOrder(root=str(root), files=tuple(file.path for file in files), source=source)).claims
    dossier = realistic().model_copy(
        update={"claims": claims, "verdicts": (), "findings": (), "corrections": ()}
    )
    body = (BENCH / paper / "paper.pdf").read_bytes()
    marks = wrong = 0
    with pymupdf.open(stream=registry["pdf"].call(dossier, body, "paper.pdf"), filetype="pdf") as document:
        for page in document:
            words = page.get_text("words")
            for mark in page.annots():
                if mark.type[1] != "Highlight":
                    continue
                said = re.search(r": (?:[<>~] )?(-?[\d.]+)\b.* claimed", mark.info["content"])
                if said is None:
                    continue  # the paper's own mark
                box = pymupdf.Rect(mark.vertices[0], mark.vertices[-1])
                under = [w[4] for w in words if pymupdf.Rect(w[:4]).intersects(box)]
                marks += 1
                wrong += not any(shows(text, said[1]) or _same(text, said[1]) for text in under)
    assert wrong == 0
    assert marks >= 0.9 * len(claims)


def _same(text: str, digits: str) -> bool:
    """Whether a text is the same figure in another spelling: .5 and 0.5, 2.6e5 and 260000, 1.4 of 1.4 · 10^20."""
    number = re.match(r"-?[\d.,]*\d(?:e\d+)?", text)
    if number is None:
        return False
    bare = [one.partition("e")[0].replace(".", "").replace(",", "").strip("0") for one in (number[0], digits)]
    return bare[0] == bare[1] and bool(bare[0])
