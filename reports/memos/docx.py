"""The memo as a Word document (extra `office`)."""

import io
from datetime import UTC, datetime

from claims.errors import UsageError
from claims.records.decision_memo import DecisionMemo
from reports.memos import memo_form
from reports.memos.markdown import sections
from reports.memos.pdf import picture_png
from reports.views.safe_text import visible

_WIDE = 6.3
"""Inches that the picture is wide."""


@memo_form("docx", version=1, suffix=".docx")
def docx(memo: DecisionMemo) -> bytes:
    """The page for whoever edits it further; raises UsageError where the extra is not installed."""
    try:
        from docx import Document
        from docx.shared import Inches, Pt
    except ImportError:
        raise UsageError(
            "A memo in DOCX needs the extra office.", "pip install 'assay[office]', or --as pdf."
        ) from None
    page = Document()
    page.styles["Normal"].font.size = Pt(10)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(page.sections[0], side, Inches(0.9))
    page.add_paragraph(visible(memo.question))
    page.add_heading(visible(memo.answer), level=1)
    page.add_paragraph(visible(memo.because))
    page.add_paragraph(f"{visible(memo.author)}, {memo.date}")
    for figure in memo.figures:
        line = page.add_paragraph(style="List Bullet")
        line.add_run(f"{visible(figure.name)}: ")
        line.add_run(visible(figure.value)).bold = True
        line.add_run(f" ({visible(figure.whose)})")
    if drawn := picture_png(memo):
        page.add_picture(io.BytesIO(drawn), width=Inches(_WIDE))
    if memo.prices:
        page.add_heading(memo.prices_title, level=2)
        table = page.add_table(rows=0, cols=len(memo.price_heads), style="Light List Accent 1")
        for row in (memo.price_heads, *memo.prices):
            for cell, says in zip(table.add_row().cells, row, strict=True):
                cell.text = visible(says)
    for title, lines in sections(memo):
        page.add_heading(title, level=2)
        for says in lines:
            page.add_paragraph(visible(says), style="List Bullet")
    page.add_paragraph(visible(memo.basis))
    _sign(page.core_properties, memo)
    body = io.BytesIO()
    page.save(body)
    return body.getvalue()


def _sign(properties: object, memo: DecisionMemo) -> None:
    """Author, title and day of the document, instead of the library's own."""
    day = datetime.fromisoformat(memo.date).replace(tzinfo=UTC)
    shown = {"author": visible(memo.author), "title": visible(memo.question)[:250], "comments": ""}
    for name, value in (shown | {"created": day, "modified": day}).items():
        setattr(properties, name, value)
