"""The rows of a slice, read again from its file exactly as the survey chose them."""

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from claims.errors import DataError
from claims.records import Pair, Slice
from reproducers.lab.data.table_file import Cells, DataTable, read_data_table

T = TypeVar("T")
_PLAIN = ("text", "text_pair", "label", "id", "feature")


@dataclass(frozen=True)
class Rows:
    """The rows of a slice, as columns by role; a role that the slice lacks is empty."""

    numbers: tuple[int, ...]
    """Which row of the file each is, from 0."""
    texts: tuple[str, ...] = ()
    """The texts."""
    pairs: tuple[str, ...] = ()
    """The second texts, where there are two."""
    labels: tuple[str, ...] = ()
    """The labels, as the data writes them."""
    ids: tuple[str, ...] = ()
    """The rows' names."""
    features: dict[str, Cells] = field(default_factory=dict)
    """The cells of each feature column."""
    by_role: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The cells of every other role: tokens, tags, question, context, answers, target, image, audio and so on."""

    def __len__(self) -> int:
        return len(self.numbers)

    def only(self, positions: Sequence[int]) -> "Rows":
        """A subset of the rows, by position."""

        def part(cells: tuple[T, ...]) -> tuple[T, ...]:
            return tuple(cells[i] for i in positions) if cells else ()

        return Rows(
            numbers=part(self.numbers),
            texts=part(self.texts),
            pairs=part(self.pairs),
            labels=part(self.labels),
            ids=part(self.ids),
            features={name: part(cells) for name, cells in self.features.items()},
            by_role={role: part(cells) for role, cells in self.by_role.items()},
        )


def read_rows(path: Path, chosen: Slice) -> Rows:
    """The rows of that slice; raises DataError if the file has changed since it was surveyed."""
    table = read_data_table(path)
    kept, _ = choose_rows(table, chosen.columns, most=chosen.rows, seed=chosen.seed, but=chosen.left_out)
    if len(kept) != chosen.rows:
        raise DataError(f"{path.name} has changed since it was surveyed.", "Run it again.")
    features = [pair.value for pair in chosen.columns if pair.name == "feature"]
    return Rows(
        numbers=tuple(kept),
        texts=_of(table, chosen.columns, "text", kept),
        pairs=_of(table, chosen.columns, "text_pair", kept),
        labels=_of(table, chosen.columns, "label", kept),
        ids=_of(table, chosen.columns, "id", kept),
        features={name: tuple(table.columns[name][i] for i in kept) for name in features},
        by_role={
            p.name: _of(table, chosen.columns, p.name, kept)
            for p in chosen.columns
            if p.name not in _PLAIN and "." not in p.name
        },
    )


def choose_rows(
    table: DataTable, columns: tuple[Pair, ...], *, most: int, seed: int | None, but: Collection[int] = ()
) -> tuple[list[int], int]:
    """The rows without a missing cell in a needed column, drawn where there are more; and how many lacked one.

    The draw is without putting back, by that seed, and keeps the order of the file; rows in `but` are left out.
    """
    needed = [
        table.columns[p.value] for p in columns if p.name not in ("id", "feature") and "." not in p.name
    ]
    whole = [i for i in range(table.rows) if all(column[i] is not None for column in needed)]
    missing, left = table.rows - len(whole), frozenset(but)
    whole = [i for i in whole if i not in left]
    if len(whole) > most:
        whole = sorted(random.Random(seed).sample(whole, most))  # noqa: S311 - a sample, not a secret
    return whole, missing


def _of(table: DataTable, columns: Sequence[Pair], role: str, kept: list[int]) -> tuple[str, ...]:
    name = next((pair.value for pair in columns if pair.name == role), None)
    if name is None:
        return ()
    cells = (table.columns[name][i] or "" for i in kept)
    return tuple(cells) if role.startswith("text") else tuple(cell.strip() for cell in cells)
