"""A place on a page, a word on it, and whether the word shows a number."""

import re
from dataclasses import dataclass

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in points, of the page as it is before it is turned."""


@dataclass(frozen=True)
class PageBox:
    """A place on a page."""

    page: int
    """From 0."""
    box: Box


@dataclass(frozen=True)
class PageWord:
    """A word on a page."""

    text: str
    box: Box


def shows(text: str, digits: str) -> bool:
    """Whether a text holds these digits as its own number: 91.2 in "91.2±0.3" but not in "191.25", no 2 in "SST-2"."""
    plain = text.replace(",", "").replace("−", "-").replace("\u2009", "")
    return (
        re.search(rf"(?<![\w.])(?<![A-Za-z]-){re.escape(digits.lstrip('-'))}(?!\.?\d)", plain[:200])
        is not None
    )
