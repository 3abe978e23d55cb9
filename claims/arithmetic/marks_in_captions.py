"""What a caption says of bold figures: that they are the best, in which rows, and which rows they leave out."""

import re

from claims.arithmetic.numeric_table import NumericTable
from claims.arithmetic.row_settings import row_settings, setting_columns

_SAID = re.compile(
    r"(?i)\bbest\b.{0,80}\b(?:bold\w*|highlighted|boldface)\b|\b(?:bold\w*|boldface)\b.{0,60}\bbest\b|\b(?:highest|top)\b.{0,60}\bbold"
)
_LOOSE = re.compile(
    r"(?i)\bnear|\bsignifican|\bstatistical|\bwithin\b|\bcomparable\b|\btop[- ](?:two|three|2|3)\b"
)
_PER = re.compile(
    r"(?i)\b(?:(?:per|for (?:each|every)|(?:at|in|of) (?:each|every)) (?P<of>[a-z][a-z -]{2,20}))"
)
"""What a caption says of the rows that a mark is for: "best per noise level"."""
_WITHOUT = re.compile(r"\b(?:[Ee]xcluding|[Ee]xcept(?: for)?) (?:the )?(?P<name>[\w-]{3,30})(?=\)|[.,;]|$)")
"""A row that a caption leaves out of the marks, by its name."""
_LEFT_OUT = re.compile(
    r"(?i)\bbold\w*\b[^.]{0,80}\b(?:near(?:ly)? (?:the )?best|excluding|except)\b"
    r"|\b(?:excluding|except)\b[^.]{0,60}\bbold"
)
"""What a caption says of marks that leave some figures out, which cannot be held against them."""
_OUT = re.compile(r"(?i)\b(?:excluding|except)\b")


def is_best(table: NumericTable) -> bool:
    """Whether the caption says that bold is best, and only that."""
    caption = _caption(table)
    return bool(_SAID.search(caption)) and not _LOOSE.search(caption)


def rows_left_out(table: NumericTable) -> set[int] | None:
    """The rows, of one name, that the caption leaves out of its marks; None where it leaves out anything else."""
    caption = _caption(table)
    if not _LEFT_OUT.search(caption):
        return set()
    named = {match["name"].casefold() for match in _WITHOUT.finditer(caption)}
    rows = {row for row, names in table.names.items() if {names[0].casefold()} == named}
    return rows if rows and len(_OUT.findall(caption)) == 1 else None


def settings_of_marks(table: NumericTable) -> dict[int, str]:
    """Each row's setting, where the caption says that bold is the best for each of them; empty otherwise."""
    caption = _caption(table)
    named = [match["of"].casefold() for match in _PER.finditer(caption)] if _SAID.search(caption) else []
    columns = [
        column
        for column in (setting_columns(table) if named else ())
        if any(words.startswith(table.last(column).casefold()) for words in named)
    ]
    return row_settings(table, columns)


def _caption(table: NumericTable) -> str:
    return (table.table.caption or "")[:2_000]
