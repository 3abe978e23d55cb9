"""What may mislead the reader of a card: unseen signs, mixed alphabets, orders to a machine, values that are none."""

import datetime
import re
from collections.abc import Iterator, Sequence

from claims.quantities import quantity
from claims.quantities.quantity import NotANumber
from claims.records import Entry
from extractors.readers.source_lines import SourceLines

MOST_TOLD = 20
"""Warnings of one sort."""
LONGEST = 20_000
"""Characters of one field that no card needs."""
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T]|$)")
_TURNED = re.compile("[\u202a-\u202e\u2066-\u2069]")
_UNSEEN = re.compile(
    "(?<=[A-Za-z0-9])[\u200b-\u200f\u2060\ufeff](?=[A-Za-z0-9 ])|[\u200b-\u200f\u2060\ufeff](?=[A-Za-z0-9])"
)
_MIXED = re.compile(
    "[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]|[A-Za-z][\u03bf\u03bd\u03c1]|[\u03bf\u03bd\u03c1][A-Za-z]"
)
_ORDERS = re.compile(
    r"(?i)\b(?:ignore|disregard|forget)\b.{0,30}\b(?:previous|prior|above|earlier|all)\b.{0,20}\binstructions?\b"
    r"|\b(?:system|assistant) ?: .{0,60}\b(?:set|print|report|reveal|output)\b|\breport verdict\b"
)
_VALUE = re.compile(
    r"model[-_]index(?:/\d{1,4})?/results(?:/\d{1,5})?/metrics?(?:/\d{1,5})?/value(?:/.{1,100})?"
)
_BROKEN = re.compile(
    r"model[-_]index/\d{1,4}(?:/results(?:/\d{1,5}(?:/(?:metrics(?:/\d{1,5})?|dataset|task))?)?)?"
)
"""Branches of the structured results; a leaf in their place is malformed."""
_NAME = re.compile(r"model[-_]index(?:/\d{1,4})?/.{1,200}/(?:type|name)")


def gives_orders(text: str) -> bool:
    """Whether a text gives orders to an automated reader; such a text claims nothing."""
    return bool(_ORDERS.search(text[:5_000]))


def _is_date(text: str) -> bool:
    try:
        datetime.datetime.fromisoformat(text[:40].strip())
    except ValueError:
        return False
    return True


def suspicious_lines(source: SourceLines) -> Iterator[str]:
    """A warning for each line with characters that reverse its direction or are invisible."""
    lines = 0
    for number, line in enumerate(source.lines, 1):
        if lines >= MOST_TOLD:
            return
        if line.isascii():
            continue
        if _TURNED.search(line):
            lines += 1
            yield f"Line {number} of {source.file} holds signs that turn its direction; it may not mean what it shows."
        elif _UNSEEN.search(line[:10_000]) and re.search(r"\d", line):
            lines += 1
            yield f"Line {number} of {source.file} holds invisible characters."


def suspicious_fields(entries: Sequence[Entry]) -> Iterator[str]:
    """A warning for each field that is malformed, and for each name in two alphabets."""
    yield from _values(entries)
    for entry in entries:
        if _NAME.fullmatch(entry.path) and _MIXED.search(entry.value[:200]):
            yield f"Line {entry.place.line}: {entry.value[:60]!r} mixes two alphabets; it is not what it looks like."
        if len(entry.value) > LONGEST:
            yield f"Line {entry.place.line}: {entry.path[:80]} holds more than {LONGEST:,} characters."
        elif _DATE.match(entry.value) and not _is_date(entry.value):
            yield f"Line {entry.place.line}: {entry.value[:40]!r} looks like a date and is none."
    yield from _shapes(entries)


def _values(entries: Sequence[Entry]) -> Iterator[str]:
    """The values of the structured results that are no numbers."""
    values = [(entry, quantity.read(entry.value)) for entry in entries if _VALUE.fullmatch(entry.path)]
    odd = [(entry, value) for entry, value in values if isinstance(value, NotANumber)]
    for entry, value in odd[:MOST_TOLD]:
        yield f"Line {entry.place.line}: the value {value.as_written[:40]!r} is not read, since {value.why}."
    if len(odd) > MOST_TOLD:
        yield f"{len(odd) - MOST_TOLD} more values are not read."


def _shapes(entries: Sequence[Entry]) -> Iterator[str]:
    """Leaves where the structured results need branches."""
    for entry in [entry for entry in entries if _BROKEN.fullmatch(entry.path)][:MOST_TOLD]:
        yield f"Line {entry.place.line}: {entry.path} holds no fields, so it is not read."
    if any(entry.path in ("model-index", "model_index") for entry in entries):
        yield "The model-index holds no list of models, so it is not read."
    if any(re.match(r"\d+(?:/|$)", entry.path) for entry in entries):
        yield "The front matter is a list rather than fields."
