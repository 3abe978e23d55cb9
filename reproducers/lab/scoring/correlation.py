"""Pearson's and Spearman's correlation with their resamples."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from claims.statistics.arrays import Floats
    from claims.statistics.resampled import Resampled


_RESAMPLES = 1_000


def correlations(x: "Floats", y: "Floats", *, worth: int | None, seed: int) -> "dict[str, Resampled]":
    """Both correlations of values of shape (n,); one that is undefined, since nothing varies, is left out."""
    from claims.statistics.sum_scores import moments, pearson_of, resample_totals

    by_name = {}
    try:
        by_name["pearson"] = resample_totals(pearson_of, moments(x, y), worth=worth, seed=seed, share=False)
        by_name["spearman"] = _spearman(x, y, worth=worth, seed=seed)
    except ValueError:
        return by_name
    return by_name


def _spearman(x: "Floats", y: "Floats", *, worth: int | None, seed: int) -> "Resampled":
    """Spearman's rank correlation; ranks are made anew in each resample, and ties share their mean rank."""
    import numpy as np
    from scipy.stats import rankdata

    from claims.statistics.resampled import bca
    from claims.statistics.sum_scores import moments, pearson_of

    def value(a: "Floats", b: "Floats") -> float:
        return float(pearson_of(moments(rankdata(a), rankdata(b)).sum(axis=0)))

    n, rng = len(x), np.random.default_rng(seed)
    estimate = value(x, y)
    if not np.isfinite(estimate):
        raise ValueError("Nothing varies.")
    with np.errstate(invalid="ignore", divide="ignore"):
        drawn = [rng.integers(0, n, worth or n) for _ in range(_RESAMPLES)]
        draws = np.array([value(x[i], y[i]) for i in drawn])
        groups = np.array_split(rng.permutation(n), min(n, 200))
        kept = [np.setdiff1d(np.arange(n), group) for group in groups]
        left_out = np.array([value(x[i], y[i]) for i in kept])
    return bca(estimate, draws, left_out)
