"""The lines of a page's text, and the captions of its tables among them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from claims.catalog.word_lists import counts
from extractors.readers.pdf.page import PdfPage, Rule, WordGroup

_CAPTION = re.compile(
    r"^(?P<sort>Table|TABLE|Tab\.|Tbl\.|Figure|FIGURE|Fig\.|FIG\.)\s?(?P<number>(?:[A-Z]{1,2}[.-]?)?\d{1,3}(?:\.\d{1,2})?|[IVX]{1,5}|[A-Z]\d{0,2})"
    r"(?P<mark>\s?[:.|–—]|\s?\(|$|\s)"
)


@dataclass
class TextLine(WordGroup):
    """Words on one height that stand together."""

    @property
    def height(self) -> float:
        """The height of its words."""
        return sorted(word.height for word in self.words)[len(self.words) // 2]

    @property
    def solid(self) -> bool:
        """Whether its words stand as close as in a sentence."""
        gaps = [b.x0 - a.x1 for a, b in pairwise(self.words)]
        return max(gaps, default=0) < 1.3 * self.height


@dataclass
class Caption:
    """A caption: the label as printed, and its lines."""

    label: str
    lines: list[TextLine]
    page: int

    @property
    def text(self) -> str:
        """All of it, hyphens at line ends taken out."""
        return joined_text(self.lines)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The box around its lines."""
        return (min(line.x0 for line in self.lines), min(line.y0 for line in self.lines),
                max(line.x1 for line in self.lines), max(line.y1 for line in self.lines))  # fmt: skip


def joined_text(lines: Sequence[TextLine]) -> str:
    """Lines as running text."""
    text = ""
    for line in lines:
        joined = line.text
        parted = text.endswith("-") and joined[:1].islower()
        text = text[:-1] + joined if parted else f"{text} {joined}".strip()
    return text


WIDE = 200.0
"""Points from which on a line fills its column, so that the next may stand further below."""


def lines(page: PdfPage) -> list[TextLine]:
    """The lines in the order of the text layer: words of one height that follow each other."""
    out: list[TextLine] = []
    for word in page.words:
        last = out[-1].words[-1] if out else None
        same = (
            last is not None
            and last.block == word.block
            and abs(last.middle - word.middle) < 0.6 * max(last.height, word.height)
        )
        if last is not None and same and -2 <= word.x0 - last.x1 < 4 * max(word.height, 6):
            out[-1].words.append(word)
        else:
            out.append(TextLine([word]))
    return out


def captions(page: PdfPage, lines: Sequence[TextLine]) -> list[Caption]:
    """The captions of tables and figures on a page."""
    out: list[Caption] = []
    roman = counts("number_words", "roman_numerals")
    for at, line in enumerate(lines):
        match = _CAPTION.match(line.text[:80])
        if not match or not _begins(match, line, lines, at):
            continue
        number = match["number"]
        sort = "Figure" if match["sort"].upper().startswith("FIG") else "Table"
        own = [line]
        for after in lines[at + 1 : at + 25]:
            if not _continues(own, after, page.rules):
                break
            own.append(after)
        out.append(Caption(f"{sort} {roman.get(number, number)}", own, page.number))
    return out


def _begins(match: re.Match[str], line: TextLine, lines: Sequence[TextLine], at: int) -> bool:
    """Whether a line that starts with "Table 2" is a caption and no sentence about it."""
    mark = match["mark"].strip()
    before = lines[at - 1] if at else None
    follows = before is not None and _same_paragraph(before, line)
    if mark in (":", "|", "–", "—"):
        return True
    if mark == ".":
        return not follows or line.words[0].bold
    alone = len(line.words) <= 3
    if follows and not line.words[0].bold:
        return False
    return (
        alone
        or line.words[0].bold
        or (
            not follows
            and line.text[match.end() : match.end() + 1].isupper()
            and not _tells_a_table(line.text)
        )
    )


def _tells_a_table(text: str) -> bool:
    """Whether a sentence speaks of the table: "Table 2 We show", "Table 2 shows"."""
    return bool(
        re.match(
            r"\S+\s\S+\s(?:shows?|summari[sz]es|presents?|reports?|lists?|gives|compares|and|we|contains|illustrates|depicts|provides)\b",
            text,
            re.I,
        )
    )


def _same_paragraph(before: TextLine, line: TextLine) -> bool:
    gap = line.y0 - before.y1
    close = (
        before.words[-1].block == line.words[0].block
        and -2 < gap < 0.7 * line.height
        and before.x1 - before.x0 > 60
    )
    numbers = sum(any(c.isdigit() for c in word.text) for word in before.words)
    return close and before.solid and numbers * 3 <= len(before.words)


def _continues(own: Sequence[TextLine], after: TextLine, rules: Sequence[Rule]) -> bool:
    """Whether a line goes on with a caption: close below, in its column, of its size, and no rule between."""
    last, first = own[-1], own[0]
    gap = after.y0 - last.y1
    if (
        abs(after.words[0].middle - last.words[-1].middle) < 0.5 * last.height
        and -2 < after.x0 - last.x1 < 40
    ):
        return True  # the same line, cut by a wide blank
    flush = abs(after.x0 - last.x0) < 3 and last.x1 - last.x0 > WIDE and after.x1 < last.x1 + 6
    close = -0.4 * last.height < gap < (1.3 if flush else 0.75) * max(last.height, 0.8 * last.words[0].size)
    centred = _centred(own, after)
    size = abs(after.words[0].size - last.words[0].size) < 0.6 or abs(after.height - last.height) < 0.8
    size = size or (centred and len(own) == 1)  # small capitals below "TABLE II"
    within = (centred or after.x0 > first.x0 - 40) and after.x0 < last.x1 and after.solid
    crossed = any(
        last.y1 - 2 < rule.y < after.y0 + 2 and rule.x0 < after.x1 and rule.x1 > after.x0
        and not _underlines(rule, last)
        for rule in rules
    )  # fmt: skip
    ended = last.x1 < max(line.x1 for line in own) - 30 and len(own) > 1 and last.text.endswith(".")
    return close and size and within and not crossed and not ended and not _CAPTION.match(after.text[:40])


def _underlines(rule: Rule, line: TextLine) -> bool:
    """Whether a rule runs below some words of a line only, and close to them."""
    inside = rule.x0 > line.x0 - 1 and rule.x1 < line.x1 + 1
    return inside and rule.y < line.y1 + 2.5 and rule.x1 - rule.x0 < 0.3 * (line.x1 - line.x0)


def _centred(own: Sequence[TextLine], after: TextLine) -> bool:
    """Whether a line is centred below "TABLE II", which stands alone above its title."""
    label, title = own[0], own[1] if len(own) > 1 else after
    alone = len(label.words) <= 3 and abs(label.x0 + label.x1 - after.x0 - after.x1) < 24
    return alone and title.x0 < label.x0 - 2
