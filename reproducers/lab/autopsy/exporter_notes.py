"""What exporters write into a file's metadata: names of classes, the size of pictures, the letters of a text reader.

Ultralytics' exporter writes `names`, `imgsz` and `task`; RapidOCR and PaddleOCR write `character`, a line each.
"""

import re

from reproducers.lab.autopsy.contents import Contents

_NAME = re.compile(r"\d+: (?:'([^']{1,80})'|\"([^\"]{1,80})\")")
_SIDES = re.compile(r"\[?(\d{2,5})(?:, (\d{2,5}))?\]?")
_LINES = ("character", "labels", "classes", "class_names")
_ALPHABET = 40
"""Lines of single letters from which on they are the letters that a text reader knows, and no classes."""


def add_stated(contents: Contents) -> None:
    """Fill in labels and sides of pictures from the metadata, where no operator tells them."""
    metadata = contents.metadata
    if not contents.labels:
        contents.labels = _names(metadata.get("names", "")) or _classes_by_line(metadata)
    match = _SIDES.fullmatch(metadata.get("imgsz", ""))
    if match:
        contents.side = max(int(side) for side in match.groups() if side)


def alphabet(contents: Contents) -> int:
    """How many letters a text reader's metadata list; 0 where they list none."""
    lines = contents.metadata.get("character", "").split("\n")
    single = sum(len(line) == 1 for line in lines)
    return len(lines) if single >= _ALPHABET and single * 10 > len(lines) * 9 else 0


def _names(stated: str) -> tuple[str, ...]:
    """The classes of a mapping from numbers to names, as Python prints one."""
    return tuple(single or double for single, double in _NAME.findall(stated))


def _classes_by_line(metadata: dict[str, str]) -> tuple[str, ...]:
    """Classes that stand a line each."""
    stated = next((metadata[key] for key in _LINES if "\n" in metadata.get(key, "")), "")
    lines = tuple(line.strip() for line in stated.split("\n") if line.strip())
    return lines if lines and any(len(line) > 1 for line in lines) and max(map(len, lines)) <= 80 else ()
