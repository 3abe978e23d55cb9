"""Finds the label of each row in its own input, where a score is no proof of anything."""

import re
from collections.abc import Mapping, Sequence

from reproducers.lab.data.table_file import Cells

_FEWEST = 20  # rows below which it may be chance
_INPUTS_A_VALUE = 10  # distinct inputs for each value of a column, on average: fewer may be an accident
_MOSTLY = 0.95
_WORD = re.compile(r"[^\W_]+")


def leak_in_texts(texts: Sequence[str], labels: Sequence[str]) -> str:
    """A sentence where nearly every text holds the name of its own label and of no other, else ""."""
    names = {label: " ".join(_WORD.findall(label.casefold())) for label in set(labels)}
    if len(texts) < _FEWEST or len(names) < 2 or not all(names.values()):
        return ""
    telling = sum(
        [label for label, name in names.items() if f" {name} " in text] == [own]
        for text, own in zip(map(_spaced, texts), labels, strict=True)
    )
    if telling < _MOSTLY * len(texts):
        return ""
    return (
        f"{telling:,} of the {len(texts):,} texts hold the name of their own label and of no other: the label leaks "
        "into the input, and a score on these rows proves nothing."
    )


def leak_in_columns(columns: Mapping[str, Cells], labels: Sequence[str]) -> str:
    """A sentence where each value of a column stands beside one label only, and values repeat; else ""."""
    if len(labels) < _FEWEST or len(set(labels)) < 2:
        return ""
    inputs = len(set(zip(*columns.values(), strict=True)))
    for name, cells in columns.items():
        values, pairs = set(cells), set(zip(cells, labels, strict=True))
        few = len(values) == len(set(labels)) or _INPUTS_A_VALUE * len(values) <= inputs
        if len(pairs) == len(values) and few:
            return (
                f"The column {name!r} tells the label of every row: the label leaks into the input, and a score on "
                "these rows proves nothing."
            )
    return ""


def _spaced(text: str) -> str:
    return f" {' '.join(_WORD.findall(text.casefold()))} "
