"""A claim's surroundings on its page as a picture, the figure framed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from claims.errors import ReadError
from claims.records import Place
from extractors.readers.pdf.open_pdf import open_pdf

MOST_PIXELS = 4_000_000
"""Pixels of a picture; a page may say that it is a kilometre wide."""
RESOLUTION = 150.0
"""Dots per inch."""
ABOVE, BESIDE = 70.0, 160.0
"""Points that are shown above and below the figure, and at its sides."""
_INK = (0.86, 0.08, 0.24)


def crop(path: Path, place: Place) -> bytes:
    """The PNG of what is around a place of a PDF; raises ReadError where the page does not show it."""
    with open_pdf(path, place.file) as document:
        try:
            return _png(document, place)
        except (RuntimeError, ValueError, IndexError) as error:  # what the library raises on damaged pages
            raise ReadError(
                f"Page {place.page} of {place.file} cannot be drawn ({str(error)[:80]}).",
                "Open the PDF itself.",
            ) from None


def _png(document: Any, place: Place) -> bytes:
    from extractors.readers.pdf.open_pdf import engine

    pymupdf, page = engine(), document.load_page((place.page or 1) - 1)
    turn = page.rotation
    page.set_rotation(0)
    box = pymupdf.Rect(place.bbox) if place.bbox else _searched(page, place.quote)
    if box is None:
        raise ReadError(
            f"{place.quote!r} is not found on page {place.page} of {place.file}.", "Open the PDF itself."
        )
    page.draw_rect(_wider(box, 2, 2), color=_INK, width=1.0)
    around = _wider(box, BESIDE, ABOVE) & page.rect
    page.set_rotation(turn)
    around = around * page.rotation_matrix
    scale = min(RESOLUTION / 72, (MOST_PIXELS / max(around.get_area(), 1.0)) ** 0.5)
    drawn = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), clip=around, alpha=False)
    return bytes(drawn.tobytes("png"))


def _wider(box: Any, across: float, down: float) -> Any:
    return box.__class__(box.x0 - across, box.y0 - down, box.x1 + across, box.y1 + down)


def _searched(page: Any, quote: str) -> Any:
    """The box of the first words of a quote, where the place has none."""
    wanted = quote.split()[:1]
    boxes: Iterator[Any] = (word for word in page.get_text("words") if wanted and word[4] == wanted[0])
    first = next(boxes, None)
    return None if first is None else page.rect.__class__(first[:4])
