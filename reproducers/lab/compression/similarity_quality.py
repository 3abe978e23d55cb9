"""Rank correlation of an encoder's similarities with labels, and the paired difference of two encoders."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claims.errors import DataError
from claims.statistics.proportion_interval import Interval
from reproducers.lab.bench import Bench
from reproducers.lab.compression.quality import Asked, ComparedQuality, compared_by_draws

if TYPE_CHECKING:
    from claims.statistics.arrays import Floats, Ints
    from reproducers.lab.compression.quality import Answer, Answers

_DRAWS = 1000


@dataclass(frozen=True)
class SimilarityQuality:
    """Spearman's correlation of cosines with labels."""

    labels: "Floats"
    """The label of each row, of shape (rows,)."""
    metric: str = "spearman"
    agreement_means: str = "mean cosine of the vectors with those that the original gives"

    def value(self, answers: "Answers", rows: Sequence[int]) -> float:
        """The correlation over these rows."""
        import numpy as np

        return (
            float(_spearman(_cosines(answers, rows)[None], self._of(rows)[None])[0]) if len(rows) else np.nan
        )

    def interval(self, answers: "Answers", rows: Sequence[int], seed: int) -> Interval:
        """Its 95 % interval by drawing rows again."""
        from claims.statistics.resampled import bca

        drawn, left_out = _drawn(len(rows), seed), _without_each(len(rows))
        cosines, labels = _cosines(answers, rows), self._of(rows)
        draws, jackknife = (
            _spearman(cosines[rows_drawn], labels[rows_drawn]) for rows_drawn in (drawn, left_out)
        )
        return bca(self.value(answers, rows), draws, jackknife).interval()

    def agreement(self, original: "Answers", variant: "Answers", rows: Sequence[int]) -> float:
        """The mean cosine of the variant's vectors with the original's."""
        import numpy as np

        return float(np.mean([_cosine(original[row], variant[row]).mean() for row in rows]))

    def compare(
        self, original: "Answers", variant: "Answers", rows: Sequence[int], asked: Asked
    ) -> ComparedQuality:
        """Both values, and bounds from the same rows drawn for both."""
        labels = self._of(rows)
        first, second = _cosines(variant, rows), _cosines(original, rows)

        def correlations(rows_drawn: "Ints") -> "tuple[Floats, Floats]":
            return _spearman(first[rows_drawn], labels[rows_drawn]), _spearman(
                second[rows_drawn], labels[rows_drawn]
            )

        return compared_by_draws(
            (self.value(variant, rows), self.value(original, rows)),
            correlations(_drawn(len(rows), asked.seed)),
            correlations(_without_each(len(rows))),
            len(rows),
            asked,
        )

    def _of(self, rows: Sequence[int]) -> "Floats":
        import numpy as np

        return self.labels[np.array(rows, dtype=np.int64)]


def quality_of(bench: Bench, metric: str | None) -> SimilarityQuality:
    """The quality of the bench's rows; raises DataError where they have no pairs or no numbers as labels."""
    import numpy as np

    if metric not in (None, "spearman"):
        raise DataError(f"--metric {metric} is none of an encoder.", "Leave it out: it is spearman.")
    if not bench.rows.pairs or not bench.rows.labels:
        raise DataError(
            "The rows are no pairs of sentences with a label of their similarity.",
            "Say which columns they are: --columns text=…,text_pair=…,label=….",
        )
    try:
        labels = np.array([float(label) for label in bench.rows.labels])
    except ValueError:
        raise DataError(
            "A label is no number.", "Give each pair a number that says how alike it is."
        ) from None
    if len(np.unique(labels)) < 2:
        raise DataError(
            "All labels are the same, so that nothing correlates with them.", "Bring rows that differ."
        )
    return SimilarityQuality(labels)


def _cosines(answers: "Answers", rows: Sequence[int]) -> "Floats":
    """The cosine of the two vectors of each row, of shape (len(rows),)."""
    import numpy as np

    pairs = np.stack([answers[row] for row in rows])
    return _cosine(pairs[:, 0], pairs[:, 1])


def _cosine(first: "Answer", second: "Answer") -> "Floats":
    """The cosines of vectors, over the last axis."""
    import numpy as np

    sizes = np.linalg.norm(first, axis=-1) * np.linalg.norm(second, axis=-1)
    return np.asarray((first * second).sum(axis=-1) / np.maximum(sizes, 1e-12), dtype=np.float64)


def _spearman(first: "Floats", second: "Floats") -> "Floats":
    """The rank correlation of each line, both of shape (lines, rows); NaN where one of them is all the same."""
    import numpy as np
    from scipy.stats import rankdata

    a, b = (rankdata(values, axis=1) for values in (first, second))
    a, b = a - a.mean(axis=1, keepdims=True), b - b.mean(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((a * b).sum(axis=1) / np.sqrt((a * a).sum(axis=1) * (b * b).sum(axis=1)))


def _drawn(rows: int, seed: int) -> "Ints":
    """The rows of each draw, of shape (draws, rows)."""
    import numpy as np

    return np.random.default_rng(seed).integers(0, rows, (_DRAWS, rows))


def _without_each(rows: int) -> "Ints":
    """All rows but one, for each in turn, of shape (rows, rows - 1)."""
    import numpy as np

    every = np.tile(np.arange(rows), (rows, 1))
    return every[~np.eye(rows, dtype=np.bool_)].reshape(rows, rows - 1)
