"""Finds a claim's digits on a page; only words that show these digits are marked."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reports.annotated.align_tables import locate_in_sentences, locate_in_tables
from reports.annotated.annotations import Note
from reports.annotated.page_words import Box, PageBox, PageWord, shows

if TYPE_CHECKING:
    import pymupdf

FAR = 40.0
"""Points by which a place may be off before the digits beside it are taken for other ones."""


EDGE = 2.0
"""Points by which a rectangle may be narrower than the printed digits."""


def locate(document: "pymupdf.Document", annotations: tuple[Note, ...]) -> dict[str, PageBox]:
    """Where each claim's digits stand, by its id; a claim whose digits are not found has none.

    A claim with a page is looked for there; one without, whose paper was read from its LaTeX, by the rows of its
    table, else by the words around it.
    """
    pages = [[*_words(document[number])] for number in range(document.page_count)]
    located = locate_in_tables(
        pages, tuple(note for note in annotations if note.row.claim.place.bbox is None)
    )
    for note in annotations:
        place = note.row.claim.place
        if note.row.claim.id not in located and place.page is not None and 1 <= place.page <= len(pages):
            box = _near(pages[place.page - 1], note.spellings, place.bbox)
            if box is not None:
                located[note.row.claim.id] = PageBox(place.page - 1, box)
    left = [
        note for note in annotations if note.row.claim.id not in located and note.row.claim.place.page is None
    ]
    return located | locate_in_sentences(pages, left, set(located.values()))


def _words(page: "pymupdf.Page") -> Iterator[PageWord]:
    """The words of a page, on the page as it is before it is turned."""
    for left, top, right, bottom, text, *_ in page.get_text("words"):
        yield PageWord(str(text), (left, top, right, bottom))


def _near(words: list[PageWord], spellings: tuple[str, ...], box: Box | None) -> Box | None:
    """The word that shows the number: within the rectangle, else the nearest one, else the only one."""
    for digits in spellings:
        fitting = [word.box for word in words if shows(word.text, digits)]
        if (nearest := _nearest(fitting, box)) is not None:
            return nearest
    return None


def _nearest(fitting: list[Box], box: Box | None) -> Box | None:
    if box is None:
        return fitting[0] if len(fitting) == 1 else None
    inside = [candidate for candidate in fitting if _within(candidate, box)]
    if inside:
        return min(inside, key=lambda candidate: _distance(candidate, box))
    nearest = min(fitting, key=lambda candidate: _distance(candidate, box), default=None)
    return nearest if nearest is not None and _distance(nearest, box) <= FAR else None


def _within(word: Box, box: Box) -> bool:
    """Whether a word's centre lies in a rectangle, which may be that of its whole line."""
    across, down = (word[0] + word[2]) / 2, (word[1] + word[3]) / 2
    return box[0] - EDGE <= across <= box[2] + EDGE and box[1] - EDGE <= down <= box[3] + EDGE


def _distance(first: Box, other: Box) -> float:
    """Between the centres, in points."""
    across = (first[0] + first[2] - other[0] - other[2]) / 2
    down = (first[1] + first[3] - other[1] - other[3]) / 2
    return math.hypot(across, down)
