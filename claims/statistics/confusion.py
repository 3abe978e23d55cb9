"""Classification metrics of many confusion matrices at once, from three counts a class.

Every metric here is a function of three arrays, each of shape (..., k) for k classes: how many rows of a
class were hit, how many it truly has, how many were called so. Definitions are those of scikit-learn with
zero_division=0: a class that is neither present nor predicted is left out of the average, a present class
never predicted has precision 0. Averages in [0, 1]; kappa and Matthews' correlation in [-1, 1].
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from claims.statistics.arrays import Floats

    Metric = Callable[["Sums"], Floats]


class Sums(NamedTuple):
    """What the metrics need of one or many confusion matrices; each of shape (..., k)."""

    hit: Floats
    """Rows of each class that were called so: the diagonal."""
    true: Floats
    """Rows that each class truly has."""
    called: Floats
    """Rows that were called so."""


def confusion_matrix(truth: NDArray[np.integer], called: NDArray[np.integer], k: int) -> NDArray[np.int64]:
    """Counts of shape (k, k): row = true class, column = predicted class; labels run from 0 to k - 1.

    Raises ValueError for labels outside that range or for two lengths.
    """
    import numpy as np

    if truth.shape != called.shape or truth.ndim != 1:
        raise ValueError(f"Labels of shapes {truth.shape} and {called.shape} do not pair up.")
    if truth.size and (min(truth.min(), called.min()) < 0 or max(truth.max(), called.max()) >= k):
        raise ValueError(f"Labels must run from 0 to {k - 1}.")
    cells = truth.astype(np.int64) * k + called
    return np.bincount(cells, minlength=k * k).reshape(k, k)


def metric_named(name: str) -> Metric:
    """The metric of that name; raises ValueError listing the names."""
    if name not in _METRICS:
        raise ValueError(f"No classification metric {name!r}: there are {', '.join(METRICS)}.")
    return _METRICS[name]


def metric_of(name: str, confusion: NDArray[np.integer | np.floating]) -> float:
    """One metric of one confusion matrix of shape (k, k), counts or shares; NaN where it is undefined."""
    import numpy as np

    counts = np.asarray(confusion, dtype=np.float64)
    return float(metric_named(name)(Sums(np.diag(counts), counts.sum(axis=1), counts.sum(axis=0))))


def _ratio(above: Floats, below: Floats) -> Floats:
    import numpy as np

    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)


def _precision(s: Sums) -> Floats:
    return _ratio(s.hit, s.called)


def _recall(s: Sums) -> Floats:
    return _ratio(s.hit, s.true)


def _f1(s: Sums) -> Floats:
    return _ratio(2 * s.hit, s.true + s.called)


def _macro(score: Metric) -> Metric:
    def average(s: Sums) -> Floats:
        seen = (s.true + s.called > 0).sum(axis=-1)
        mean: Floats = score(s).sum(axis=-1) / seen
        return mean

    return average


def _weighted(score: Metric) -> Metric:
    def average(s: Sums) -> Floats:
        mean: Floats = (score(s) * s.true).sum(axis=-1) / s.true.sum(axis=-1)
        return mean

    return average


def _binary(score: Metric) -> Metric:
    def positive(s: Sums) -> Floats:
        if s.hit.shape[-1] != 2:
            raise ValueError(
                f"A binary metric needs two classes, not {s.hit.shape[-1]}; class 1 is the positive one."
            )
        second: Floats = score(s)[..., 1]
        return second

    return positive


def _accuracy(s: Sums) -> Floats:
    share: Floats = s.hit.sum(axis=-1) / s.true.sum(axis=-1)
    return share


def _balanced_accuracy(s: Sums) -> Floats:
    mean: Floats = _ratio(s.hit, s.true).sum(axis=-1) / (s.true > 0).sum(axis=-1)
    return mean


def _kappa(s: Sums) -> Floats:
    """Cohen's kappa (1960); undefined where chance alone would be right every time."""
    import numpy as np

    n = s.true.sum(axis=-1)
    agreed, chance = s.hit.sum(axis=-1) / n, (s.true * s.called).sum(axis=-1) / n**2
    undefined: Floats = np.full_like(chance, np.nan)
    kappa: Floats = np.divide(agreed - chance, 1 - chance, out=undefined, where=chance < 1)
    return kappa


def _matthews(s: Sums) -> Floats:
    """Matthews' correlation for k classes (Gorodkin 2004); 0 where one side is a constant."""
    import numpy as np

    n = s.true.sum(axis=-1)
    cross = s.hit.sum(axis=-1) * n - (s.true * s.called).sum(axis=-1)
    return _ratio(cross, np.sqrt((n**2 - (s.true**2).sum(axis=-1)) * (n**2 - (s.called**2).sum(axis=-1))))


_METRICS: dict[str, Metric] = {
    "accuracy": _accuracy,
    "precision_micro": _accuracy,  # one label a row: all three are the same number
    "recall_micro": _accuracy,
    "f1_micro": _accuracy,
    "balanced_accuracy": _balanced_accuracy,
    "precision_macro": _macro(_precision),
    "precision_weighted": _weighted(_precision),
    "precision_binary": _binary(_precision),
    "recall_macro": _macro(_recall),
    "recall_weighted": _weighted(_recall),
    "recall_binary": _binary(_recall),
    "f1_macro": _macro(_f1),
    "f1_weighted": _weighted(_f1),
    "f1_binary": _binary(_f1),
    "cohen_kappa": _kappa,
    "mcc": _matthews,
}
METRICS = tuple(_METRICS)
"""Every name that `metric_named` knows."""
