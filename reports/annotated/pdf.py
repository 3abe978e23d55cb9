"""The paper itself with each number marked by what became of it, behind a cover page."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from claims.errors import ReadError, VerifyError
from claims.records import Dossier
from reports.annotated import annotated
from reports.annotated.annotations import FAILS, Note, notes
from reports.annotated.cover import cover
from reports.annotated.locate import locate
from reports.annotated.page_words import PageBox

if TYPE_CHECKING:
    import pymupdf

MOST_PAGES = 2_000
"""Pages of a PDF that is annotated."""
LINE_COLOUR = "#1A1A1A"
"""The colour of wavy lines and frames, which is seen on every highlight."""


@annotated("pdf", version=1, suffix=".pdf")
def pdf(dossier: Dossier, body: bytes, file: str) -> bytes:
    """The PDF with a highlight at each number, the sentence as its comment, and a cover page before it.

    What fails is underlined too, and what a finding is about has a frame, so that colour alone says nothing. Of
    a paper that was read from its LaTeX, those numbers are marked that stand once in the PDF.
    Raises ReadError for what is no PDF, is locked, or is too long.
    """
    with pdf_errors(file):
        return _annotated(open_pdf(body, file), dossier, file)


def _annotated(document: "pymupdf.Document", dossier: Dossier, file: str) -> bytes:
    annotations = notes(dossier, file) or notes(dossier, ".tex")
    located = locate(document, annotations)
    for note in annotations:
        if (page_box := located.get(note.row.claim.id)) is not None:
            _mark(document[page_box.page], page_box, note)
    missing = tuple(note for note in annotations if note.row.claim.id not in located)
    cover(document, dossier, annotations, missing)
    document.set_metadata({"title": f"{dossier.target}: claims, checked", "producer": "Assay"})
    return bytes(document.tobytes(garbage=3, deflate=True, no_new_id=True))


@contextmanager
def pdf_errors(file: str) -> Iterator[None]:
    """Whatever the PDF's reader raises on a damaged file, as one sentence; its errors have no common parent."""
    import pymupdf

    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    try:
        yield
    except VerifyError:
        raise
    except Exception as error:
        message = f"{file} cannot be read as a PDF ({type(error).__name__})."
        raise ReadError(message, "It is damaged: give another copy with --source.") from None


def open_pdf(body: bytes, file: str) -> "pymupdf.Document":
    """A PDF without its scripts and attachments; raises ReadError for what is none, is locked, or is too long."""
    import pymupdf

    if not body[:1024].lstrip().startswith(b"%PDF-"):
        raise ReadError(f"{file} is not a PDF.", "Name the paper's PDF with --source.")
    document = pymupdf.open(stream=body, filetype="pdf")
    if document.needs_pass:
        raise ReadError(f"{file} is locked with a password.", "Give a copy that is not.")
    if document.page_count > MOST_PAGES:
        raise ReadError(f"{file} has more than {MOST_PAGES:,} pages.", "Give the paper alone.")
    document.scrub(
        clean_pages=False, hidden_text=False, metadata=False, redactions=False, remove_links=False,
        reset_fields=False, reset_responses=False,
    )  # fmt: skip
    return document


def _mark(page: "pymupdf.Page", page_box: PageBox, note: Note) -> None:
    """Highlight the number and comment on it; underline what fails, frame what is flagged."""
    import pymupdf

    box = pymupdf.Rect(page_box.box)
    drawn, tones = [page.add_highlight_annot(box)], [note.colour]
    if note.row.outcome in FAILS:
        drawn.append(page.add_squiggly_annot(box))
    if note.flagged:
        drawn.append(
            page.add_rect_annot(pymupdf.Rect(box.x0 - 1.5, box.y0 - 1.5, box.x1 + 1.5, box.y1 + 1.5))
        )
    tones += [LINE_COLOUR] * (len(drawn) - 1)
    for annotation, tone in zip(drawn, tones, strict=True):
        annotation.set_colors(stroke=_rgb(tone))
        annotation.set_info(title=note.title, content=note.says, creationDate="", modDate="")
        annotation.update()


def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue
