"""Where on a page the tables are: found by their captions, rules and alignment."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.readers.pdf.lines import Caption, TextLine
from extractors.readers.pdf.page import PdfPage, Rule

FAR = 60.0
"""Points between a caption and its table, at most."""


Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass
class Region:
    """A rectangle that holds a table, and the rules in it."""

    x0: float
    y0: float
    x1: float
    y1: float
    rules: list[Rule] = field(default_factory=list)
    caption: Caption | None = None


def regions(page: PdfPage, lines: Sequence[TextLine], captions: Sequence[Caption]) -> list[Region]:
    """The tables of a page, each with its caption; a table without a caption is none."""
    tables = [caption for caption in captions if caption.label.startswith("Table")]
    if not tables:
        return []
    in_captions = {id(line) for caption in captions for line in caption.lines}
    free = [line for line in lines if id(line) not in in_captions]
    framed = _frames(page, free, captions)
    matched = _matched(framed, tables, captions, free)
    walls: list[Box] = [caption.box for caption in captions] + [
        (region.x0, region.y0, region.x1, region.y1) for region in matched
    ]
    bare = {
        id(caption): _by_alignment(caption, free, page, walls)
        for caption in tables
        if not any(region.caption is caption for region in matched)
    }
    pairs = [
        (_gap(caption, line), id(caption), line) for caption in tables for line in bare.get(id(caption), ())
    ]
    for _, key, region in sorted(pairs, key=lambda pair: pair[0]):
        if bare.get(key) and not any(_meet(other, region) for other in matched):
            matched.append(region)
            bare[key] = []
    return sorted(matched, key=lambda region: (region.y0, region.x0))


def _frames(page: PdfPage, lines: Sequence[TextLine], captions: Sequence[Caption]) -> list[Region]:
    """Rules of one width above each other, with nothing but a table between them."""
    frames: list[Region] = []
    for rule in page.rules:
        if rule.x1 - rule.x0 < 40:
            continue
        home = next(
            (
                frame
                for frame in reversed(frames)
                if _same_width(frame, rule) and _joins(frame, rule, lines, captions)
            ),
            None,
        )
        if home:
            home.rules.append(rule)
            home.y1 = rule.y
        else:
            frames.append(Region(rule.x0, rule.y, rule.x1, rule.y, [rule]))
    kept: list[Region] = []
    for frame in sorted(frames, key=lambda rule: (rule.x0 - rule.x1, -len(rule.rules))):
        if not any(_holds(other, frame) for other in kept):
            kept.append(frame)
    return [_grown(frame, lines, captions) for frame in kept]


def _gap(caption: Caption, region: Region) -> float:
    """Points between a caption and a region above or below it."""
    return max(region.y0 - caption.box[3], caption.box[1] - region.y1)


def _meet(region: Region, other: Region) -> bool:
    return region.x0 < other.x1 and other.x0 < region.x1 and region.y0 < other.y1 and other.y0 < region.y1


def _same_width(frame: Region, rule: Rule) -> bool:
    return abs(frame.x0 - rule.x0) < 4 and abs(frame.x1 - rule.x1) < 4


def _joins(frame: Region, rule: Rule, lines: Sequence[TextLine], captions: Sequence[Caption]) -> bool:
    """Whether no caption and no running text stand between a frame and the next rule."""
    top, bottom = frame.y1, rule.y
    for caption in captions:
        x0, y0, x1, y1 = caption.box
        if y0 > top - 2 and y1 < bottom + 2 and x0 < frame.x1 and x1 > frame.x0:
            return False
    prose = [
        line for line in lines
        if line.y0 > top - 1 and line.y1 < bottom + 1 and line.x0 < frame.x1 and line.x1 > frame.x0
        and is_prose(line, frame.x1 - frame.x0)
    ]  # fmt: skip
    return len(prose) < 3


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


def _holds(outer: Region, inner: Region) -> bool:
    """Whether a frame lies inside another: a partial rule, or a box in a box."""
    return (
        inner.x0 > outer.x0 - 4
        and inner.x1 < outer.x1 + 4
        and inner.y0 > outer.y0 - 3
        and inner.y1 < outer.y1 + 3
    )


def _grown(frame: Region, lines: Sequence[TextLine], captions: Sequence[Caption]) -> Region:
    """The frame with the rows that stand directly above its first rule and below its last one."""
    beside = [line for line in lines if line.x0 > frame.x0 - 12 and line.x1 < frame.x1 + 12]
    step = 1.0 * (sorted(line.height for line in beside)[len(beside) // 2] if beside else 9)
    walls = [caption.box for caption in captions]
    for way in (-1, 1):
        for line in sorted(beside, key=lambda rule: rule.y0 * way):
            edge = frame.y0 if way < 0 else frame.y1
            gap = edge - line.y1 if way < 0 else line.y0 - edge
            outside = line.y1 < edge + 2 if way < 0 else line.y0 > edge - 2
            if not outside:
                continue
            level = [o for o in beside if abs(o.words[0].middle - line.words[0].middle) < 0.5 * line.height]
            row = len(level) > 1 or not line.solid
            if gap > 1.1 * step or not row or any(is_prose(rule, frame.x1 - frame.x0) for rule in level):
                break
            if any(
                b[1] < max(line.y1, edge)
                and b[3] > min(line.y0, edge)
                and b[0] < frame.x1
                and b[2] > frame.x0
                for b in walls
            ):
                break
            if way < 0:
                frame.y0 = min(rule.y0 for rule in level) - 1
            else:
                frame.y1 = max(rule.y1 for rule in level) + 1
        if way < 0:
            beside = [line for line in beside if line.y0 > frame.y0]
    return frame


def _matched(
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
    frames, found = set[int](), set[int]()
    for _, frame, caption in pairs:
        if id(frame) not in frames and id(caption) not in found:
            frames.add(id(frame))
            found.add(id(caption))
    return len(found)


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


def _by_alignment(
    caption: Caption, lines: Sequence[TextLine], page: PdfPage, walls: Sequence[Box]
) -> list[Region]:
    """Tables without rules beside a caption: in its own column of the page, else across the page."""
    region = _in_strip(caption, lines, _strip(caption, page, lines), walls)
    return region or _in_strip(caption, lines, (0.0, page.width), walls)


def _in_strip(
    caption: Caption, lines: Sequence[TextLine], strip: tuple[float, float], walls: Sequence[Box]
) -> list[Region]:
    """The rows below and above a caption that are set with wide gaps."""
    left, right = strip
    prose = {line.words[0].block for line in lines if is_prose(line, right - left)}
    own = [line for line in lines if line.x0 > left and line.x1 < right and line.words[0].block not in prose]
    beside = []
    for way in (1, -1):
        rows = _rows_beside(caption, own, way, [box for box in walls if box[0] < right and box[2] > left])
        if _is_table(rows):
            beside.append(Region(min(r.x0 for r in rows) - 2, min(r.y0 for r in rows) - 1, max(r.x1 for r in rows) + 2,
                                max(r.y1 for r in rows) + 1, [], caption))  # fmt: skip
    return beside


def _strip(caption: Caption, page: PdfPage, lines: Sequence[TextLine]) -> tuple[float, float]:
    """The column of the page that a caption stands in: left and right."""
    x0, y0, x1, y1 = caption.box
    middle = page.width / 2
    crossing = any(
        line.x0 < middle - 12 and line.x1 > middle + 12 and (0 <= line.y0 - y1 < 45 or 0 <= y0 - line.y1 < 45)
        for line in lines
    )
    if x1 - x0 > 0.55 * page.width or abs((x0 + x1) / 2 - middle) < 20 or crossing:
        return 0.0, page.width
    return (0.0, middle + 6) if (x0 + x1) / 2 < middle else (middle - 6, page.width)


def _rows_beside(
    caption: Caption, lines: Sequence[TextLine], way: int, walls: Sequence[Box]
) -> list[TextLine]:
    """The lines that follow a caption downwards (1) or upwards (-1) without a wide gap."""
    _, y0, _, y1 = caption.box
    edge, rows = (y1 if way > 0 else y0), list[TextLine]()
    for line in sorted(lines, key=lambda line: line.y0 * way):
        gap = line.y0 - edge if way > 0 else edge - line.y1
        level = bool(rows) and abs(line.words[0].middle - rows[-1].words[0].middle) < 0.5 * line.height
        if level:
            rows.append(line)
            continue
        if gap < -0.6 * line.height:
            continue
        low, high = (edge, line.y1) if way > 0 else (line.y0, edge)
        crossed = any(box[1] < high - 1 and box[3] > low + 1 for box in walls)
        if crossed or gap > 2.2 * line.height + (12 if not rows else 0):
            break
        rows.append(line)
        edge = max(edge, line.y1) if way > 0 else min(edge, line.y0)
    return rows


def _is_table(rows: Sequence[TextLine]) -> bool:
    """Whether lines are set as a table is: with wide gaps, and with numbers."""
    gaps = sum(not line.solid for line in rows) + sum(
        1 for a in rows for b in rows if a is not b and abs(a.words[0].middle - b.words[0].middle) < 3
    )
    tight = sum(
        sum(any(c.isdigit() for c in word.text) for word in line.words) >= 3 and len(line.words) >= 4
        for line in rows
    )
    numbers = sum(any(c.isdigit() for c in word.text) for line in rows for word in line.words)
    return len(rows) >= 2 and (gaps >= 2 or tight >= 2) and numbers >= 2
