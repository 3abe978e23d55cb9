"""The source of a claim as an image or as lines: the crop of its page, or its file with the figure marked.

It runs in an isolated child, as reading does.
"""

import base64
import re
from collections.abc import Sequence
from pathlib import Path

from claims.errors import ReadError, SourceNotFound
from claims.records import Claim, Record
from extractors.readers import archive

BEFORE, AFTER = 1, 2
"""Lines that are shown before and after the one that a claim stands on."""
LONGEST = 240
"""Characters of a line that are shown."""
_MARKUP = r"[\s\\{}$*_~,]{0,6}"
"""What may stand between the characters of a figure in a source: 3.4\\% is 3.4%."""


class SourceViewOrder(Record):
    """Which claim's source is to be shown, and from which file."""

    root: str
    """The folder."""
    files: tuple[str, ...]
    """Paths inside it; nothing else is opened."""
    claim: Claim
    """The claim."""


class ViewLine(Record):
    """A line of a file."""

    number: int
    """From 1."""
    text: str
    """What stands there, cut around the figure."""
    marked: tuple[int, int] | None = None
    """First and last (excluded) character of the claim's figure, where it stands on this line."""


class SourceView(Record):
    """What a claim was read from."""

    lines: tuple[ViewLine, ...] = ()
    """The lines around it."""
    png: str | None = None
    """The crop of its page, in base64."""


def run_in_child(request: bytes) -> bytes:
    """`source_view` in bytes: the JSON of a SourceViewOrder in, the JSON of a SourceView out."""
    return source_view(SourceViewOrder.from_bytes(request)).to_bytes()


def source_view(order: SourceViewOrder) -> SourceView:
    """What a claim was read from; raises SourceNotFound where its file is not at hand, and ReadError."""
    place, root = order.claim.place, Path(order.root)
    if place.page is not None and place.file.lower().endswith(".pdf"):
        from extractors.readers.pdf.crop import crop

        if place.file not in order.files:
            raise _absent(place.file)
        return SourceView(png=base64.b64encode(crop(root / place.file, place)).decode())
    return SourceView(lines=tuple(_lines(_text(root, order.files, place.file), order.claim)))


def _absent(file: str) -> SourceNotFound:
    return SourceNotFound(f"There is no {file} in the source.", "Say with --source where it lies.")


def _text(root: Path, files: Sequence[str], name: str) -> str:
    """The text of a file, which may lie in the archive of a paper's source."""
    from extractors.readers.latex.source_files import decoded

    if name in files:
        return decoded((root / name).read_bytes())
    for packed in files:
        if packed.lower().endswith((".gz", ".tgz", ".tar", ".zip", ".bz2", ".xz")) or "." not in packed:
            try:
                unpacked = archive.unpacked((root / packed).read_bytes(), packed).files
            except ReadError:
                continue
            if name in unpacked:
                return decoded(unpacked[name])
    raise _absent(name)


def _lines(text: str, claim: Claim) -> list[ViewLine]:
    place, lines = claim.place, text.split("\n")
    at = place.line or next((n for n, line in enumerate(lines, 1) if place.quote in line), 1)
    shown = []
    last = at + AFTER
    marked = False
    for number in range(max(1, at - BEFORE), min(last, len(lines)) + 1):
        mark = None if marked or number < at else figure_span(lines[number - 1], claim)
        marked = marked or mark is not None
        shown.append(_cut(number, lines[number - 1], mark))
    return shown


def figure_span(line: str, claim: Claim) -> tuple[int, int] | None:
    """Where the claim's figure stands in a line: within the quote if that is here, else by itself."""
    start = max(line.find(claim.place.quote), 0) if claim.place.quote else 0
    for digits in dict.fromkeys((claim.stated.as_written, f"{claim.stated.value:f}", claim.place.quote)):
        spelt = (
            _MARKUP.join(
                re.escape(character) for character in digits.lstrip("-")[:60] if not character.isspace()
            )
            or r"(?!)"
        )
        for begin in (start, 0):
            hit = re.compile(rf"(?<![\d.]){spelt}(?!\.?\d)").search(line, begin)
            if hit:
                return hit.start(), hit.end()
    return None


def _cut(number: int, text: str, mark: tuple[int, int] | None) -> ViewLine:
    """A line, cut to what can be read on a screen, around the figure."""
    text = text.expandtabs(1)
    first = max(0, min((mark[0] if mark else 0) - LONGEST // 2, len(text) - LONGEST))
    moved = (mark[0] - first, min(mark[1] - first, LONGEST)) if mark else None
    return ViewLine(number=number, text=text[first : first + LONGEST], marked=moved)
