"""Where a claim's digits stand on a page: nothing is marked that does not show them."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.annotated.marks import Note

if TYPE_CHECKING:
    import pymupdf

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in points, of the page as it is before it is turned."""
FAR = 40.0
"""Points by which a place may be off before the digits beside it are taken for other ones."""


EDGE = 2.0
"""Points by which a rectangle may be narrower than its ink."""


@dataclass(frozen=True)
class Spot:
    """A place on a page."""

    page: int
    """From 0."""
    box: Box


@dataclass(frozen=True)
class Word:
    """A word on a page."""

    text: str
    box: Box


def spots(document: "pymupdf.Document", told: tuple[Note, ...]) -> dict[str, Spot]:
    """Where each claim's digits stand, by its id; a claim whose digits are not found has none.

    A claim with a page and a rectangle is looked for there; one without, whose paper was read from its LaTeX,
    is only marked where its digits stand once in the whole document.
    """
    pages: dict[int, list[Word]] = {}

    def words(number: int) -> list[Word]:
        if number not in pages:
            pages[number] = [*_words(document[number])]
        return pages[number]

    found: dict[str, Spot] = {}
    for note in told:
        place, spellings = note.row.claim.place, note.spellings
        if place.page is not None:
            if 1 <= place.page <= document.page_count:
                spot = _near(words(place.page - 1), spellings, place.bbox)
                if spot is not None:
                    found[note.row.claim.id] = Spot(place.page - 1, spot)
            continue
        everywhere = [
            Spot(number, word.box)
            for number in range(document.page_count)
            for word in words(number)
            if shows(word.text, note.digits)
        ]
        if len(everywhere) == 1:
            found[note.row.claim.id] = everywhere[0]
    return found


def shows(text: str, digits: str) -> bool:
    """Whether a text holds these digits as a number of its own: 91.2 is in "91.2±0.3" and not in "191.25"."""
    plain = text.replace(",", "").replace("−", "-").replace("\u2009", "")
    return re.search(rf"(?<![\d.]){re.escape(digits.lstrip('-'))}(?!\.?\d)", plain[:200]) is not None


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
