"""Where a claim's digits stand on a page: nothing is marked that does not show them."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reports.annotated.align_tables import sentences, tables
from reports.annotated.annotations import Note
from reports.annotated.page_words import Box, Spot, Word, shows

if TYPE_CHECKING:
    import pymupdf

FAR = 40.0
"""Points by which a place may be off before the digits beside it are taken for other ones."""


EDGE = 2.0
"""Points by which a rectangle may be narrower than its ink."""


def spots(document: "pymupdf.Document", told: tuple[Note, ...]) -> dict[str, Spot]:
    """Where each claim's digits stand, by its id; a claim whose digits are not found has none.

    A claim with a page is looked for there; one without, whose paper was read from its LaTeX, by the rows of its
    table, else by the words around it.
    """
    pages = [[*_words(document[number])] for number in range(document.page_count)]
    found = tables(pages, tuple(note for note in told if note.row.claim.place.bbox is None))
    for note in told:
        place = note.row.claim.place
        if note.row.claim.id not in found and place.page is not None and 1 <= place.page <= len(pages):
            box = _near(pages[place.page - 1], note.spellings, place.bbox)
            if box is not None:
                found[note.row.claim.id] = Spot(place.page - 1, box)
    left = [note for note in told if note.row.claim.id not in found and note.row.claim.place.page is None]
    return found | sentences(pages, left, set(found.values()))


def _words(page: "pymupdf.Page") -> Iterator[Word]:
    """The words of a page, on the page as it is before it is turned."""
    for left, top, right, bottom, text, *_ in page.get_text("words"):
        yield Word(str(text), (left, top, right, bottom))


def _near(words: list[Word], spellings: tuple[str, ...], box: Box | None) -> Box | None:
    """The word that shows the number: within the rectangle, else the nearest one, else the only one."""
    for digits in spellings:
        fitting = [word.box for word in words if shows(word.text, digits)]
        if (found := _nearest(fitting, box)) is not None:
            return found
    return None


def _nearest(fitting: list[Box], box: Box | None) -> Box | None:
    if box is None:
        return fitting[0] if len(fitting) == 1 else None
    inside = [one for one in fitting if _within(one, box)]
    if inside:
        return min(inside, key=lambda one: _distance(one, box))
    nearest = min(fitting, key=lambda one: _distance(one, box), default=None)
    return nearest if nearest is not None and _distance(nearest, box) <= FAR else None


def _within(one: Box, box: Box) -> bool:
    """Whether a word's centre lies in a rectangle, which may be that of its whole line."""
    across, down = (one[0] + one[2]) / 2, (one[1] + one[3]) / 2
    return box[0] - EDGE <= across <= box[2] + EDGE and box[1] - EDGE <= down <= box[3] + EDGE


def _distance(one: Box, other: Box) -> float:
    """Between the centres, in points."""
    across = (one[0] + one[2] - other[0] - other[2]) / 2
    down = (one[1] + one[3] - other[1] - other[3]) / 2
    return math.hypot(across, down)
