"""Detects contamination: rows of the slice that the model's own repository ships."""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from claims.records import ModelFile, Pair
from reproducers.lab.data.row_files import row_files
from reproducers.lab.data.table_file import DataTable

_ALIKE_MOST = 20  # texts that are kept for one run of words; phrases that all share tell nothing
_SHORT = 16  # letters; shorter texts coincide by chance, and only count with their label
_SHINGLE = 4  # words
_SKETCH = 4  # smallest hashes of a text that are looked up
_ALIKE = 0.6  # of the words' shingles


@dataclass
class RepositoryRows:
    """Index of the rows that the repository ships: texts, pairs, feature rows, and shingles for near-duplicates."""

    texts: set[str] = field(default_factory=set)
    pairs: set[tuple[str, str]] = field(default_factory=set)
    rows: set[tuple[str, ...]] = field(default_factory=set)
    near: dict[int, list[frozenset[int]]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


class ShippedRows(NamedTuple):
    """Rows of a table that the model's repository ships too."""

    rows: tuple[int, ...] = ()
    """Which rows, from 0."""
    files: tuple[str, ...] = ()
    """The files that hold them."""
    unread: tuple[str, ...] = ()
    """Files that may hold them and were not read, each with the reason."""


def shipped_rows(
    root: Path,
    files: Sequence[ModelFile],
    table: DataTable,
    columns: tuple[Pair, ...],
    unread: Collection[str] = (),
) -> ShippedRows:
    """Rows of the table that a file of the model's folder holds too; files in `unread` are not opened.

    Texts are the same without case, spacing and punctuation, or share most of their runs of four words; rows of
    numbers are the same where every feature and the label are.
    """
    roles: dict[str, list[str]] = {}
    for pair in columns:
        roles.setdefault(pair.name, []).append(pair.value)
    inputs = [c for role in ("text", "question", "context", "text_pair") for c in roles.get(role, [])]
    features, label = roles.get("feature", []), (roles.get("label") or [""])[0]
    if not inputs and not features:
        return ShippedRows()
    known, left = RepositoryRows(), []
    for path, shipped, why in row_files(root, files, unread):
        if shipped is None:
            left.append(f"{path}: {why}")
            continue
        before = (len(known.texts), len(known.rows))
        _learn(known, shipped, features, label)
        if (len(known.texts), len(known.rows)) != before:
            known.files.append(path)
    if not known.files:
        return ShippedRows(unread=tuple(left))
    shipped_too = [i for i in range(table.rows) if _is_known(known, table, i, inputs, features, label)]
    return ShippedRows(tuple(shipped_too), tuple(known.files) if shipped_too else (), tuple(left))


def _learn(known: RepositoryRows, table: DataTable, features: list[str], label: str) -> None:
    cells = list(table.columns.values())
    for row in range(table.rows):
        plain = [plain_text(cell) for column in cells if (cell := column[row]) is not None]
        for text in plain:
            if len(text) >= _SHORT:
                known.texts.add(text)
                shingles = _shingles(text)
                for shingle in sorted(shingles)[:_SKETCH]:
                    alike = known.near.setdefault(shingle, [])
                    if len(alike) < _ALIKE_MOST:
                        alike.append(shingles)
        if len(plain) <= 12:
            known.pairs.update((a, b) for a in plain for b in plain if a != b and len(a) < _SHORT)
    if features and all(name in table.columns for name in [*features, label]):
        known.rows.update(_row(table, row, features, label) for row in range(table.rows))


def _is_known(
    known: RepositoryRows, table: DataTable, row: int, inputs: list[str], features: list[str], label: str
) -> bool:
    if features:
        return _row(table, row, features, label) in known.rows
    answer = plain_text(table.columns[label][row] or "") if label in table.columns else ""
    texts = [plain_text(table.columns[column][row] or "") for column in inputs]
    return all(_has_text(known, text, answer) for text in texts if text) and any(texts)


def _has_text(known: RepositoryRows, text: str, answer: str) -> bool:
    if len(text) < _SHORT:
        return bool(answer) and (text, answer) in known.pairs
    if text in known.texts:
        return True
    shingles = _shingles(text)
    near = (other for key in sorted(shingles)[:_SKETCH] for other in known.near.get(key, ()))
    return any(len(shingles & other) >= _ALIKE * len(shingles | other) for other in near)


def _row(table: DataTable, row: int, features: list[str], label: str) -> tuple[str, ...]:
    return tuple(_number(table.columns[name][row]) for name in [*features, label])


def _number(cell: str | None) -> str:
    try:
        return f"{float(cell or 'nan'):.6g}"
    except ValueError:
        return plain_text(cell or "")


def plain_text(cell: str) -> str:
    """A text without case, spacing and punctuation; at most ten thousand characters of it."""
    folded = unicodedata.normalize("NFKC", cell[:10_000]).casefold()
    return " ".join(re.findall(r"[^\W_]+", folded)) or folded.strip()


def _shingles(text: str) -> frozenset[int]:
    """Hashes of the runs of four words; none for fewer than eight words, where a single word would decide."""
    words = text.split()
    if len(words) < 2 * _SHINGLE:
        return frozenset()
    return frozenset(_hash(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1))


def _hash(words: Iterable[str]) -> int:
    return int.from_bytes(hashlib.blake2b(" ".join(words).encode(), digest_size=8).digest(), "little")
