"""Metrics whose name stands right at a number: "56.8% AP", "IS 2.249", "a 0.81 score"."""

import re

from claims import catalog
from claims.quantities.quantity import NumberInText
from extractors.language.number_phrases import NumberMeaning
from extractors.tables.label_meaning import read_label

_AFTER = re.compile(r"\s?(?P<name>[A-Z]{2,5}|mAP|mIoU|F1)(?![\w-])")
_BEFORE = re.compile(r"(?<![\w-])(?P<name>[A-Z]{2,5}|mAP|mIoU)\s(?:of\s)?$")
_SCORE_AFTER = re.compile(r"\s(?:(?:average|mean|overall|final|total|normali[sz]ed)\s)?scores?\b")


def named_beside(number: NumberInText, text: str) -> NumberMeaning | None:
    """The metric whose short name stands right at a number."""
    if number.quantity.unit not in (None, "%"):
        return None
    after, before = text[number.end : number.end + 40], text[max(0, number.start - 16) : number.start]
    match = _AFTER.match(after) or _BEFORE.search(before)
    metric = read_label(match["name"]).metric if match else None
    if match and metric and metric.kind == "quality":
        return NumberMeaning(metric, match["name"], 0.8)
    score = catalog.metric("score")
    decimal = number.quantity.value != number.quantity.value.to_integral_value()
    return NumberMeaning(score, "score", 0.6) if score and decimal and _SCORE_AFTER.match(after) else None
