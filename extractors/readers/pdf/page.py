"""A page of a PDF as words with boxes and the rules drawn on it."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

MOST_WORDS = 30_000
"""Words of one page that are looked at."""
MOST_ANNOTATIONS = 2_000
"""Annotations of one page that are hidden."""
MOST_PATHS = 60_000
"""Paths of one page that are looked at for rules: more is a picture."""
_THIN = 2.6
"""Points: a path that is no thicker is a rule."""
_HIDDEN = 2
"""The flag of an annotation that is not shown (ISO 32000-1, table 165)."""
_MARKS = dict(zip("¨´`ˆ˜ˇ¸˚", "\u0308\u0301\u0300\u0302\u0303\u030c\u0327\u030a", strict=True))
_LIGATURES = re.compile("[\ufb00-\ufb06]")
_BOLD = re.compile(
    r"(?i)bold|black|heavy|demi|CMBX|CMSSBX|-Bd|Medi\b|NimbusRomNo9L-Medi|MediItal|\.B$|,Bold|-B$"
)
Span = tuple[dict[str, Any], bool]
"""A run of text of one font, as pymupdf describes it, and whether it runs level."""


@dataclass(slots=True)
class PdfWord:
    """A word and its box, in points from the top left."""

    x0: float
    y0: float
    x1: float
    y1: float
    text: str
    """The word as the page's text layer has it; a raised end is marked with ^ in `shown` only."""
    shown: str
    block: int
    line: int
    size: float = 0.0
    bold: bool = False

    @property
    def middle(self) -> float:
        """The height of its centre."""
        return (self.y0 + self.y1) / 2

    @property
    def height(self) -> float:
        """Its height."""
        return self.y1 - self.y0


@dataclass
class WordGroup:
    """Words that belong together, and the box around them."""

    words: list[PdfWord]

    @property
    def text(self) -> str:
        """Its words as the page shows them."""
        return " ".join(word.shown for word in self.words)

    @property
    def x0(self) -> float:
        """Its left end."""
        return min(word.x0 for word in self.words)

    @property
    def x1(self) -> float:
        """Its right end."""
        return max(word.x1 for word in self.words)

    @property
    def y0(self) -> float:
        """Its top."""
        return min(word.y0 for word in self.words)

    @property
    def y1(self) -> float:
        """Its bottom."""
        return max(word.y1 for word in self.words)


@dataclass(slots=True)
class Rule:
    """A horizontal rule."""

    x0: float
    x1: float
    y: float


@dataclass
class PdfPage:
    """One page."""

    number: int
    """From 1."""
    width: float
    height: float
    words: list[PdfWord] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    pieces: list[Rule] = field(default_factory=list)
    """The horizontal rules as they are drawn, before those that touch are joined."""
    columns: list[tuple[float, float, float]] = field(default_factory=list)
    """Vertical rules: x, top, bottom."""
    upright: list[PdfWord] = field(default_factory=list)
    """Words that run up the side, as the labels of a block of rows do."""
    hidden: int = 0
    """Words that are printed where or as nobody sees them."""
    turned: bool = False
    """Whether the text runs along the page's side, so that boxes here are of the page turned round."""

    def box(self, words: Sequence[PdfWord]) -> tuple[float, float, float, float]:
        """The box around words, on the page as it is printed."""
        x0, y0 = min(w.x0 for w in words), min(w.y0 for w in words)
        x1, y1 = max(w.x1 for w in words), max(w.y1 for w in words)
        if self.turned:
            x0, y0, x1, y1 = y0, self.height - x1, y1, self.height - x0
        return (round(x0, 1), round(y0, 1), round(x1, 1), round(y1, 1))


def read_page(source: Any, number: int) -> PdfPage:  # pymupdf has no types
    """The words and rules of a page of pymupdf."""
    _without_annotations(source)
    text = source.get_textpage()
    drawn = PdfPage(number, float(source.rect.width), float(source.rect.height))
    spans = list(_spans(source.get_text("dict", textpage=text)))
    level = sum(len(span["text"]) for span, flat in spans if flat)
    upright = sum(len(span["text"]) for span, flat in spans if not flat)
    drawn.turned = upright > 3 * level and upright > 200
    log = source.get_bboxlog()
    seen = _words(source.get_text("words", textpage=text), spans, drawn)
    drawn.words = _visible(seen, spans, log, drawn)
    _draw(log, drawn)
    return drawn


def _without_annotations(source: Any) -> None:
    """Hide what readers of a page wrote on it: notes and text boxes are no text of the paper."""
    for annotation in islice(source.annots(), MOST_ANNOTATIONS):
        annotation.set_flags(_HIDDEN)


def _spans(layout: dict[str, Any]) -> Iterator[Span]:
    """The spans of a page's text and whether they run level."""
    for block in layout["blocks"]:
        for line in block.get("lines", ()):
            flat = abs(line["dir"][1]) < 0.1
            for span in line["spans"]:
                yield span, flat


