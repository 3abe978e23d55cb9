"""Metrics of classifiers' probabilities, with their resamples: areas under curves, losses and calibration.

A resample is a vector of how often each row was drawn, so that all are computed at once and rows are
sorted once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.statistics.resampled import Guard, Resampled

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from claims.statistics.arrays import Floats

    Weighted = Callable[[Floats], Floats]

BINS = 15
"""Bins of equal width for the calibration error, as Guo et al. (ICML 2017) and torchmetrics take."""
_AT_ONCE = 4_000_000  # numbers held at a time


def roc_auc(true: Floats, scores: Floats, weights: Floats) -> Floats:
    """The area under the ROC curve for each resample; ties count half.

    Shapes: true and scores (rows,), true holding 0 and 1; weights (resamples, rows); the result (resamples,).
    """
    import numpy as np

    order, starts = _groups(scores)
    drawn, positive = weights[:, order], true[order]
    ups = np.add.reduceat(drawn * positive, starts, axis=1)
    downs = np.add.reduceat(drawn * (1 - positive), starts, axis=1)
    below = np.cumsum(downs, axis=1) - downs / 2
    area: Floats = _divided((ups * below).sum(axis=1), ups.sum(axis=1) * downs.sum(axis=1))
    return area


def average_precision(true: Floats, scores: Floats, weights: Floats) -> Floats:
    """The area under the precision-recall curve by steps, as scikit-learn has it; shapes as above."""
    import numpy as np

    order, starts = _groups(-scores)
    drawn, positive = weights[:, order], true[order]
    ups = np.add.reduceat(drawn * positive, starts, axis=1)
    every = np.add.reduceat(drawn, starts, axis=1)
    precision = _divided(np.cumsum(ups, axis=1), np.cumsum(every, axis=1), empty=0.0)
    area: Floats = _divided((ups * precision).sum(axis=1), ups.sum(axis=1))
    return area


def calibration_error(right: Floats, confidence: Floats, weights: Floats) -> Floats:
    """The expected calibration error over equal bins of the confidence; right holds 0 and 1, shapes as above."""
    import numpy as np

    bins = np.clip(np.ceil(confidence * BINS).astype(int) - 1, 0, BINS - 1)
    inside = np.eye(BINS)[bins]
    gaps = np.abs((weights * (right - confidence)) @ inside).sum(axis=1)
    error: Floats = _divided(gaps, weights.sum(axis=1))
    return error


def resample_rows(
    way: Weighted,
    rows: int,
    *,
    worth: int | None = None,
    seed: int = 0,
    resamples: int = 1000,
    guard: Guard | None = None,
) -> Resampled:
    """A metric of weighted rows with what it became in each resample; raises ValueError where it is undefined."""
    import numpy as np

    estimate = float(way(np.ones((1, rows)))[0])
    if not np.isfinite(estimate):
        raise ValueError("The value is undefined on these rows.")
    generator, drawn, shares = np.random.default_rng(seed), worth or rows, np.full(rows, 1 / rows)
    size = max(1, _AT_ONCE // rows)
    parts = [
        way(generator.multinomial(drawn, shares, size=min(size, resamples - done)).astype(np.float64))
        for done in range(0, resamples, size)
    ]
    draws = np.sort(np.concatenate(parts))
    draws = draws[np.isfinite(draws)]
    if len(draws) < 2:
        raise ValueError("The value is undefined in almost every resample.")
    return Resampled(estimate, draws, "percentile", guard=guard)


def less_its_bias(resampled: Resampled) -> tuple[Resampled, float]:
    """The resamples moved back by twice their bias, and the value less its bias, not below 0.

    A calibration error is a sum of absolute values: on few rows it is too large, and a resample of them is so again.
    """
    import numpy as np

    bias = float(resampled.draws.mean()) - resampled.estimate
    moved = np.maximum(0.0, resampled.draws - 2 * max(0.0, bias))
    return Resampled(resampled.estimate, moved, "percentile"), max(0.0, resampled.estimate - max(0.0, bias))


def _groups(scores: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The order of rising scores, and where in it each different score begins."""
    import numpy as np

    order = np.argsort(scores, kind="stable")
    ranked = scores[order]
    return order, np.flatnonzero(np.concatenate([[True], ranked[1:] != ranked[:-1]]))


def _divided(above: Floats, below: Floats, *, empty: float = float("nan")) -> Floats:
    import numpy as np

    return np.divide(above, below, out=np.full_like(above, empty), where=below > 0)
