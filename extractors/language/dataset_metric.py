"""The metric usual on a data set that a result is given on: "achieves 94.4% on HumanEval"."""

import re

from claims import catalog
from claims.catalog.datasets import find_dataset
from claims.catalog.metrics import Metric
from claims.quantities.quantity import NumberInText
from extractors.language.gains import is_gain
from extractors.language.number_phrases import NumberMeaning
from extractors.language.passage import datasets_named

_SCORE = re.compile(r"(?i)\bscores?\s(?:of|is|:)?\s?$")
_REACHED = re.compile(
    r"(?i)\b(?:achiev\w+|obtain\w*|reach\w*|attain\w*|scor(?:es?|ed|ing)|gets?|yields?)\s(?:\w+\s){0,2}$"
)
_ALSO = re.compile(
    r"(?i)\b(?:achiev|obtain|reach|attain|scor|get|yield)\w*\s(?:\w+\s){0,2}\d[\d.]*\s?%?\s(?:on|in)\s[^.;:]{2,60}?(?:,|,?\sand)\s$"
)
"""A number that goes on with what was reached: "reaches 61.2 on one and"."""
_ON = re.compile(r"\b(?:on|in)\s(?:the\s)?$")


def usual_metric(dataset: str) -> Metric | None:
    """The metric by which results on a data set are usually told: F1 where it is one of several."""
    listed = find_dataset(dataset)
    usual = listed.usual_metrics if listed else ()
    return catalog.metric("f1" if "f1" in usual else usual[0]) if usual else None


def meaning_by_dataset(number: NumberInText, text: str) -> NumberMeaning | None:
    """The usual metric of the data set behind a number that is reached or gained there; of a bare score, a score."""
    before, after = text[: number.start], text[number.end :]
    decimal = number.quantity.value != number.quantity.value.to_integral_value()
    if number.quantity.unit not in (None, "%", "points", "point") or not (decimal or number.quantity.unit):
        return None
    score = catalog.metric("score")
    if _SCORE.search(before[-16:]) and score:
        return NumberMeaning(score, "score", 0.6)
    gain = is_gain(number, text)
    listed = _ALSO.search(before)
    if not gain and not listed and not _REACHED.search(before[-40:]):
        return None
    on = next((dataset for dataset in datasets_named(after[:90]) if _ON.search(after[: dataset[0]])), None)
    if on is None:
        return None
    metric = usual_metric(on[2]) or score
    return NumberMeaning(metric, metric.name, 0.5, gain) if metric else None