def _words(raw: Sequence[Any], spans: Sequence[Span], page: PdfPage) -> list[PdfWord]:
    """The words that run as the page does, with size and weight from their spans."""
    cells = _by_cell(spans)
    words: list[PdfWord] = []
    for x0, y0, x1, y1, text, block, line, _ in raw[:MOST_WORDS]:
        middle = ((x0 + x1) / 2, (y0 + y1) / 2)
        near = cells.get((int(middle[0] // 40), int(middle[1] // 20)), ())
        over = [(span, flat) for span, flat in near if _inside(middle, span["bbox"])]
        if over and all(flat == page.turned for _, flat in over):
            if not page.turned and len(page.upright) < 400:
                page.upright.append(PdfWord(x0, y0, x1, y1, text, composed(text), block, line, x1 - x0))
            continue
        if page.turned:
            x0, y0, x1, y1 = page.height - y1, x0, page.height - y0, x1
        word = PdfWord(x0, y0, x1, y1, text, composed(text), block, line, y1 - y0)
        if over:
            word.size = float(max(span["size"] for span, _ in over))
            word.bold = any(span["flags"] & 16 or _BOLD.search(span["font"]) for span, _ in over)
        _raise(word, near)
        words.append(word)
    if page.turned:
        words.sort(key=lambda word: (round(word.middle / 4), word.x0))
    return words


def _raise(word: PdfWord, near: Sequence[Span]) -> None:
    """Mark a raised end: 10 with a raised 20 is 10^20, not 1020."""
    for span, flat in near:
        text, box = span["text"].strip(), span["bbox"]
        raised = flat and span["flags"] & 1 and text and text != word.text and word.text.endswith(text)
        if (
            raised
            and box[0] >= word.x0 - 1
            and abs(box[2] - word.x1) < 2
            and box[1] < word.y1
            and box[3] > word.y0
        ):
            word.shown = f"{word.text[: -len(text)]}^{text}"
            return


def composed(text: str) -> str:
    """A word with its accents put on their letters: TeX sets "¨o" for "ö"; ligatures become letters."""
    if text.isascii():
        return text
    for sign, mark in _MARKS.items():
        if sign in text:
            text = unicodedata.normalize("NFC", re.sub(rf"{sign}\s?(\w)", rf"\1{mark}", text))
    return _LIGATURES.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)


def _by_cell(
    spans: Sequence[Span],
) -> dict[tuple[int, int], list[Span]]:
    cells: dict[tuple[int, int], list[Span]] = {}
    for span, flat in spans:
        x0, y0, x1, y1 = span["bbox"]
        if not (0 <= x1 - x0 < 5000 and 0 <= y1 - y0 < 5000):
            continue
        for column in range(int(x0 // 40), int(x1 // 40) + 1):
            for row in range(int(y0 // 20), int(y1 // 20) + 1):
                cells.setdefault((column, row), []).append((span, flat))
    return cells


def _inside(point: tuple[float, float], box: Sequence[float]) -> bool:
    return box[0] - 0.5 <= point[0] <= box[2] + 0.5 and box[1] - 0.5 <= point[1] <= box[3] + 0.5


def _visible(
    words: Sequence[PdfWord], spans: Sequence[Span], log: Sequence[Any], drawn: PdfPage
) -> list[PdfWord]:
    """The words that a reader sees: on the page, not tiny, not white on white, not drawn without ink."""
    prints_text = any(kind in ("fill-text", "stroke-text") for kind, _ in log)
    unseen = [box for kind, box in log[:MOST_PATHS] if kind == "ignore-text"] if prints_text else []
    fills = [box for kind, box in log[:MOST_PATHS] if kind in ("fill-path", "fill-image", "fill-shade")]
    white = [span["bbox"] for span, _ in spans if span["color"] == 0xFFFFFF]
    far = max(drawn.width, drawn.height) + 2
    kept = []
    for word in words:
        point = ((word.x0 + word.x1) / 2, word.middle)
        off = not (-2 <= point[0] <= far and -2 <= point[1] <= far)
        blank = _held(point, white) and not _held(point, fills)
        if off or word.size < 2 or blank or _held(point, unseen):
            drawn.hidden += 1
        else:
            kept.append(word)
    return _printed_once(kept)


def _printed_once(words: Sequence[PdfWord]) -> list[PdfWord]:
    """The words without those that are printed again, a hair aside, to look bold."""
    kept: dict[tuple[str, int, int], PdfWord] = {}
    out: list[PdfWord] = []
    for word in words:
        column, row = round(word.x0 / 2), round(word.middle / 2)
        near = [(word.text, column + right, row + down) for right in (-1, 0, 1) for down in (-1, 0, 1)]
        first = next((kept[key] for key in near if key in kept), None)
        again = first is not None and abs(first.x0 - word.x0) < 1.5 and abs(first.middle - word.middle) < 1.5
        if first is not None and again:
            first.bold = True
            continue
        kept[(word.text, column, row)] = word
        out.append(word)
    return out


def _held(point: tuple[float, float], boxes: Sequence[Sequence[float]]) -> bool:
    return any(_inside(point, box) for box in boxes)


def _draw(log: Sequence[Any], drawn: PdfPage) -> None:
    """The horizontal and vertical rules of the page, pieces of one line joined."""
    level: list[Rule] = []
    for kind, (x0, y0, x1, y1) in log[:MOST_PATHS]:
        if "path" not in kind:
            continue
        if drawn.turned:
            x0, y0, x1, y1 = drawn.height - y1, x0, drawn.height - y0, x1
        if y1 - y0 < _THIN and x1 - x0 > 4:
            level.append(Rule(x0, x1, (y0 + y1) / 2))
        elif x1 - x0 < _THIN and y1 - y0 > 4:
            drawn.columns.append(((x0 + x1) / 2, y0, y1))
    drawn.pieces = level
    drawn.rules = joined(level)


def joined(rules: Sequence[Rule]) -> list[Rule]:
    """Rules from the top; pieces on one height that touch are one rule."""
    out: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: (round(rule.y / 1.2), rule.x0)):
        last = out[-1] if out else None
        if last and abs(last.y - rule.y) < 1.2 and rule.x0 <= last.x1 + 1.5:
            last.x1 = max(last.x1, rule.x1)
        else:
            out.append(Rule(rule.x0, rule.x1, rule.y))
    return sorted(out, key=lambda rule: rule.y)
