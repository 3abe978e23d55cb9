"""The page before the paper: the conclusion, what the marks mean, and the claims that could not be marked."""

from html import escape
from typing import TYPE_CHECKING

from claims.records import Dossier
from reports.annotated.annotations import COLOUR, Note
from reports.views import vocabulary
from reports.views.safe_text import shortened, visible
from reports.views.summary import Summary, summarise

if TYPE_CHECKING:
    import pymupdf

SIZE = (595, 842)
"""A4, in points."""
EDGE = 48
MOST = 25
"""Claims that are listed as not marked; the rest is counted."""
STYLE = (
    "body {font-family: sans-serif; font-size: 10px; line-height: 1.35} h1 {font-size: 19px; margin: 6px 0}"
    " h2 {font-size: 12px; margin: 12px 0 3px} p, li {margin: 2px 0} .m {color: #555}"
)


def cover(
    document: "pymupdf.Document", dossier: Dossier, annotations: tuple[Note, ...], missing: tuple[Note, ...]
) -> None:
    """Put the cover before the first page; it is scaled down where it holds much."""
    import pymupdf

    alone = pymupdf.open()
    page = alone.new_page(width=SIZE[0], height=SIZE[1])
    frame = pymupdf.Rect(EDGE, EDGE, SIZE[0] - EDGE, SIZE[1] - EDGE)
    page.insert_htmlbox(
        frame, _body(dossier, summarise(dossier), annotations, missing), css=STYLE, scale_low=0
    )
    alone.subset_fonts()  # of the paper's own fonts nothing is touched
    document.insert_pdf(alone, start_at=0)


def _body(
    dossier: Dossier, summary: Summary, annotations: tuple[Note, ...], missing: tuple[Note, ...]
) -> str:
    title = f" · {shortened(dossier.title, 120)}" if dossier.title else ""
    parts = [
        f'<p class="m">Assay · {_text(dossier.target)}{escape(title)}</p>',
        f"<h1>{_text(summary.conclusion)}</h1>",
        f"<p>{_text(summary.headline)}. {_text(summary.side_notes)}</p>",
        "<h2>What matters most</h2><ol>",
        *(
            f"<li><b>{_text(point.label)}</b>: {_text(shortened(point.says, 400))}</li>"
            for point in summary.key_points
        ),
        "</ol><h2>What the marks mean</h2>",
        *(_meaning(outcome, count) for outcome, count in summary.counts.items() if count),
        "<p>A wavy line is under what fails; a frame is around what a finding is about. The sentence to each "
        f"mark is its comment. Marked: {len(annotations) - len(missing)} of "
        f"{vocabulary.counted(len(annotations), 'number')} of this file.</p>",
        *_missing(missing),
        f'<p class="m">Run {_text(dossier.run)}, source {_text(shortened(dossier.source.revision, 60))}. A verdict is '
        "about one printed number, this data and this machine, not about the people who wrote it.</p>",
    ]
    return "".join(parts)


def _meaning(outcome: str, count: int) -> str:
    known = next(known_outcome for known_outcome in vocabulary.ORDER if known_outcome == outcome)
    swatch = f'<span style="background-color: {COLOUR[known]}">&nbsp;{vocabulary.MARK[known]}&nbsp;</span>'
    return f"<p>{swatch} <b>{count} {vocabulary.OUTCOME[known]}</b>: {vocabulary.MEANING[known]}</p>"


def _missing(missing: tuple[Note, ...]) -> list[str]:
    if not missing:
        return []
    listed = [
        f"<li>{_text(note.title)}: {_text(shortened(note.row.brief, 200))}</li>" for note in missing[:MOST]
    ]
    more = f"<p>And {len(missing) - MOST} more.</p>" if len(missing) > MOST else ""
    return ["<h2>Not marked, since the digits were not found on the page</h2><ul>", *listed, f"</ul>{more}"]


def _text(value: str) -> str:
    return escape(visible(value))
