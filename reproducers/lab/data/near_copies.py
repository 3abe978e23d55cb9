"""Inputs that are copies of one another but for case, spacing, punctuation, or the last digits of a number."""

from collections.abc import Hashable, Iterator, Sequence

from reproducers.lab.data.contamination import plain_text
from reproducers.lab.data.rows import Rows
from reproducers.lab.data.table_file import Cells

_STEP = 1e-4  # of a column's standard deviation; numbers that are nearer count as the same
_WORDS = ("tokens", "question", "context")
_PATHS = ("image", "audio")


def input_keys(rows: Rows) -> Iterator[tuple[Hashable, ...]]:
    """A key for each row, equal for rows whose inputs are copies; nothing where the rows have no known inputs."""
    columns: list[Sequence[Hashable]] = [_plain(rows.texts), _plain(rows.pairs)]
    columns += [_numbers(cells) for cells in rows.features.values()]
    columns += [_plain(cells) for role, cells in rows.by_role.items() if role in _WORDS]
    columns += [cells for role, cells in rows.by_role.items() if role in _PATHS]
    return zip(*filter(None, columns), strict=True)


def _plain(texts: Sequence[str]) -> list[str]:
    return [plain_text(text) for text in texts]


def _numbers(cells: Cells) -> Sequence[Hashable]:
    """The cells of a feature: numbers in steps of a ten-thousandth of their spread, else as they are."""
    import numpy as np

    try:
        values = np.array([float(cell) if cell is not None else np.nan for cell in cells])
    except ValueError:
        return [cell if cell is None else plain_text(cell) for cell in cells]
    spread = float(np.nanstd(values)) if np.isfinite(values).any() else 0.0
    if not np.isfinite(values).all() or spread == 0:
        return cells
    steps: list[float] = np.round(values / (_STEP * spread)).tolist()
    return steps
