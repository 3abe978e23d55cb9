"""Whether a sentence gives a number as one end of a range, or as what it is over, rather than as the value."""

import re

from claims.quantities.quantity import NumberInText
from claims.records import Quantity

_BETWEEN = re.compile(
    r"(?i)\b(?:between|from|ranges? from) (?:about |around |~ ?)?\d[\d.,]*\s?(?:%|[a-z]{1,12})? (?:and|to) (?:about |around |~ ?)?$"
)
"""What stands before the upper end of a range: "between 10 and"."""
_OPENS = re.compile(r"(?i)\bbetween (?:about |around |~ ?)?$")
"""What stands before the lower end."""
_SECOND = re.compile(r"(?i)\s?(?:%|[a-z]{1,12})? and (?:about |around |~ ?)?\d")
_OVER = re.compile(r"(?i)\b(?:over|more than|upwards of|in excess of)\s$")
_RESOURCE = re.compile(
    r"(?i)[kmgt]i?b|(?:kilo|mega|giga|tera)bytes?|hours?|hrs?|h|days?|weeks?|min(?:ute)?s?|s|sec(?:ond)?s?|ms|[kmg]?wh|kg.*|gpu.hours?"
)
"""Units of what is needed or spent, before which "over" is a bound and no comparison."""


def with_bound(stated: Quantity, number: NumberInText, text: str) -> Quantity:
    """The quantity with "<" or ">" where the text gives it as the upper or lower end of what it can be."""
    before, after = text[: number.start][-60:], text[number.end :]
    if stated.relation != "=" or not _RESOURCE.fullmatch(stated.unit or ""):
        return stated
    if _BETWEEN.search(before):
        return stated.model_copy(update={"relation": "<"})
    if _OVER.search(before) or (_OPENS.search(before) and _SECOND.match(after)):
        return stated.model_copy(update={"relation": ">"})
    return stated
