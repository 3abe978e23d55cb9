"""The data set that a sentence names behind a score, known or not: "an MAE of 2.3 on Kelpline"."""

import re

from claims import catalog
from claims.catalog.word_lists import words
from claims.quantities.quantity import NumberInText
from extractors.language.datasets import datasets_in
from extractors.language.devices import devices_in
from extractors.language.system_names import OwnNames

_NAME = r"(?:the )?([A-Z][\w+]*(?:-[\w+]+){0,3}(?: [A-Z0-9][\w+-]*){0,3})"
_BEHIND = re.compile(
    rf"^\s?(?:%|points?|[\w/°²]{{1,12}})?(?: \([^()]{{1,30}}\))? on {_NAME}(?=[.,;)]|$| (?:and|test|dev|validation)\b)"
)
_AHEAD = re.compile(rf"(?:^|[.;] )On {_NAME}(?= (?:it|the model|this model|we|our model)\b|, )")
_ON = re.compile(r"(?i)\bon\b(?! average)\s?")
_SHAPED = re.compile(r"(?:the )?([A-Z][a-z]*(?:[A-Z\d-][\w]*)+(?:[ -][A-Z]?\d[\w.]*)?)")
"""A name with a capital, a digit or a hyphen inside: "MedNLI", "Kinetics-400"."""
_PARTS = re.compile(r"(?i)[.;](?:\s|$)|\b(?:while|whereas|but|than|where|which)\b")


def unlisted_dataset(number: NumberInText, text: str, names: OwnNames) -> str | None:
    """The name that a score is said to be on, where it is no device, no model and no word for a split or language."""
    match = _BEHIND.match(text[number.end :]) or _AHEAD.search(text[: number.start])
    return match[1] if match and _can_be_data(match[1], names) and not datasets_in(match[1]) else None


def dataset_ahead(
    number: NumberInText, text: str, since: int, declared: tuple[str, ...], names: OwnNames
) -> str | None:
    """The data set of the next "on", past other scores: both of "53.8 box AP and 46.4 mask AP on COCO"."""
    if _ON.search(text[since : number.start]):
        return None
    on = _ON.search(text[number.end : number.end + 160])
    between = text[number.end : number.end + on.start()] if on else ""
    if on is None or _PARTS.search(between) or between.find(")") > between.rfind("(") == -1:
        return None
    at = number.end + on.end()
    known = next((name for start, _, name in datasets_in(text, declared) if at <= start <= at + 4), None)
    shaped = _SHAPED.match(text[at:])
    return known or (shaped[1] if shaped and _can_be_data(shaped[1], names) else None)


def _can_be_data(name: str, names: OwnNames) -> bool:
    """Whether a name is no device, no model, no metric and no word for a split or language."""
    plain = name.casefold() in words("dataset_words", "reached_on_otherwise")
    other = plain or name.isdigit() or len(name) < 3 or next(devices_in(name), None) or names.is_own(name)
    return not (other or catalog.metric(name))
