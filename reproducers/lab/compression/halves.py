"""Splits rows into a half by which variants are chosen and a half by which the chosen ones are judged."""

import random
from collections.abc import Hashable, Sequence
from typing import NamedTuple

from claims.errors import DataError
from reproducers.lab.data.near_copies import input_keys
from reproducers.lab.data.rows import Rows

FEWEST = 50
"""Rows that a search needs: 25 in each half still say little."""
_FEWEST_OF_A_HALF = 20


class Halves(NamedTuple):
    """Row numbers of the two halves, each in an order drawn with the seed."""

    choosing: tuple[int, ...]
    judging: tuple[int, ...]


def split(rows: Rows, seed: int) -> Halves:
    """The halves; copies of one input lie in the same one. Raises DataError for fewer rows than are needed."""
    if len(rows) < FEWEST:
        raise DataError(
            f"{len(rows)} rows are too few to choose a variant on one half and judge it on the other.",
            f"Bring at least {FEWEST}; a few hundred show differences of a few points.",
        )
    keys: Sequence[Hashable] = list(input_keys(rows)) or range(len(rows))
    groups: dict[Hashable, list[int]] = {}
    for row, key in enumerate(keys):
        groups.setdefault(key, []).append(row)
    drawn = list(groups.values())
    random.Random(seed).shuffle(drawn)  # noqa: S311 - an order, not a secret
    choosing: list[int] = []
    judging: list[int] = []
    for group in drawn:
        smaller = choosing if len(choosing) <= len(judging) else judging
        smaller.extend(group)
    if min(len(choosing), len(judging)) < _FEWEST_OF_A_HALF:
        raise DataError(
            "Almost all rows are copies of one input, so that no half could judge what the other chose.",
            "Bring rows that differ.",
        )
    return Halves(tuple(choosing), tuple(judging))
