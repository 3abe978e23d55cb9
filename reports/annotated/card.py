"""The card itself as a page, line by line, with each number marked and the sentence beside it."""

from dataclasses import dataclass

from claims.errors import ReadError
from claims.records import Dossier
from reports.annotated import annotated
from reports.annotated.annotations import Note, notes
from reports.html import template_environment
from reports.views.summary import summarise

MOST_LINES = 20_000
LONGEST = 4_000
"""Characters of a line that are shown."""


@dataclass(frozen=True)
class LinePiece:
    """A stretch of a line, with the note that marks it."""

    text: str
    note: Note | None = None


@dataclass(frozen=True)
class CardLine:
    """One line of the card."""

    number: int
    pieces: tuple[LinePiece, ...]

    @property
    def notes(self) -> tuple[Note, ...]:
        """The notes beside it."""
        return tuple(piece.note for piece in self.pieces if piece.note)


@annotated("card", version=1, suffix=".card.html")
def card(dossier: Dossier, body: bytes, file: str) -> bytes:
    """The card's source with a mark at each number and what became of it in the margin; raises ReadError."""
    if b"\0" in body[:4096]:
        raise ReadError(f"{file} is not a text file.", "Name the card's file with --source.")
    annotations = notes(dossier, file)
    text = body.decode("utf-8", "replace").splitlines()[:MOST_LINES]
    lines = tuple(_line(number, line, annotations) for number, line in enumerate(text, 1))
    marked = {note.row.claim.id for line in lines for note in line.notes}
    missing = tuple(note for note in annotations if note.row.claim.id not in marked)
    page = template_environment().get_template("card.html")
    return page.render(d=dossier, s=summarise(dossier), file=file, lines=lines, missing=missing).encode()


def _line(number: int, text: str, annotations: tuple[Note, ...]) -> CardLine:
    """A line cut at the quotes of its claims; of two claims on the same characters the first is marked there."""
    pieces, left = [], text[:LONGEST]
    here = [note for note in annotations if note.row.claim.place.line == number]
    starts = sorted(((_start(left, note), i) for i, note in enumerate(here)), key=lambda start: start)
    at = 0
    for start, i in starts:
        quote = _quote(here[i])
        start = left.find(quote, max(start, at)) if start >= 0 else -1
        if start >= 0 and quote:
            pieces += [LinePiece(left[at:start]), LinePiece(quote, here[i])]
            at = start + len(quote)
    return CardLine(number, (*(piece for piece in pieces if piece.text), LinePiece(left[at:])))


def _quote(note: Note) -> str:
    """The characters to look for: the quote where it fits one line, else the digits."""
    quote = note.row.claim.place.quote
    return quote if quote and "\n" not in quote else note.digits


def _start(text: str, note: Note) -> int:
    return text.find(_quote(note))
