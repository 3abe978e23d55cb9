"""The metric usual on a data set that a result is given on: "achieves 94.4% on HumanEval"."""

import re

from claims import catalog
from claims.catalog.metrics import Metric
from claims.catalog.usual_metrics import usual_metrics
from claims.quantities.quantity import NumberInText
from extractors.language.gains import is_gain
from extractors.language.number_phrases import NumberMeaning
from extractors.language.passage import datasets_named

GUESSED = 0.4
"""How sure a metric is that no word of the sentence names: it is shown, and never judged."""
_SCORE = re.compile(r"(?i)\bscores?\s(?:of|is|:)?\s?$")
_REACHED = re.compile(
    r"(?i)\b(?:achiev\w+|obtain\w*|reach\w*|attain\w*|scor(?:es?|ed|ing)|gets?|yields?)\s(?:\w+\s){0,2}$"
)
_ALSO = re.compile(
    r"(?i)\b(?:achiev|obtain|reach|attain|scor|get|yield)\w*\s(?:\w+\s){0,2}\d[\d.]*\s?%?\s(?:on|in)\s[^.;:]{2,60}?(?:,|,?\sand)\s$"
)
"""A number that goes on with what was reached: "reaches 61.2 on one and"."""
_SCORES_THERE = re.compile(
    r"(?i)^[^.;:]{0,50}?\b(?:achiev|obtain|reach|attain|scor|get|yield)\w*\s(?:an?\s|about\s|around\s|over\s)?$"
)
"""What stands between a data set ahead and the number reached on it: "On PIQA Tern scores 71.0"."""
_THERE_TOO = re.compile(
    r"(?i)\b(?:achiev|obtain|reach|attain|scor|get|yield)\w*\s[^.;:\d]{0,40}?\d[\d.]*\s?%?,?\s(?:and|but|while)?,?\s?on (?:the )?$"
)
"""What stands before the data set of a number that goes on with what was reached: "scores 71.0, and on"."""
_NAMED = re.compile(
    r"(?:[A-Z][\w.-]*(?:\s[\w.-]+){0,3}|\b(?:performance|results?|scores?|accuracy|[a-z]{3,20}))\s\($"
)
"""A name, or what was reached, right before a bracket."""
_IN_BRACKETS = re.compile(r"[\w)] \([+-]?\d{1,3}\.\d{1,4}\s?%?\)")
_SCORES = re.compile(r"(?i)\bscores?\b")
_ON = re.compile(r"\b(?:on|in)\s(?:the\s)?$")


def usual_metric(dataset: str) -> Metric | None:
    """The metric that results on a data set usually have: F1 where it is one of several."""
    usual = usual_metrics(dataset)
    return catalog.metric("f1" if "f1" in usual else usual[0]) if usual else None


def meaning_by_dataset(number: NumberInText, text: str) -> NumberMeaning | None:
    """The usual metric of the data set behind a number that is reached or gained there; of a bare score, a score."""
    before, after = text[: number.start], text[number.end :]
    decimal = _has_decimals(number)
    if number.quantity.unit not in (None, "%", "points", "point") or not (decimal or number.quantity.unit):
        return None
    score = catalog.metric("score")
    if ahead := _reached_ahead(before):
        metric = usual_metric(ahead) or score
        return NumberMeaning(metric, metric.name, 0.5) if metric else None
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


def _reached_ahead(before: str) -> str | None:
    """The data set named before a number that is reached on it: "On PIQA Tern scores 71.0, and on WinoGrande 59.8"."""
    named = [dataset for dataset in datasets_named(before[-120:]) if dataset[0] > 0]
    if not named:
        return None
    start, end, name = named[-1]
    head, between = before[-120:][:start], before[-120:][end:]
    reached = re.search(r"(?i)\bon (?:the )?$", head) and _SCORES_THERE.match(between)
    again = between == " " and _THERE_TOO.search(head)
    return name if reached or again else None


def _has_decimals(number: NumberInText) -> bool:
    """Whether a number is printed with decimals, if only a zero: "71.0"."""
    exponent = number.quantity.value.as_tuple().exponent
    return isinstance(exponent, int) and exponent < 0


def meaning_in_brackets(number: NumberInText, text: str, main: Metric | None) -> NumberMeaning | None:
    """The metric of a number alone in brackets behind a name: "Tern (86.6%)", "on POPE (+3.30)".

    It is the usual one of the data set named before; of several such numbers, the paper's main metric.
    """
    before, after = text[: number.start], text[number.end :]
    decimal = _has_decimals(number)
    if not (
        decimal and number.quantity.unit in (None, "%") and after[:1] == ")" and _NAMED.search(before[-60:])
    ):
        return None
    on = [name for start, _, name in datasets_named(text) if start < number.start]
    score = catalog.metric("score")
    gain = number.quantity.as_written.startswith("+")
    if on and (metric := usual_metric(on[-1]) or score):
        return NumberMeaning(metric, metric.name, 0.5, gain)
    if main is not None and len(_IN_BRACKETS.findall(text)) > 1:
        return NumberMeaning(main, main.name, GUESSED, gain)
    return NumberMeaning(score, "score", GUESSED, gain) if score and (gain or _SCORES.search(text)) else None
