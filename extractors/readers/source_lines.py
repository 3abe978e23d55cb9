"""The lines of a text file, and places in them: a quote is taken from the line it stands on, letter by letter."""

from dataclasses import dataclass

from claims.errors import ReadError
from claims.records import Place

LARGEST = 10 << 20
"""Bytes of one card that are read."""
MOST_LINES = 200_000
"""Lines of one card that are read."""
MOST_NULS = 0.4
"""Share of empty bytes beyond which a file is no text."""
LONGEST_LINE = 100_000
"""Characters of one line that are read."""


@dataclass(frozen=True)
class SourceLines:
    """A text file by lines, without their ends."""

    file: str
    lines: list[str]
    warnings: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        """The text in one piece."""
        return "\n".join(self.lines)

    def place(self, quote: str, line: int, *, last: int | None = None) -> Place:
        """A place for a quote that stands on `line` (from 1) or a later one up to `last`.

        Where markup splits it, the quote is its longest word that does stand there, else the line's beginning.
        """
        lines = range(line, min(last or line, len(self.lines)) + 1)
        wanted = quote.strip()[:2000]
        for text in (wanted, *sorted(wanted.split()[:50], key=len, reverse=True)):
            for number in lines:
                if text and text in self.lines[number - 1]:
                    return Place(file=self.file, line=number, quote=text)
        return Place(file=self.file, line=line, quote=self.lines[line - 1].strip()[:80])


def source_lines(body: bytes, file: str) -> SourceLines:
    """The text of a file; raises ReadError if it is too large or no text. What is cut is said."""
    if len(body) > LARGEST:
        raise ReadError(
            f"{file} is larger than {LARGEST >> 20} MiB, too much for a model card.",
            "Shorten it, or name another.",
        )
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = body.decode("utf-16", "replace")
    elif body.count(0) > len(body) * MOST_NULS:
        raise ReadError(f"{file} is not a text.", "Name the card itself, usually README.md.")
    else:
        text = body.decode("utf-8", "replace").replace("\x00", "\ufffd")
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    counts = []
    if len(lines) > MOST_LINES:
        counts.append(f"{file} has {len(lines)} lines; only the first {MOST_LINES} are read.")
    if any(len(line) > LONGEST_LINE for line in lines):
        counts.append(f"{file} has lines of more than {LONGEST_LINE} characters; their ends are not read.")
    if "\ufffd" in text and "\ufffd".encode() not in body:
        counts.append(f"{file} is not all UTF-8; what could not be decoded is shown as \ufffd.")
    return SourceLines(file, [line[:LONGEST_LINE] for line in lines[:MOST_LINES]], tuple(counts))
