"""Draw small pages of titles, paragraphs, tables and figures, with the box of each: data that nobody had to label.

    python examples/detector/pages.py --out pages --pages 400 --seed 1

Writes a PNG for each page, and metadata.jsonl with the boxes as the library `datasets` does. Pages are rectangles and
lines, no fonts, so that a seed draws the same ones on every machine.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image

LABELS = ("title", "paragraph", "table", "figure")
WIDTH, HEIGHT = 160, 192
MARGIN, GAP = 8, 5
LINE = 4
"""Pixels from a line of a paragraph to the next."""
LEAST = {"title": 9, "paragraph": 14, "table": 24, "figure": 26}
"""Height that each kind of block needs."""

Sheet = NDArray[np.int16]


class Block(NamedTuple):
    """Something on a page: what it is, its corner and its size in pixels."""

    kind: str
    left: int
    top: int
    width: int
    height: int


class Page(NamedTuple):
    """A drawn page and what is on it."""

    pixels: NDArray[np.uint8]
    """Of shape (height, width, 3)."""
    blocks: tuple[Block, ...]


def draw_page(seed: int, number: int) -> Page:
    """The page with that number: blocks in one or two columns under a title or none, with noise over it."""
    draw = np.random.default_rng((seed, number))
    sheet = np.full((HEIGHT, WIDTH), draw.integers(225, 256), dtype=np.int16)
    top = MARGIN + int(draw.integers(0, 8))
    blocks = []
    if draw.random() < 0.6:
        blocks.append(_drawn(sheet, draw, Block("title", MARGIN, top, WIDTH - 2 * MARGIN, LEAST["title"])))
        top += LEAST["title"] + GAP + int(draw.integers(0, 4))
    columns = int(draw.integers(1, 3))
    width = (WIDTH - 2 * MARGIN - (columns - 1) * GAP) // columns
    for column in range(columns):
        blocks += _column(sheet, draw, MARGIN + column * (width + GAP), top, width)
    noisy = sheet + draw.normal(0, draw.uniform(1, 12), sheet.shape)
    grey = np.clip(noisy, 0, 255).astype(np.uint8)
    return Page(np.repeat(grey[:, :, None], 3, axis=2), tuple(blocks))


def _column(sheet: Sheet, draw: Generator, left: int, top: int, width: int) -> list[Block]:
    """Blocks under each other until the column is full, or a little earlier."""
    blocks: list[Block] = []
    end = HEIGHT - MARGIN - int(draw.integers(0, 30))
    while True:
        kind = str(draw.choice(LABELS, p=(0.2, 0.4, 0.2, 0.2)))
        tall = LEAST[kind] + (0 if kind == "title" else int(draw.integers(0, 44)))
        height = min(tall, end - top)
        if height < LEAST[kind]:
            return blocks
        blocks.append(_drawn(sheet, draw, Block(kind, left, top, width, height)))
        top += height + GAP + int(draw.integers(0, 6))


def _drawn(sheet: Sheet, draw: Generator, given: Block) -> Block:
    """What was drawn into the place that is given, as small as it came out."""
    drawers = {"title": _title, "paragraph": _paragraph, "table": _table, "figure": _figure}
    return drawers[given.kind](sheet, draw, given)


def _words(sheet: Sheet, draw: Generator, line: Block, *, thick: int, ink: int) -> int:
    """Words of a line as bars; the place where the last one ends."""
    left, right = line.left, line.left + line.width
    while left < right:
        end = min(left + int(draw.integers(3, 14)), right)
        sheet[line.top : line.top + thick, left:end] = ink
        left, last = end + 2, end
    return last


def _title(sheet: Sheet, draw: Generator, given: Block) -> Block:
    """One line of thick words, at the left or in the middle."""
    width = int(given.width * draw.uniform(0.35, 0.9))
    left = given.left + (int(draw.integers(2)) * (given.width - width)) // 2
    thick = int(draw.integers(5, 8))
    line = Block("title", left, given.top, width, thick)
    return line._replace(width=_words(sheet, draw, line, thick=thick, ink=int(draw.integers(0, 70))) - left)


def _paragraph(sheet: Sheet, draw: Generator, given: Block) -> Block:
    """Lines of thin words, the last one shorter."""
    ink = int(draw.integers(40, 130))
    lines = given.height // LINE
    for line in range(lines):
        full = given.width if line < lines - 1 else int(given.width * draw.uniform(0.3, 1))
        ragged = full - int(draw.integers(0, 5))
        _words(sheet, draw, Block("", given.left, given.top + LINE * line, ragged, 2), thick=2, ink=ink)
    return given._replace(height=LINE * (lines - 1) + 2)


def _table(sheet: Sheet, draw: Generator, given: Block) -> Block:
    """Short words in columns, with rules between rows, around all of it, or both."""
    ink, rows, columns = int(draw.integers(40, 130)), given.height // 8, int(draw.integers(3, 6))
    wide, style = given.width // columns, int(draw.integers(3))
    bottom, right = given.top + 8 * rows, given.left + wide * columns - 1
    for row in range(rows + 1):
        if style or row in (0, 1, rows):
            sheet[given.top + 8 * row, given.left : right + 1] = ink
    for column in range(columns + 1):
        if style == 2:
            sheet[given.top : bottom + 1, min(given.left + wide * column, right)] = ink
        for row in range(rows if column < columns else 0):
            start, length = given.left + wide * column + 3, int(draw.integers(4, max(5, wide - 5)))
            sheet[given.top + 8 * row + 3 : given.top + 8 * row + 6, start : start + length] = ink
    return given._replace(width=right + 1 - given.left, height=8 * rows + 1)


def _figure(sheet: Sheet, draw: Generator, given: Block) -> Block:
    """A chart of bars, a curve with its axes, or a grey picture."""
    width, height = int(given.width * draw.uniform(0.6, 1)), given.height
    left, top = given.left + (given.width - width) // 2, given.top
    ink, kind = int(draw.integers(30, 150)), int(draw.integers(3))
    if kind == 2:
        shades = draw.integers(60, 200, (height // 6 + 1, width // 6 + 1))
        sheet[top : top + height, left : left + width] = shades.repeat(6, 0).repeat(6, 1)[:height, :width]
        return Block("figure", left, top, width, height)
    sheet[top : top + height, left] = ink
    sheet[top + height - 1, left : left + width] = ink
    heights = draw.integers(3, height - 2, width)
    if kind == 0:
        for x in range(4, width - 5, 8):
            sheet[top + height - heights[x] : top + height, left + x : left + x + 5] = ink
    else:
        middle = np.convolve(np.pad(heights, 12, mode="edge"), np.ones(25) / 25, mode="valid").astype(int)
        for x in range(width):
            sheet[top + height - middle[x] - 1 : top + height - middle[x] + 1, left + x] = ink
    return Block("figure", left, top, width, height)


def write_pages(folder: Path, pages: int, seed: int) -> None:
    """The pages as files with their boxes beside."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for number in range(pages):
        page, name = draw_page(seed, number), f"{number:04}.png"
        Image.fromarray(page.pixels).save(folder / name)
        boxes = [[block.left, block.top, block.width, block.height] for block in page.blocks]
        objects = {"bbox": boxes, "category": [block.kind for block in page.blocks]}
        lines.append(json.dumps({"file_name": name, "objects": objects}))
    (folder / "metadata.jsonl").write_text("\n".join(lines) + "\n")


def main() -> None:
    """Draw the pages that the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, required=True, help="the folder")
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1, help="train.py learns from pages of seed 0")
    given = parser.parse_args()
    write_pages(given.out, given.pages, given.seed)
    print(f"{given.pages} pages of seed {given.seed} are in {given.out}")


if __name__ == "__main__":
    main()
