"""The words of a table as rows, and what stands together in a row."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.readers.pdf.page import PdfWord, Rule, WordGroup
from extractors.readers.pdf.table_captions import Region


@dataclass
class Chunk(WordGroup):
    """Words of one row that stand together."""

    @property
    def x0(self) -> float:
        """Its left end."""
        return self.words[0].x0


@dataclass
class WordRow(WordGroup):
    """Words on one height."""

    chunks: list[Chunk] = field(default_factory=list)

    @property
    def middle(self) -> float:
        """The height of its centre."""
        main = sorted(word.middle for word in self.words)
        return main[len(main) // 2]


def rows(words: Sequence[PdfWord], region: Region) -> list[WordRow]:
    """The rows from the top; what is set small and raised belongs to the row it touches most."""
    if not words:
        return []
    usual = sorted(word.height for word in words)[len(words) // 2]
    main = [word for word in words if word.height > 0.72 * usual]
    small = [word for word in words if word.height <= 0.72 * usual]
    out: list[WordRow] = []
    for word in sorted(main, key=lambda word: (word.middle, word.x0)):
        near = next((row for row in reversed(out[-3:]) if _level(row, word, usual, region.rules)), None)
        if near:
            near.words.append(word)
        else:
            out.append(WordRow([word]))
    for word in small:
        touching = max(out, key=lambda row: min(row.y1, word.y1) - max(row.y0, word.y0), default=None)
        if touching and min(touching.y1, word.y1) > max(touching.y0, word.y0) - 1:
            touching.words.append(word)
        else:
            out.append(WordRow([word]))
    for row in out:
        row.words.sort(key=lambda word: word.x0)
        row.chunks = chunks(row.words, usual)
    return sorted(out, key=lambda row: row.middle)


def _level(row: WordRow, word: PdfWord, usual: float, rules: Sequence[Rule]) -> bool:
    middle = row.middle
    if abs(word.middle - middle) > 0.42 * usual:
        return False
    return not any(min(word.middle, middle) < rule.y < max(word.middle, middle) for rule in rules)


def chunks(words: Sequence[PdfWord], usual: float) -> list[Chunk]:
    """Words of a row that stand as close as words do."""
    out: list[Chunk] = []
    for word in words:
        gap = word.x0 - out[-1].x1 if out else 0.0
        apart = (
            gap > 0.3 * usual and out and _stands_alone(out[-1].words[-1].text) and _stands_alone(word.text)
        )
        spread = word.text[:1] == "±" or bool(out and out[-1].words[-1].text == "±")
        if out and ((gap < 0.5 * usual and not apart) or (spread and gap < 1.5 * usual)):
            out[-1].words.append(word)
        else:
            out.append(Chunk([word]))
    return out


def _stands_alone(text: str) -> bool:
    """Whether a word is a result by itself, so that the next one is another column's."""
    return bool(re.fullmatch(r"[-–—]|[+\-−]?\d+\.\d+[%*†‡]?", text))
