"""The page of a paper, in which each claim opens to a picture of the line that it stands in."""

import base64
from typing import TYPE_CHECKING

from claims.records import Dossier
from reports.annotated import annotated
from reports.annotated.annotations import notes
from reports.annotated.locate import locate
from reports.annotated.page_words import PageBox
from reports.annotated.pdf import open_pdf, pdf_errors
from reports.html import page

if TYPE_CHECKING:
    import pymupdf

MOST = 400
"""Pictures in one page: they are most of its bytes."""
ACROSS, DOWN = 190.0, 17.0
"""Points that are shown on either side of the number."""
DPI = 100


@annotated("facsimile", version=1, suffix=".facsimile.html")
def facsimile(dossier: Dossier, body: bytes, file: str) -> bytes:
    """The report as one page with a picture of each number in its PDF; raises ReadError for what is no PDF."""
    with pdf_errors(file):
        document = open_pdf(body, file)
        located = locate(document, notes(dossier, file) or notes(dossier, ".tex"))
        crops = {key: _crop(document, page_box) for key, page_box in list(located.items())[:MOST]}
    return page(dossier, crops=crops)


def _crop(document: "pymupdf.Document", page_box: PageBox) -> str:
    """The number with what stands around it, framed, as base64 of a PNG picture."""
    import pymupdf

    drawn, box = document[page_box.page], pymupdf.Rect(page_box.box)
    frame = drawn.add_rect_annot(pymupdf.Rect(box.x0 - 1.5, box.y0 - 1, box.x1 + 1.5, box.y1 + 1))
    frame.set_colors(stroke=(0.84, 0.37, 0))
    frame.update()
    middle = (box.x0 + box.x1) / 2
    around = pymupdf.Rect(middle - ACROSS, box.y0 - DOWN, middle + ACROSS, box.y1 + DOWN)
    shown = (around & drawn.cropbox) * drawn.rotation_matrix
    picture = drawn.get_pixmap(clip=shown, dpi=DPI, colorspace=pymupdf.csRGB)
    drawn.delete_annot(frame)
    return base64.b64encode(picture.tobytes("png")).decode()
