"""Which caption belongs to which table of a page."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.readers.pdf.lines import Caption, TextLine
from extractors.readers.pdf.page import Rule

FAR = 60.0
"""Points between a caption and its table, at most."""


@dataclass
class Region:
    """A rectangle that holds a table, and the rules in it."""

    x0: float
    y0: float
    x1: float
    y1: float
    rules: list[Rule] = field(default_factory=list)
    caption: Caption | None = None


def is_prose(line: TextLine, width: float) -> bool:
    """Whether a line is running text: long, closely set, and hardly a number in it."""
    words = [word.text for word in line.words]
    numbers = sum(any(c.isdigit() for c in word) for word in words)
    return (
        len(words) >= 6
        and line.solid
        and line.x1 - line.x0 > 0.5 * min(width, 260)
        and numbers * 4 <= len(words)
    )


def with_captions(
    frames: Sequence[Region],
    tables: Sequence[Caption],
    captions: Sequence[Caption],
    lines: Sequence[TextLine],
) -> list[Region]:
    """Each frame with the caption that is nearest, the closest pairs first; then the frames left beside them."""
    pairs = []
    for frame in frames:
        if not any(
            frame.y0 - 2 < line.words[0].middle < frame.y1 + 2 and line.x0 < frame.x1 and line.x1 > frame.x0
            for line in lines
        ):
            continue
        for caption in captions:
            away = _distance(frame, caption)
            if away is not None and not _between(frame, caption, lines):
                pairs.append((away, frame, caption))
    pairs.sort(key=lambda pair: pair[0])
    of_tables = [pair for pair in pairs if pair[2] in tables]
    above = [pair for pair in of_tables if _stands_above(pair[2], pair[1])]
    more = _pairs_made(above) - _pairs_made([pair for pair in of_tables if pair not in above])
    leads = more > 0 or (more == 0 and len(above) * 2 >= len(of_tables))
    other = (
        FAR if more else 6.0
    )  # the side on which more captions find a table of their own, else the commoner one
    pairs.sort(key=lambda pair: pair[0] + (0.0 if _stands_above(pair[2], pair[1]) == leads else other))
    taken: dict[int, Caption] = {}
    used: set[int] = set()
    for _, frame, caption in pairs:
        if id(frame) not in taken and id(caption) not in used:
            taken[id(frame)] = caption
            used.add(id(caption))
    for away, frame, caption in pairs:
        if id(frame) not in taken and away < 30 and len(frame.rules) > 1:
            taken[id(frame)] = caption
    matched = [frame for frame in frames if id(frame) in taken and taken[id(frame)] in tables]
    for region in matched:
        region.caption = taken[id(region)]
    return matched


def _stands_above(caption: Caption, frame: Region) -> bool:
    return caption.box[3] <= frame.y0 + 3


def _pairs_made(pairs: Sequence[tuple[float, Region, Caption]]) -> int:
    """How many captions find a table of their own, the closest pairs first."""
    frames, captions = set[int](), set[int]()
    for _, frame, caption in pairs:
        if id(frame) not in frames and id(caption) not in captions:
            frames.add(id(frame))
            captions.add(id(caption))
    return len(captions)


def _distance(frame: Region, caption: Caption) -> float | None:
    """Points between a frame and a caption that stand above each other; None if they do not."""
    x0, y0, x1, y1 = caption.box
    overlap = min(x1, frame.x1) - max(x0, frame.x0)
    if overlap < 0.45 * min(x1 - x0, frame.x1 - frame.x0):
        return None
    away = max(frame.y0 - y1, y0 - frame.y1)
    return max(away, 0.0) if -8 < away < FAR else None


def _between(frame: Region, caption: Caption, lines: Sequence[TextLine]) -> bool:
    """Whether running text stands between a frame and a caption."""
    _, y0, _, y1 = caption.box
    top, bottom = (y1, frame.y0) if y1 <= frame.y0 + 8 else (frame.y1, y0)
    return any(
        line.y0 > top - 1 and line.y1 < bottom + 1 and line.x0 < frame.x1 and line.x1 > frame.x0
        and is_prose(line, frame.x1 - frame.x0)
        for line in lines
    )  # fmt: skip
