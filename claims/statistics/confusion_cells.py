"""The non-empty cells of a confusion matrix: drawn again, or with one row left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.statistics.confusion import Sums, metric_named

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from claims.statistics.arrays import Floats, Ints


_AT_ONCE = 4_000_000  # numbers held at a time: 32 MB


class Cells:
    """The non-empty cells of a confusion matrix of shape (k, k)."""

    def __init__(self, matrix: NDArray[np.integer]) -> None:
        self.k = len(matrix)
        self.true, self.called = matrix.nonzero()
        self.counts: Ints = matrix[self.true, self.called].astype("int64")
        self.diagonal: NDArray[np.bool_] = self.true == self.called
        self.n = int(self.counts.sum())

    def draw(
        self, metric: str, resamples: int, rng: np.random.Generator, *, worth: int | None = None
    ) -> Floats:
        """The metric in each resample of n rows, or of as many as they are worth; shape (resamples,)."""
        import numpy as np

        score, shares = metric_named(metric), self.counts / self.n
        at_once = max(1, _AT_ONCE // max(len(self.counts), self.k))
        parts = []
        for start in range(0, resamples, at_once):
            drawn = rng.multinomial(worth or self.n, shares, min(at_once, resamples - start))
            parts.append(score(self._sums(drawn)))
        return np.concatenate(parts)

    def leave_one_out(self, metric: str) -> tuple[Floats, Floats]:
        """The metric without one row of each cell, and the cell's rows: both of shape (cells,)."""
        import numpy as np

        score, parts = metric_named(metric), []
        whole = self._sums(self.counts[None])
        at_once = max(1, _AT_ONCE // self.k)
        for start in range(0, len(self.counts), at_once):
            part = slice(start, start + at_once)
            rows = np.arange(len(self.true[part]))
            less = Sums(*(np.repeat(sums, len(rows), axis=0) for sums in whole))
            less.hit[rows, self.true[part]] -= self.diagonal[part]
            less.true[rows, self.true[part]] -= 1
            less.called[rows, self.called[part]] -= 1
            with np.errstate(invalid="ignore", divide="ignore"):  # a lone row leaves nothing: NaN
                parts.append(score(less))
        return np.concatenate(parts), self.counts.astype(np.float64)

    def _sums(self, drawn: Ints) -> Sums:
        """From cells to classes: (resamples, cells) to three times (resamples, k)."""
        return Sums(
            self._by_class(drawn * self.diagonal, self.true),
            self._by_class(drawn, self.true),
            self._by_class(drawn, self.called),
        )

    def _by_class(self, drawn: Ints, classes: NDArray[np.intp]) -> Floats:
        import numpy as np

        order = np.argsort(classes, kind="stable")
        present, starts = np.unique(classes[order], return_index=True)
        sums = np.zeros((len(drawn), self.k))
        sums[:, present] = np.add.reduceat(drawn[:, order], starts, axis=1)
        return sums
