"""The running text of a page: headings and paragraphs in reading order."""

import re
from collections.abc import Iterator, Sequence

from claims.catalog.word_lists import pattern
from claims.records import Block, Place
from extractors.readers.pdf.lines import TextLine
from extractors.readers.pdf.page import PdfPage

_NUMBERED = re.compile(
    r"^(?P<number>(?:\d{1,2}|[A-Z]|[IVX]{1,5})(?:\.\d{1,2}){0,3})\.?\s{1,3}(?P<name>[A-Z][^.!?]{1,100})$"
)
_RUN_IN = re.compile(r"^(Abstract)\s?[-–—.:]{1,2}\s?")


def blocks_of(
    text_lines: Sequence[TextLine], page: PdfPage, name: str, section: list[tuple[int, str]]
) -> Iterator[Block]:
    """The blocks of a page in the order of its text; headings change `section` for what follows."""
    usual = _usual_height(text_lines)
    own: list[TextLine] = []
    for line in text_lines:
        heading = _heading(line, usual)
        if heading:
            yield from _paragraph(own, page, name, section)
            own = []
            level, text = heading
            while section and section[-1][0] >= level:
                section.pop()
            section.append((level, text))
            yield _block("heading", [line], page, name, section, level)
        elif own and not _goes_on(own, line):
            yield from _paragraph(own, page, name, section)
            own = [line]
        else:
            own.append(line)
    yield from _paragraph(own, page, name, section)


def _usual_height(text_lines: Sequence[TextLine]) -> float:
    sizes = sorted(word.size for line in text_lines for word in line.words)
    return sizes[len(sizes) // 2] if sizes else 10.0


def _heading(line: TextLine, usual: float) -> tuple[int, str] | None:
    """The level and text of a heading; None for other lines."""
    text = line.text.strip()
    if len(text) > 110 or len(line.words) > 14 or not re.search(r"[A-Za-z]{3}", text):
        return None
    large = min(word.size for word in line.words if word.text.strip()) > usual + 0.7
    bold = all(word.bold for word in line.words)
    numbered = _NUMBERED.match(text)
    stressed = bold or large or text.isupper()
    if numbered and stressed:
        return numbered["number"].count(".") + 1, text
    bare = re.sub(r"^[\dIVX.]+\s", "", text).strip()
    if stressed and pattern("section_words", "usual_headings").match(bare):
        return 1, text
    return (2, text) if bold and large else None


def _goes_on(own: Sequence[TextLine], line: TextLine) -> bool:
    """Whether a line belongs to the paragraph above it."""
    last = own[-1]
    if line.words[0].block == last.words[0].block:
        return len(own) < 400
    level = (
        abs(line.words[0].middle - last.words[-1].middle) < 0.5 * last.height and 0 <= line.x0 - last.x1 < 15
    )
    gap = line.y0 - last.y1
    close = -0.3 * last.height < gap < 0.45 * last.height and abs(line.x0 - last.x0) < 14
    return level or (close and abs(line.words[0].size - last.words[0].size) < 0.5)


def _paragraph(
    own: Sequence[TextLine], page: PdfPage, name: str, section: list[tuple[int, str]]
) -> Iterator[Block]:
    if own and any(char.isalnum() for char in own[0].text + own[-1].text):
        if not section and (_RUN_IN.match(own[0].text)):
            section.append((1, "Abstract"))
        yield _block("paragraph", own, page, name, section, None)


def _block(
    kind: str,
    own: Sequence[TextLine],
    page: PdfPage,
    name: str,
    section: Sequence[tuple[int, str]],
    level: int | None,
) -> Block:
    """A block whose text keeps one line for each printed line, words that a hyphen parts put together on the first."""
    texts: list[str] = []
    for line in own:
        text = line.text
        if texts and texts[-1].endswith("-") and text[:1].islower():
            head, _, rest = text.partition(" ")
            texts[-1] = texts[-1][:-1] + head
            texts.append(rest)
        else:
            texts.append(text)
    box = page.box([word for line in own for word in line.words])
    place = Place(file=name, page=page.number, bbox=box, quote=" ".join(w.text for w in own[0].words)[:200])
    return Block.model_validate(
        {
            "kind": kind,
            "text": "\n".join(texts)[:20_000],
            "section": tuple(text for _, text in section),
            "level": level,
            "place": place,
        }
    )
