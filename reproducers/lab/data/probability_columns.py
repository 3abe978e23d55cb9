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
)
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


def probability_columns(columns: dict[str, Cells], labels: Sequence[str]) -> tuple[str, ...]:
    """The column of each label's probability in the order of the labels; of two labels, the second's alone will do.

    None where a label has no such column, or where cells are no numbers from 0 to 1.
    """
    numeric = {_plain(name): name for name, cells in columns.items() if _are_probabilities(cells)}
    of_labels = [
        next((numeric[key] for before in _BEFORE if (key := before + _plain(label)) in numeric), None)
        for label in labels
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
