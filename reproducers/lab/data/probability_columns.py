"""Finds the columns of a file of answers that hold the probability of each class."""

import re
from collections.abc import Sequence

from reproducers.lab.data.table_file import Cells

_BEFORE = (
    "",
    "p",
    "prob",
    "proba",
    "probs",
    "probability",
    "probabilities",
    "score",
    "scores",
    "pred",
    "predproba",
    "class",
    "label",
)
_AFTER = ("prob", "proba", "probability", "score")
_ALONE = (
    "probability",
    "prob",
    "proba",
    "score",
    "p",
    "prob1",
    "p1",
    "proba1",
    "probability1",
    "score1",
    "predproba",
)

_HALF = 0.5
_ORDERED = (
    ("0", "1"),
    ("-1", "1"),
    ("false", "true"),
    ("no", "yes"),
    ("negative", "positive"),
    ("neg", "pos"),
)
"""Labels of which the second is the one that a column called "score" gives the probability of."""


def probability_columns(columns: dict[str, Cells], labels: Sequence[str]) -> tuple[str, ...]:
    """The column of each label's probability in the order of the labels; of two labels, the second's alone will do.

    None where a label has no such column, or where cells are no numbers from 0 to 1.
    """
    numeric = {_plain(name): name for name, cells in columns.items() if _are_probabilities(cells)}
    of_labels = [
        next((numeric[key] for key in _spellings(_plain(label)) if key in numeric), None) for label in labels
    ]
    named = [name for name in of_labels if name is not None]
    if len(labels) > 1 and len(set(named)) == len(labels):
        return tuple(named)
    if len(labels) != 2:
        return ()
    if of_labels[1] is not None:
        return (of_labels[1],)
    alone = [numeric[key] for key in _ALONE if key in numeric]
    return (alone[0],) if len(alone) == 1 else ()


def classes_named(columns: dict[str, Cells], labels: Sequence[str]) -> tuple[str, ...]:
    """The labels and, sorted with them, the further classes that columns named like theirs give a probability of.

    Empty where a label has no such column.
    """
    numeric = [name for name, cells in columns.items() if _are_probabilities(cells)]
    for before in _BEFORE:
        own = {label: before + _plain(label) for label in labels}
        if labels and set(own.values()) <= {_plain(name) for name in numeric}:
            others = (
                [_rest(name, before) for name in numeric if _plain(name) not in own.values()]
                if before
                else []
            )
            return tuple(sorted({*labels, *filter(None, others)}))
    named = probability_columns(columns, labels)
    alone = len(named) == 1 and _plain(named[0]) in _ALONE
    return (
        tuple(labels)
        if named and (not alone or tuple(label.strip().casefold() for label in labels) in _ORDERED)
        else ()
    )


def likeliest(columns: dict[str, Cells], labels: Sequence[str]) -> tuple[str | None, ...]:
    """For each row the label with the highest probability, of one column alone the second from one half on; None where
    a row has none. Empty where there are no such columns.
    """
    named = probability_columns(columns, labels)
    rows = zip(*(columns[name] for name in named), strict=True)
    return tuple(_likeliest(row, labels) for row in rows)


def _likeliest(cells: tuple[str | None, ...], labels: Sequence[str]) -> str | None:
    if any(cell is None for cell in cells):
        return None
    shares = [float(cell or 0) for cell in cells]
    if len(shares) == 1:
        return labels[1] if shares[0] >= _HALF else labels[0]
    return labels[shares.index(max(shares))]


def _spellings(label: str) -> list[str]:
    """How the column of a label's probability may be called, without case and punctuation."""
    return [*(before + label for before in _BEFORE), *(label + after for after in _AFTER)]


def _rest(name: str, before: str) -> str:
    """The class that a column's name gives behind its first word; empty where it begins with another."""
    parted = re.match(rf"(?i)[\W_]*{before}[\W_]+(.+)$", name)
    return parted[1] if parted else ""


def numbers_of(cells: Cells) -> list[float] | None:
    """The cells as numbers from 0 to 1, None where one is missing or none."""
    try:
        values = [float(cell) for cell in cells if cell is not None]
    except ValueError:
        return None
    return values if len(values) == len(cells) and all(0 <= value <= 1 for value in values) else None


def _are_probabilities(cells: Cells) -> bool:
    values = numbers_of(tuple(cell for cell in cells if cell is not None))
    return bool(values) and any(0 < value < 1 for value in values or ())


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())
