"""Scores that are a function of sums over the rows: error rates, F1 of spans, BLEU, correlations, perplexity.

Drawing rows again draws their contributions again, so a resample is one product of counts and contributions.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from claims.statistics.resampled import Guard, Resampled, bca

if TYPE_CHECKING:
    from collections.abc import Callable

    from claims.statistics.arrays import Floats

    Statistic = Callable[[Floats], Floats]

_AT_ONCE = 4_000_000  # counts held at a time: 32 MB
_FEW = 10  # rows that deviate from a perfect or worst score; with fewer the resamples say too little
_SAME = 1e-12


def resample_totals(
    statistic: Statistic,
    rows: Floats,
    *,
    worth: int | None = None,
    resamples: int = 1000,
    seed: int = 0,
    share: bool = True,
) -> Resampled:
    """Resample a statistic of the sums of rows' contributions, of shape (n, k); it maps (..., k) to (...).

    `worth` is how many independent rows they are (`claims.statistics.effective_sample_size`). `share` says that
    the statistic lies from 0 to 1: then the interval is at least as wide as Wilson's where fewer than ten rows
    change it. Raises ValueError for fewer than two rows, or where the statistic is undefined on the rows themselves.
    """
    import numpy as np

    n = len(rows)
    if n < 2:
        raise ValueError("A resample needs at least two rows.")
    whole = rows.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        estimate = float(statistic(whole))
        if not np.isfinite(estimate):
            raise ValueError("The statistic is undefined on these rows.")
        drawn = worth or n
        rng, at_once = np.random.default_rng(seed), max(1, _AT_ONCE // n)
        parts = []
        for start in range(0, resamples, at_once):
            times = rng.multinomial(drawn, np.full(n, 1 / n), min(at_once, resamples - start))
            parts.append(statistic(times.astype(np.float64) @ rows))
        left_out = statistic(whole - rows)
        alone = statistic(rows)
    resampled = bca(estimate, np.concatenate(parts), left_out)
    if not share:
        return resampled
    moved = min(int(np.sum(~(np.abs(alone - edge) < _SAME))) for edge in (0.0, 1.0))
    return (
        replace(resampled, guard=Guard(float(drawn), 0.0))
        if moved < _FEW and 0 <= estimate <= 1
        else resampled
    )


def ratio(sums: Floats) -> Floats:
    """The first total over the second: an error rate, or a mean where the second counts the rows."""
    ratios: Floats = sums[..., 0] / sums[..., 1]
    return ratios


def f1_of_counts(sums: Floats) -> Floats:
    """F1 of (hit, called, true): the harmonic mean of precision and recall; 0 where nothing was hit."""
    import numpy as np

    both = sums[..., 1] + sums[..., 2]
    scores: Floats = np.where(both > 0, 2 * sums[..., 0] / np.where(both > 0, both, 1), 0.0)
    return scores


def moments(x: Floats, y: Floats) -> Floats:
    """The contributions of pairs to 1, x, y, x², y², xy: of shape (n, 6), both centred on their means."""
    import numpy as np

    a, b = x - x.mean(), y - y.mean()
    return np.stack([np.ones_like(a), a, b, a * a, b * b, a * b], axis=1)


def pearson_of(sums: Floats) -> Floats:
    """Pearson's correlation of the totals of `moments`."""
    import numpy as np

    n, a, b, aa, bb, ab = np.moveaxis(sums, -1, 0)
    correlations: Floats = (n * ab - a * b) / np.sqrt((n * aa - a * a) * (n * bb - b * b))
    return correlations


def root_of_ratio(sums: Floats) -> Floats:
    """The square root of the first total over the second: a root mean squared error."""
    import numpy as np

    roots: Floats = np.sqrt(ratio(sums))
    return roots


def exponential_of_ratio(sums: Floats) -> Floats:
    """E to the first total over the second: the perplexity of so many nats over so many tokens."""
    import numpy as np

    exponentials: Floats = np.exp(ratio(sums))
    return exponentials
