"""How many rows at the top of a table are headers, by its rules and by what stands in it."""

import re
from collections.abc import Sequence
from itertools import pairwise

_NUMBER = re.compile(
    r"^[^\w]{0,4}[<>~≈±+−–-]?\s?\d[\d.,]*(?:\s?[%×xKMBGk]|\s?[MGT]?B)?(?:\s?±.{0,12}|\s?\(.{0,12}\)|\s\d{1,3}\.\d+|(?:\s?/\s?[\d.]{1,8}%?){1,4})?[^\w]{0,3}$"
)
_DECIMAL = re.compile(r"\d\.\d|\d{2,}\s?%")
MOST_HEADERS = 8

Texts = Sequence[Sequence[str]]
"""The rows of a table; a spanning cell's text stands at its first place only, the others are empty."""


def is_number(text: str) -> bool:
    """Whether a cell shows a number and little else."""
    return len(text) < 60 and bool(_NUMBER.match(text.strip()))


def count_header_rows(rows: Texts, rules: Sequence[int]) -> int:
    """The number of header rows: up to the first rule, unless results stand there; else the rows without numbers."""
    if len(rows) < 2:
        return 0
    inner = [rule for rule in sorted(rules) if 0 < rule < len(rows)]
    by_content = _without_results(rows)
    first = inner[0] if inner else None
    if first is None or first > MOST_HEADERS:
        return min(by_content, MOST_HEADERS, len(rows) - 1)
    if any(_is_data(row) for row in rows[by_content:first]):
        return min(by_content, first)
    while (more := next((rule for rule in inner if rule > first), None)) and more <= MOST_HEADERS:
        if not all(_names_columns(row) for row in rows[first:more]):
            break
        first = more
    return max(1, first)


def _is_data(row: Sequence[str]) -> bool:
    """Whether a row states results: a decimal stands in it, or most of what it says are numbers."""
    filled = [text for text in row[1:] if text.strip()]
    numbers = [text for text in filled if is_number(text)]
    return bool(filled) and (
        sum(bool(_DECIMAL.search(text)) for text in numbers) * 2 > len(filled) or (
            len(numbers) == len(filled) and bool(row[0].strip()) and len(set(numbers)) > 1 and len(filled) > 1
            and not _counts_up(numbers))
    )  # fmt: skip


def _counts_up(numbers: Sequence[str]) -> bool:
    """Whether numbers grow from left to right, as the lengths or sizes over a table's columns do."""
    try:
        values = [float(re.sub(r"[^\d.]", "", text)) for text in numbers]
    except ValueError:
        return False
    return all(a < b for a, b in pairwise(values))


def _names_columns(row: Sequence[str]) -> bool:
    """Whether a row names columns: several texts, and no number."""
    filled = [text for text in row if text.strip()]
    return (
        len(filled) >= 2
        and len([text for text in row[1:] if text.strip()]) >= 2
        and not any(map(is_number, filled))
    )


def _without_results(rows: Texts) -> int:
    """Rows at the top, none of which states results."""
    count = 0
    for at, row in enumerate(rows):
        filled = [text for text in row[1:] if text.strip()]
        if at == 0 and len(filled) > 2 and all(map(is_number, filled)) and _counts_up(filled):
            count += 1
            continue
        after = rows[at + 1] if at + 1 < len(rows) else ()
        if (
            not filled
            and 1 <= count < 3
            and len([text for text in after[1:] if text.strip()]) > 1
            and not any(map(is_number, after))
        ):
            count += 1
            continue
        if any(is_number(text) for text in filled) and count >= 1:
            break
        if filled and _is_data(row):
            break
        if not filled and count >= 1:
            break
        count += 1
    return count if count < len(rows) else 1
