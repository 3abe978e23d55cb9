"""What each level of a table carries: every assignment is scored as a whole, the best is taken, the next is kept."""

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

import numpy as np

from extractors.tables.phrase_usage import PhraseUsage
from extractors.tables.phrases import HeaderLevel
from extractors.tables.roles import Numbered, sort_of_axis

CARRIED = ("metric", "dataset", "system", "setting", "none")
"""What a level can carry as a whole."""
MOST_READINGS = 400
_COUNTED = ("metric", "dataset", "system")


def mixed(likely: np.ndarray, within: np.ndarray) -> np.ndarray:
    """For what a level may carry, by rows, and each role of a phrase: how likely both are."""
    return np.asarray(within * likely[None, :])


def level_scores(level: HeaderLevel, likely: Mapping[str, np.ndarray], within: np.ndarray) -> np.ndarray:
    """For each thing that a level may carry, how well its phrases fit, as the mean of their logarithms."""
    rows = [np.log(mixed(likely[text], within).sum(1) + 1e-6) for text in level.phrases[:40]]
    weight = min(len(rows), 6) ** 0.5
    return np.asarray(np.mean(rows, 0) * weight)


def assignments(scores: Sequence[np.ndarray]) -> list[tuple[str, ...]]:
    """The assignments worth scoring: of each level the likeliest, fewer where there are many levels."""
    width = 4 if len(scores) <= 4 else 3 if len(scores) <= 5 else 2
    tops = [[CARRIED[n] for n in np.argsort(-score, kind="stable")[:width]] for score in scores]
    tops = [top if n < 8 else top[:1] for n, top in enumerate(tops)]
    return list(itertools.islice(itertools.product(*tops), MOST_READINGS))


def whole_features(table: Numbered, carried: Sequence[str], evidence: Mapping[str, float]) -> Iterator[tuple[str, float]]:  # fmt: skip
    """What an assignment says of the table as a whole."""
    axes: dict[str, Counter[str]] = {"column": Counter(), "row": Counter()}
    for level, role in zip(table.levels, carried, strict=True):
        axes[level.axis][role] += 1
        yield f"{level.where}={role}", 1.0
        if sort := sort_of_axis(level.corner):
            yield f"{level.axis}-called-{sort}={role}", 1.0
    for role in _COUNTED:
        column, row = min(axes["column"][role], 2), min(axes["row"][role], 2)
        yield f"{role}:{column}:{row}", 1.0
        for name, value in evidence.items():
            if column and not row:
                yield f"{name}&{role}-columns", value
            elif row and not column:
                yield f"{name}&{role}-rows", value
    yield f"columns:{'+'.join(sorted(set(axes['column']) & set(_COUNTED)))}", 1.0
    yield f"rows:{'+'.join(sorted(set(axes['row']) & set(_COUNTED)))}", 1.0


def evidence_of(table: Numbered, usage: PhraseUsage) -> dict[str, float]:
    """What says which axis is which: how alike the numbers are along each, where bold and the own system stand."""
    by_row: dict[int, list[float]] = {}
    by_column: dict[int, list[float]] = {}
    places: dict[int, set[int]] = {}
    for (n, at), read in table.numbers.items():
        value = abs(float(read[0].stated.value))
        by_row.setdefault(n, []).append(value)
        by_column.setdefault(at, []).append(value)
        places.setdefault(at, set()).add(_places(read[0].stated.value))
    out = {"alike": _spread(by_row) - _spread(by_column)}
    out["one-scale"] = float(max(_spread(by_row), _spread(by_column)) < 0.35)
    bold = [(n, at) for n, at in table.numbers if (cell := table.grid.rows[n][at]) and cell.bold]
    if bold:
        columns, rows = Counter(at for _, at in bold), Counter(n for n, _ in bold)
        out["bold-once-a-column"] = sum(v == 1 for v in columns.values()) / max(1, len(by_column))
        out["bold-once-a-row"] = sum(v == 1 for v in rows.values()) / max(1, len(by_row))
    for axis in ("column", "row"):
        labels = (text for level in table.levels if level.axis == axis for text in level.phrases)
        out[f"own-in-{axis}"] = float(any("own" in usage.signs(text) for text in labels))
    out["one-row"] = float(len(by_row) == 1)
    out["one-column"] = float(len(by_column) == 1)
    return out


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _spread(lines: Mapping[int, Sequence[float]]) -> float:
    """How far the numbers of a line differ, in the mean over lines: the deviation of their logarithms."""
    deviations = [float(np.std(np.log1p(line))) for line in lines.values() if len(line) > 1]
    return float(np.mean(deviations)) if deviations else 0.0
