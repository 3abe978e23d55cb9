"""What LaTeX's commands print, and which of them print nothing."""

import unicodedata
from collections.abc import Mapping

from claims.catalog.word_lists import counts, meanings, words


def symbols() -> Mapping[str, str]:
    """What a command without an argument prints."""
    return meanings("latex_commands", "prints")


def silent() -> Mapping[str, int]:
    """How many first arguments of a command print nothing; a last argument that prints is not counted."""
    return counts("latex_commands", "silent_arguments")


def is_bold(name: str) -> bool:
    """Whether a command prints in bold."""
    return name in words("latex_commands", "bold")


def is_underlined(name: str) -> bool:
    """Whether a command underlines."""
    return name in words("latex_commands", "underlined")


def holds_to_end_of_group(name: str) -> bool:
    """Whether a command has no argument and holds to the end of its group."""
    return name in words("latex_commands", "to_end_of_group")


def accent(name: str, letter: str) -> str | None:
    """The letter with the accent that a command of this name puts on it; None if it is no accent."""
    mark = meanings("latex_commands", "accents").get(name[1:])
    return unicodedata.normalize("NFC", letter[:1] + mark) + letter[1:] if mark else None
