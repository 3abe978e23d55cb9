"""Strict JSON: no NaN, one key order, nothing that a terminal would obey."""

import json
import re
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, ConfigDict

from claims.records import Pair, Record

QUIET = re.compile("[\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]")
"""Characters that JSON allows bare but a terminal or an eye may obey; all stand inside strings."""


def number(value: Decimal) -> int | float:
    """A decimal as a JSON number: 32, not 32.0."""
    return int(value) if value == value.to_integral_value() else float(value)


def _number(value: object) -> object:
    return number(value) if isinstance(value, Decimal) else value


def _digits(value: object) -> object:
    return format(value, "f") if isinstance(value, Decimal) else value


def _named(value: object) -> object:
    if isinstance(value, tuple):
        return {pair.name: pair.value for pair in reversed(value) if isinstance(pair, Pair)}
    return value


Number = Annotated[int | float, BeforeValidator(_number)]
"""A JSON number, made of a decimal: whole where the figure is whole."""

Digits = Annotated[str, BeforeValidator(_digits)]
"""The digits of a decimal as printed, never in scientific notation: "92.30"."""

NamedValues = Annotated[dict[str, str], BeforeValidator(_named)]
"""A JSON object, made of pairs; of two with one name the first stays."""


class PrintedRecord(Record):
    """A record as JSON shows it; `model_validate` makes it of the record that has the same fields."""

    model_config = ConfigDict(from_attributes=True, populate_by_name=True)


def to_json(shape: Record, *, indent: int | None = 2) -> bytes:
    """A printed shape as UTF-8 JSON with a final newline, and on one line where there is no indent."""
    body = shape.model_dump(mode="json", by_alias=True)
    text = json.dumps(body, ensure_ascii=False, allow_nan=False, indent=indent)
    return (QUIET.sub(_escaped, text) + "\n").encode()


def _escaped(match: re.Match[str]) -> str:
    """One character as JSON escapes it, in two halves where it lies beyond 16 bits."""
    return json.dumps(match.group())[1:-1].replace("\x7f", "\\u007f")
