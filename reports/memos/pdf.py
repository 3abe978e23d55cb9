"""The memo as one page of PDF, laid out by PyMuPDF."""

import re
from html import escape

from claims.records.decision_memo import DecisionMemo
from reports.annotated.cover import EDGE, SIZE
from reports.memos import memo_form
from reports.memos.markdown import sections
from reports.views.safe_text import visible

_STYLE = (
    "body {font-family: sans-serif; font-size: 10px; line-height: 1.35} h1 {font-size: 17px; margin: 4px 0}"
    " h2 {font-size: 12px; margin: 10px 0 3px} p, li {margin: 2px 0} .m {color: #555}"
    " td, th {text-align: left; padding: 2px 8px 2px 0; border-bottom: 1px solid #ccc; font-size: 9px}"
)
_DPI = 200


@memo_form("pdf", version=1, suffix=".pdf")
def pdf(memo: DecisionMemo) -> bytes:
    """One A4 page; what is long is set smaller until it fits."""
    import pymupdf

    document = pymupdf.open()
    page = document.new_page(width=SIZE[0], height=SIZE[1])
    frame = pymupdf.Rect(EDGE, EDGE, SIZE[0] - EDGE, SIZE[1] - EDGE)
    drawn = picture_png(memo)
    archive = pymupdf.Archive(drawn, "picture.png") if drawn else None
    page.insert_htmlbox(frame, _body(memo), css=_STYLE, scale_low=0, archive=archive)
    document.subset_fonts()
    document.set_metadata(
        {"title": visible(memo.question), "author": visible(memo.author), "producer": "Assay"}
    )
    body: bytes = document.tobytes(garbage=4, deflate=True, no_new_id=True)
    return body


def picture_png(memo: DecisionMemo) -> bytes:
    """The picture as PNG; empty where there is none."""
    import pymupdf

    if not memo.picture:
        return b""
    drawn = pymupdf.open(stream=memo.picture.encode(), filetype="svg")
    body: bytes = drawn[0].get_pixmap(dpi=_DPI).tobytes("png")
    return body


def _body(memo: DecisionMemo) -> str:
    parts = [
        f'<p class="m">{_text(memo.question)}</p>',
        f"<h1>{_text(memo.answer)}</h1><p>{_text(memo.because)}</p>",
        f'<p class="m">{_text(memo.author)}, {_text(memo.date)}</p><h2>The figures</h2>',
        *(
            f"<p>{_text(figure.name)}: <b>{_text(figure.value)}</b> <span class='m'>({_text(figure.whose)})</span></p>"
            for figure in memo.figures
        ),
    ]
    if memo.picture:
        wide = SIZE[0] - 2 * EDGE - 60
        parts.append(
            f'<p><img src="picture.png" width="{wide}" height="{wide * _ratio(memo.picture):.0f}"/></p>'
        )
    if memo.prices:
        rows = [memo.price_heads, *memo.prices]
        cells = ("".join(f"<td>{_text(cell)}</td>" for cell in row) for row in rows)
        parts.append(
            f"<h2>{memo.prices_title}</h2><table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"
        )
    for title, lines in sections(memo):
        parts.append(f"<h2>{title}</h2><ul>{''.join(f'<li>{_text(line)}</li>' for line in lines)}</ul>")
    parts.append(f'<p class="m">{_text(memo.basis)}</p>')
    return "".join(parts)


def _ratio(picture: str) -> float:
    """Height over width of an SVG picture, from its viewBox."""
    match = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', picture)
    return float(match[2]) / float(match[1]) if match else 0.4


def _text(says: str) -> str:
    return escape(visible(says))
