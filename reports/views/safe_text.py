"""Text from outside made safe to print: control and invisible characters are spelled out."""

import re
import unicodedata

SPACES = {0x202F: " ", 0xA0: " "}
"""Spaces that a terminal may not draw, and that nobody types into a search."""
JOINERS = "\u200c\u200d"
"""Marks that scripts and emoji need, and that cannot reorder or hide anything."""


def visible(text: str) -> str:
    r"""The text on one line, with control, bidirectional and unprintable characters spelled out: \x1b."""
    if text.isprintable():  # nothing but letters, marks, digits, signs and the plain space
        return text
    line = re.sub(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+", " ", text)
    return "".join(letter if _plain(letter) else spelled(letter) for letter in line)


def spelled(letter: str) -> str:
    r"""A character as Python spells it: \x1b, \u202e, \U000e0001."""
    code = ord(letter)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _plain(letter: str) -> bool:
    """Whether a character shows itself: neither control, nor format, nor unassigned."""
    return letter in JOINERS or unicodedata.category(letter)[0] != "C"


def shortened(text: str, most: int = 160) -> str:
    """The text on one line and visible, cut at a word with an ellipsis where it is longer."""
    line = visible(text)
    if len(line) <= most:
        return line
    return line[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
