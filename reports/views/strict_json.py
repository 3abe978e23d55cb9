"""Strict JSON: no NaN, one key order, nothing that a terminal would obey."""

import json
import re
from decimal import Decimal

from claims.records import Pair, Record

Number = int | float
"""A JSON number: whole where the figure is whole."""

QUIET = re.compile("[\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]")
"""Characters that JSON allows bare but a terminal or an eye may obey; all stand inside strings."""


def number(value: Decimal) -> Number:
    """A decimal as a JSON number: 32, not 32.0."""
    return int(value) if value == value.to_integral_value() else float(value)


def maybe(value: Decimal | None) -> Number | None:
    """The same for a number that may be missing."""
    return None if value is None else number(value)


def digits(value: Decimal) -> str:
    """The digits as printed, never in scientific notation: "92.30"."""
    return format(value, "f")


def named(pairs: tuple[Pair, ...]) -> dict[str, str]:
    """Pairs as a JSON object; of two with one name the first stays."""
    return {pair.name: pair.value for pair in reversed(pairs)}


def to_json(shape: Record, *, indent: int | None = 2) -> bytes:
    """A printed shape as UTF-8 JSON with a final newline, and on one line where there is no indent."""
    body = shape.model_dump(mode="json", by_alias=True)
    text = json.dumps(body, ensure_ascii=False, allow_nan=False, indent=indent)
    return (QUIET.sub(_escaped, text) + "\n").encode()


def _escaped(match: re.Match[str]) -> str:
    """One character as JSON escapes it, in two halves where it lies beyond 16 bits."""
    return json.dumps(match.group())[1:-1].replace("\x7f", "\\u007f")
