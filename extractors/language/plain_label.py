"""A label of a table without its marks."""

import re

_WIDE = str.maketrans({"（": " (", "）": ")", "：": ":", "，": ", ", "％": "%", "＠": "@"})
"""Signs of Chinese and Japanese type, with those that mean the same."""


def plain_label(text: str) -> str:
    """A label without citations, footnote marks, arrows and emphasis."""
    label = re.sub(
        r"\s?\[\d{1,3}(?:\s?[,;–-]\s?\d{1,3}){0,8}\]",
        "",
        " ".join(text.translate(_WIDE).split()),
    )
    label = re.sub(r"(?<!\b[Rr])\s?\^\{?(?:[*†‡§⋆∗\d,]{1,4}|[a-z])\}?$", "", label)
    label = re.sub(r"[↑↓⇑⇓⬆⬇*†‡§⋆∗♣♠♦♥]|\s?\((?:↑|↓)\)", "", label)
    label = re.sub(r"\(\s?\)|\[\s?\]", "", label)
    label = re.sub(r"^\$([A-Za-z][\w-]*)\$$", r"\1", label)
    return " ".join(label.split()).strip(" :;,|")[:200]
