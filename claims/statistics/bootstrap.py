"""Resampling: how much a value would move if the rows had been drawn again.

Every function takes its seed and draws from numpy's PCG64, so the same input gives the same interval.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.statistics.confusion import metric_of
from claims.statistics.confusion_cells import Cells
from claims.statistics.resampled import Guard, Resampled, bca

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from claims.statistics.arrays import Floats


_AT_ONCE = 4_000_000  # numbers held at a time: 32 MB
_FEW = 10  # with fewer wrong (or right) rows than this the resamples say too little: the guard is set


def resample_confusion(
    metric: str,
    confusion: NDArray[np.integer],
    *,
    resamples: int = 2000,
    seed: int = 0,
    worth: int | None = None,
) -> Resampled:
    """Resample the rows behind a confusion matrix of shape (k, k): row = true class, column = predicted.

    `worth` is how many rows they are worth where inputs repeat (`claims.statistics.effective_sample_size`):
    as many are drawn.

    Drawing n rows again is drawing the cells from a multinomial, so only the non-empty cells are touched.
    Where fewer than ten rows are wrong, or right, the interval is at least as wide as Wilson's for the rows
    that the metric is worth. Raises ValueError for an empty or crooked matrix, an unknown metric, or an
    undefined value.
    """
    import numpy as np

    matrix = np.asarray(confusion)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or matrix.sum() < 1 or matrix.min() < 0:
        raise ValueError("A confusion matrix is square, holds counts, and counts at least one row.")
    estimate = metric_of(metric, matrix)
    if not np.isfinite(estimate):
        raise ValueError(f"{metric} is undefined on these rows.")
    cells = Cells(matrix)
    draws = cells.draw(metric, resamples, np.random.default_rng(seed), worth=worth)
    left_out, weights = cells.leave_one_out(metric)
    resampled = bca(estimate, draws, left_out, weights)
    return _guarded(resampled, metric, matrix, worth=worth)


def resample_mean(values: ArrayLike, *, resamples: int = 2000, seed: int = 0) -> Resampled:
    """Resample the mean of values of shape (n,); raises ValueError for fewer than two, or one not finite."""
    import numpy as np

    x = _finite(values)
    rng = np.random.default_rng(seed)
    draws = np.empty(resamples)
    at_once = max(1, _AT_ONCE // len(x))
    for start in range(0, resamples, at_once):
        size = min(at_once, resamples - start)
        draws[start : start + size] = x[rng.integers(0, len(x), (size, len(x)))].mean(axis=1)
    return bca(float(x.mean()), draws, (x.sum() - x) / (len(x) - 1))


def resample_percentile(values: ArrayLike, q: float, *, resamples: int = 2000, seed: int = 0) -> Resampled:
    """Resample the q-quantile (numpy's linear interpolation) of values of shape (n,).

    Nothing is resorted: the order statistics of n uniform draws are beta variates, and each points at the
    value it would have picked. No BCa, since the jackknife fails for quantiles (Efron 1979). For the tail of
    few values `claims.statistics.quantile` is the honest one: no resample can exceed the largest value seen.
    """
    import numpy as np

    if not 0 <= q <= 1:
        raise ValueError(f"A quantile lies from 0 to 1, not at {q}.")
    x = np.sort(_finite(values))
    n, rng = len(x), np.random.default_rng(seed)
    place = q * (n - 1)
    rank = min(int(place), n - 2)
    lower = rng.beta(rank + 1, n - rank, resamples)
    upper = lower + (1 - lower) * rng.beta(1, n - rank - 1, resamples)
    picks = [x[np.minimum((u * n).astype(np.int64), n - 1)] for u in (lower, upper)]
    draws = np.sort(picks[0] + (picks[1] - picks[0]) * (place - rank))
    return Resampled(float(np.quantile(x, q)), draws, "percentile")


def rows_behind(metric: str, true: Floats) -> float:
    """How many rows a metric is worth, from the rows of each class: fewer than all where it leans on rare classes."""
    if metric == "accuracy" or metric.endswith(("micro", "weighted")):
        return float(true.sum())
    counts = true[true > 0]
    # the variance of a mean of k recalls is sum(1/n_k)/k^2 of one row's: the rows that such a mean is worth
    return float(len(counts) ** 2 / (1 / counts).sum())


def _guarded(
    resampled: Resampled, metric: str, matrix: NDArray[np.integer], *, worth: int | None = None
) -> Resampled:
    from dataclasses import replace

    n, right = int(matrix.sum()), int(matrix.trace())
    share = 1.0 if worth is None else worth / n
    if min(right, n - right) * share >= _FEW:
        return resampled
    n, true = max(1, round(n * share)), matrix.sum(axis=1) * share
    rows = min(float(n), rows_behind(metric, true))
    bottom = -1.0 if metric in ("cohen_kappa", "mcc") else 0.0
    return replace(resampled, guard=Guard(rows, bottom))


def _finite(values: ArrayLike) -> Floats:
    import numpy as np

    x = np.asarray(values, dtype=np.float64)
    if x.ndim != 1 or len(x) < 2 or not np.isfinite(x).all():
        raise ValueError("A resample needs at least two values, all of them finite.")
    return x
