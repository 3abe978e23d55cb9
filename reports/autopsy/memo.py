"""The autopsy on one page as PDF: six answers beside the block diagram, for whoever decides."""

from html import escape
from typing import TYPE_CHECKING

from claims.records.autopsy import Autopsy
from reports.autopsy import autopsy_report, text
from reports.autopsy.answers import answers
from reports.autopsy.diagram import NARROW, largest, svg
from reports.views.safe_text import shortened

if TYPE_CHECKING:
    import pymupdf

_PAGE, _MARGIN = (595, 842), 36
_SPLIT = 308
"""Where the diagram begins, in points from the left."""
_STYLE = (
    "body { font-family: sans-serif; font-size: 9.2px; color: #1d1c1a; line-height: 1.35; }"
    "h1 { font-size: 15px; margin: 0 0 3px 0; } h2 { font-size: 10px; margin: 9px 0 2px 0; color: #3d6fa8; }"
    "p { margin: 0; } .small { font-size: 8px; color: #5d594f; }"
)


@autopsy_report("memo", version=1, suffix=".pdf")
def memo(autopsy: Autopsy) -> bytes:
    """One page: what it is, what goes in, how large, what it costs, whether it may be used, what to beware of."""
    import pymupdf

    document = pymupdf.open()
    page = document.new_page(width=_PAGE[0], height=_PAGE[1])
    _head(page, autopsy)
    column = pymupdf.Rect(_MARGIN, 96, _SPLIT - 12, _PAGE[1] - 60)
    page.insert_htmlbox(column, _answers(autopsy), css=_STYLE, scale_low=0.5)
    _diagram(page, autopsy)
    _foot(page, autopsy)
    document.set_metadata(
        {
            "title": f"Autopsy of {shortened(autopsy.source.name, 80)}",
            "producer": "Assay",
            "creationDate": "",
            "modDate": "",
        }
    )
    body: bytes = document.tobytes(garbage=4, deflate=True, no_new_id=True)
    return body


def _diagram(page: "pymupdf.Page", autopsy: Autopsy) -> None:
    """The diagram at the right, from the top of its column downwards."""
    import pymupdf

    drawn = pymupdf.open("svg", svg(largest(autopsy), NARROW).encode())
    picture = pymupdf.open("pdf", drawn.convert_to_pdf())
    wide, tall = picture[0].rect.width, picture[0].rect.height
    scale = min((_PAGE[0] - _MARGIN - _SPLIT + 8) / wide, (_PAGE[1] - 160) / tall)
    place = pymupdf.Rect(_SPLIT, 92, _SPLIT + wide * scale, 92 + tall * scale)
    page.show_pdf_page(place, picture, 0)


def _head(page: "pymupdf.Page", autopsy: Autopsy) -> None:
    import pymupdf

    name = escape(shortened(autopsy.source.name, 60))
    headline = escape(shortened(autopsy.headline, 200))
    html = f"<h1>{name}</h1><p>{headline}</p><p class='small'>{escape(text.file_line(autopsy))}</p>"
    page.insert_htmlbox(pymupdf.Rect(_MARGIN, 28, _PAGE[0] - _MARGIN, 90), html, css=_STYLE, scale_low=0.6)


def _answers(autopsy: Autopsy) -> str:
    lines = (
        f"<h2>{escape(answer.question)}</h2><p>{escape(shortened(answer.says, 700))}</p>"
        for answer in answers(autopsy)
    )
    return "".join(lines)


def _foot(page: "pymupdf.Page", autopsy: Autopsy) -> None:
    import pymupdf

    says = (
        "Read by Assay and never run. Each number says whether it was measured here, counted in the file, "
        f"estimated by a formula, or stated by its makers. SHA-256 {autopsy.source.sha256}"
    )
    box = pymupdf.Rect(_MARGIN, _PAGE[1] - 52, _PAGE[0] - _MARGIN, _PAGE[1] - 26)
    page.insert_htmlbox(box, f"<p class='small'>{escape(says)}</p>", css=_STYLE, scale_low=0.6)
