"""A data set that no list knows, by what stands right beside a score: "an MAE of 2.3 on Kelpline"."""

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


def unlisted_dataset(number: NumberInText, text: str, names: OwnNames) -> str | None:
    """The name that a score is said to be on, where it is no device, no model and no word for a split or language."""
    match = _BEHIND.match(text[number.end :]) or _AHEAD.search(text[: number.start])
    if match is None:
        return None
    name = match[1]
    plain = name.casefold() in words("dataset_words", "reached_on_otherwise")
    other = plain or name.isdigit() or len(name) < 3 or next(devices_in(name), None) or names.is_own(name)
    return None if other or catalog.metric(name) or datasets_in(name) else name
