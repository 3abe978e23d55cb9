"""The bootstrap of a difference between two systems on the same rows, and of rows that come in clusters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.statistics.bootstrap import rows_behind
from claims.statistics.confusion import Sums, confusion_matrix, metric_named, metric_of
from claims.statistics.paired import discordant_difference, discordant_reach, table_of
from claims.statistics.proportion_interval import Interval
from claims.statistics.resampled import Resampled, bca

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike

    from claims.statistics.arrays import Floats, Ints

_AT_ONCE = 4_000_000  # numbers held at a time: 32 MB
_FEW = 10  # rows that tell the two apart; with fewer the resamples say too little


def resample_pairs(first: ArrayLike, second: ArrayLike, *, resamples: int = 2000, seed: int = 0) -> Resampled:
    """The BCa bootstrap of the mean of first - second over rows, each of shape (n,); raises ValueError.

    Equal differences are drawn together, so that for right and wrong a resample is one draw of three counts.
    """
    import numpy as np

    a, b = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if a.shape != b.shape or a.ndim != 1 or len(a) < 2 or not np.isfinite(a - b).all():
        raise ValueError("Pairs are two rows of equally many finite values, at least two.")
    values, counts = np.unique(a - b, return_counts=True)
    n, rng = len(a), np.random.default_rng(seed)
    mean = float((values * counts).sum() / n)
    at_once, parts = max(1, _AT_ONCE // len(values)), []
    for start in range(0, resamples, at_once):
        parts.append(rng.multinomial(n, counts / n, min(at_once, resamples - start)) @ values / n)
    left_out = (mean * n - values) / (n - 1)
    return bca(mean, np.concatenate(parts), left_out, counts.astype(np.float64))


def resample_paired_metric(
    metric: str,
    true: Ints,
    first: Ints,
    second: Ints,
    *,
    resamples: int = 2000,
    seed: int = 0,
    share: float = 1.0,
) -> Resampled:
    """The BCa bootstrap of a classification metric's difference; classes of each row, three of shape (n,).

    With `share`, only that share of the second's value is taken off: what the first has above 95 % of the second.
    Rows with the same truth and the same two calls are one cell, and the cells are drawn. Raises ValueError where the
    metric is undefined on the rows themselves, or there are fewer than two.
    """
    import numpy as np

    if not len(true) == len(first) == len(second) or len(true) < 2:
        raise ValueError("Pairs are two rows of equally many calls, at least two.")
    k = int(max(true.max(), first.max(), second.max())) + 1
    cells, counts = np.unique(np.stack([true, first, second], axis=1), axis=0, return_counts=True)
    score, n, rng = metric_named(metric), len(true), np.random.default_rng(seed)

    def apart(drawn: Floats) -> Floats:
        with np.errstate(invalid="ignore", divide="ignore"):
            return score(_sums(drawn, cells, 1, k)) - share * score(_sums(drawn, cells, 2, k))

    estimate = float(apart(counts[None].astype(np.float64))[0])
    if not np.isfinite(estimate):
        raise ValueError(f"{metric} is undefined on these rows.")
    at_once, parts = max(1, _AT_ONCE // max(len(cells), k)), []
    for start in range(0, resamples, at_once):
        drawn = rng.multinomial(n, counts / n, min(at_once, resamples - start))
        parts.append(apart(drawn.astype(np.float64)))
    left_out = [apart(less) for less in _without_each(counts, at_once)]
    return bca(estimate, np.concatenate(parts), np.concatenate(left_out), counts.astype(np.float64))


def paired_difference(metric: str, true: Ints, first: Ints, second: Ints) -> float:
    """The first's value of a metric of `claims.statistics.confusion` less the second's; classes of shape (n,)."""
    k = int(max(true.max(), first.max(), second.max())) + 1
    first_score, second_score = (
        metric_of(metric, confusion_matrix(true, calls, k)) for calls in (first, second)
    )
    return first_score - second_score


def paired_interval(metric: str, true: Ints, first: Ints, second: Ints, *, seed: int = 0) -> Interval:
    """The 95 % interval of a metric's difference: BCa; where few rows differ, no narrower than Wilson's shares allow.

    Where no row differs every resample is zero, and a bootstrap would be sure of that from a handful of rows.
    """
    import numpy as np

    table = table_of(true == first, true == second)
    if metric == "accuracy" and table.first + table.second < _FEW:
        return discordant_difference(table)
    if metric == "accuracy":
        return resample_pairs(
            (true == first).astype(np.float64), (true == second).astype(np.float64), seed=seed
        ).interval()
    interval = resample_paired_metric(metric, true, first, second, seed=seed).interval()
    if (first != second).sum() >= _FEW:
        return interval
    estimate = paired_difference(metric, true, first, second)
    rows = rows_behind(metric, np.bincount(true).astype(np.float64))
    down, up = discordant_reach(table, min(rows, len(true)), interval.level)
    low, high = min(interval.low, estimate - down), max(interval.high, estimate + up)
    return Interval(max(-1.0, low), min(1.0, high), interval.level, f"{interval.method}+wilson")


def _without_each(counts: Ints, at_once: int) -> Iterator[Floats]:
    """The counts with one row less, for each cell in turn; of shape (some cells, cells)."""
    import numpy as np

    for start in range(0, len(counts), at_once):
        cells = np.arange(start, min(start + at_once, len(counts)))
        less = np.repeat(counts[None].astype(np.float64), len(cells), axis=0)
        less[np.arange(len(cells)), cells] -= 1
        yield less


def _sums(drawn: Floats, cells: Ints, system: int, k: int) -> Sums:
    """From cells to classes: (resamples, cells) to three times (resamples, k), for one of the two systems."""
    import numpy as np

    truth = np.eye(k)[cells[:, 0]]
    called = np.eye(k)[cells[:, system]]
    return Sums(drawn @ (truth * called), drawn @ truth, drawn @ called)
