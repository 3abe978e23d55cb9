"""Maps the labels of the data to the labels of the model."""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from claims.errors import DataError
from claims.records import Pair


class LabelMatch(NamedTuple):
    """A mapping of the data's labels to the model's, and how it was made."""

    pairs: tuple[Pair, ...]
    """The data's label to the model's label."""
    unmatched: tuple[str, ...]
    """Labels of the data that the model does not have."""
    note: str
    """How they were matched."""


def match_labels(data: Sequence[str], model: Sequence[str]) -> LabelMatch:
    """Match by name, then without case and punctuation, by id, by the number in a name, by the start of a name.

    The first way that knows all labels of the data is taken, else the one that knows most of them. Raises
    DataError, showing both vocabularies, where none knows any.
    """
    if not model:
        return _nameless(data)
    best: tuple[dict[str, str], str] = ({}, "")
    for way, note in _WAYS:
        mapping = way(data, model)
        if len(mapping) > len(best[0]):
            best = (mapping, note)
        if len(mapping) == len(data):
            break
    if not best[0]:
        says = f"No label of the data ({_shown(data)}) is one of the model's ({_shown(model)})."
        raise DataError(says, "Write the labels as the model does, or as the numbers of its outputs from 0.")
    pairs = tuple(Pair(name=label, value=best[0][label]) for label in data if label in best[0])
    return LabelMatch(
        pairs, tuple(label for label in data if label not in best[0]), f"Labels were matched {best[1]}."
    )


def same_names(data: Sequence[str], model: Sequence[str]) -> bool:
    """Whether every label of the data is one of the model's by name, without case and punctuation."""
    return bool(data) and len(data) <= len(model) and len(_alike(data, model)) == len(data)


def _nameless(data: Sequence[str]) -> LabelMatch:
    """The model does not name its outputs: numbers from 0 are taken as such."""
    if all(_whole(label).isdecimal() for label in data):
        pairs = tuple(Pair(name=x, value=str(int(_whole(x)))) for x in data)
        return LabelMatch(pairs, (), "Labels are the outputs' numbers.")
    says = f"The model does not name its outputs, and the data's labels ({_shown(data)}) are not numbers."
    raise DataError(says, "Write the labels as the numbers of the outputs, from 0.")


def _same(data: Sequence[str], model: Sequence[str]) -> dict[str, str]:
    return {label: label for label in data if label in model}


def _alike(data: Sequence[str], model: Sequence[str]) -> dict[str, str]:
    named: dict[str, list[str]] = {}
    for name in model:
        named.setdefault(_plain(name), []).append(name)
    return {x: named[_plain(x)][0] for x in data if len(named.get(_plain(x), ())) == 1}


def _by_id(data: Sequence[str], model: Sequence[str]) -> dict[str, str]:
    """0 is the first output; so is LABEL_0."""
    mapping = {}
    for label in data:
        match = re.fullmatch(r"(?:label[_ -]?)?(\d{1,6})", _whole(label), re.IGNORECASE)
        if match and int(match[1]) < len(model):
            mapping[label] = model[int(match[1])]
    return mapping


def _by_number(data: Sequence[str], model: Sequence[str]) -> dict[str, str]:
    """4 is "4 stars" where each name of the model holds one number, and its own."""
    numbers: dict[str, str] = {}
    for name in model:
        in_name = re.findall(r"\d{1,6}", name)
        if len(in_name) != 1 or in_name[0] in numbers or name.upper().startswith("LABEL"):
            return {}
        numbers[in_name[0]] = name
    return {x: numbers[_whole(x)] for x in data if _whole(x) in numbers}


def _from_one(data: Sequence[str], model: Sequence[str]) -> dict[str, str]:
    """1 to k for k outputs: the first is 1."""
    if sorted(map(_whole, data), key=lambda x: (len(x), x)) != [str(i + 1) for i in range(len(model))]:
        return {}
    return {label: model[int(_whole(label)) - 1] for label in data}


def _by_start(data: Sequence[str], model: Sequence[str]) -> dict[str, str]:
    """Pos is positive, where nothing else begins so."""
    mapping = {}
    for label in data:
        short = _plain(label)
        fits = [name for name in model if _plain(name).startswith(short) or short.startswith(_plain(name))]
        if len(short) >= 3 and len(fits) == 1 and len(_plain(fits[0])) >= 3:
            mapping[label] = fits[0]
    return mapping if len(set(mapping.values())) == len(mapping) else {}


_WAYS = (
    (_same, "by name"),
    (_alike, "by name, without case and punctuation"),
    (_by_number, "by the number in the model's label"),
    (_from_one, "by order, 1 being the first output"),
    (_by_id, "by the output's number, 0 being the first"),
    (_by_start, "by the beginning of the name"),
)


def _whole(label: str) -> str:
    """A label without the ".0" that a whole number gets beside an empty cell."""
    return re.sub(r"^(\d{1,6})\.0$", r"\1", label.strip()[:200])


def _plain(label: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", label[:200]).casefold())


def _shown(labels: Sequence[str]) -> str:
    return ", ".join(label[:40] for label in labels[:8]) + (
        f", … {len(labels)} in all" if len(labels) > 8 else ""
    )
