"""How good answers are, how far two sets of them differ on the same rows, and how far they agree."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from claims.records.optimization import DropLimit
from claims.statistics.proportion_interval import Interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from claims.statistics.arrays import Floats, Ints
    from claims.statistics.paired import Table
    from claims.statistics.resampled import Resampled

    Answer = NDArray[np.float64]
    """What a model says of one row: for a classifier its output and that one's score; for a detector boxes."""
    Answers = Mapping[int, Answer]

_ALIKE = 0.01
"""Draws that are all within one point show no damage at all."""
_FEW = 10  # rows that tell two classifiers apart, below which a bootstrap says too little


class Asked(NamedTuple):
    """What may be lost, how surely the rest must be kept, and the seed of the resamples."""

    limit: DropLimit
    confidence: float
    seed: int


class ComparedQuality(NamedTuple):
    """A variant beside the original on the same rows."""

    value: float
    original: float
    interval: Interval
    """The 95 % interval of the difference, variant less original."""
    reserve: float
    """The variant's value above the least that is allowed."""
    reserve_low: float
    """Its one-sided lower bound."""


def _no_surer_than(rows: int, reserve: "Resampled", value: float, confidence: float) -> float:
    """The lower bound of a reserve; where all draws are alike, what a few unseen rows could take of the value.

    Of n rows without a case, a share of -ln(1 - confidence) / n of all rows may still be cases.
    """
    low = reserve.end(1 - confidence)
    if float(reserve.draws[-1] - reserve.draws[0]) > _ALIKE:
        return low
    return min(low, reserve.estimate + value * math.log(1 - confidence) / rows)


def compared_by_draws(
    values: tuple[float, float],
    draws: "tuple[Floats, Floats]",
    left_out: "tuple[Floats, Floats]",
    rows: int,
    asked: Asked,
) -> ComparedQuality:
    """Variant and original by the metric of the same resamples of rows, and of all rows but one for each in turn."""
    from claims.statistics.resampled import bca

    (value, original), kept = values, asked.limit.kept
    reserve = bca(value - kept * original, draws[0] - kept * draws[1], left_out[0] - kept * left_out[1])
    return ComparedQuality(
        value=value,
        original=original,
        interval=bca(value - original, draws[0] - draws[1], left_out[0] - left_out[1]).interval(),
        reserve=reserve.estimate + asked.limit.allowed,
        reserve_low=_no_surer_than(rows, reserve, original, asked.confidence) + asked.limit.allowed,
    )


class Quality(Protocol):
    """A metric of answers to rows."""

    @property
    def metric(self) -> str:
        """Its name."""
        ...

    @property
    def agreement_means(self) -> str:
        """What the agreement is the share of."""
        ...

    def value(self, answers: "Answers", rows: Sequence[int]) -> float:
        """The metric over these rows."""
        ...

    def interval(self, answers: "Answers", rows: Sequence[int], seed: int) -> Interval:
        """The 95 % interval of the metric."""
        ...

    def agreement(self, original: "Answers", variant: "Answers", rows: Sequence[int]) -> float:
        """How far the variant answers as the original does, from 0 to 1."""
        ...

    def compare(
        self, original: "Answers", variant: "Answers", rows: Sequence[int], asked: Asked
    ) -> ComparedQuality:
        """Both values and the paired difference with its bounds."""
        ...


@dataclass(frozen=True)
class ClassQuality:
    """A metric of classes: accuracy, f1_macro or another of claims.statistics.confusion."""

    metric: str
    true: "Ints"
    """The class of each row, of shape (rows,)."""
    agreement_means: str = "rows that get the class that the original gives"

    def value(self, answers: "Answers", rows: Sequence[int]) -> float:
        """The metric over these rows."""
        from claims.statistics.confusion import confusion_matrix, metric_of

        true, called = self._of(rows), _called(answers, rows)
        return metric_of(self.metric, confusion_matrix(true, called, int(max(true.max(), called.max())) + 1))

    def interval(self, answers: "Answers", rows: Sequence[int], seed: int) -> Interval:
        """The 95 % interval of the metric, by resampling."""
        from claims.statistics.bootstrap import resample_confusion
        from claims.statistics.confusion import confusion_matrix

        true, called = self._of(rows), _called(answers, rows)
        matrix = confusion_matrix(true, called, int(max(true.max(), called.max())) + 1)
        return resample_confusion(self.metric, matrix, seed=seed).interval()

    def agreement(self, original: "Answers", variant: "Answers", rows: Sequence[int]) -> float:
        """The share of rows with the same class."""
        return float((_called(original, rows) == _called(variant, rows)).mean())

    def compare(
        self, original: "Answers", variant: "Answers", rows: Sequence[int], asked: Asked
    ) -> ComparedQuality:
        """By the paired bootstrap; where few rows tell the two apart, by Wilson's intervals of their shares."""
        from claims.statistics.paired import discordant_difference, table_of
        from claims.statistics.paired_bootstrap import paired_interval, resample_paired_metric

        true, first, second = self._of(rows), _called(variant, rows), _called(original, rows)
        resampled = resample_paired_metric(
            self.metric, true, first, second, seed=asked.seed, share=asked.limit.kept
        )
        low = resampled.end(1 - asked.confidence) + asked.limit.allowed
        table = table_of(true == first, true == second)
        few = _few_differ(table)
        shown = paired_interval(self.metric, true, first, second, seed=asked.seed)
        return ComparedQuality(
            value=self.value(variant, rows),
            original=self.value(original, rows),
            interval=discordant_difference(table) if few else shown,
            reserve=resampled.estimate + asked.limit.allowed,
            reserve_low=min(low, _reserve_bound(table, asked)) if few else low,
        )

    def _of(self, rows: Sequence[int]) -> "Ints":
        import numpy as np

        return self.true[np.array(rows, dtype=np.int64)]


def _called(answers: "Answers", rows: Sequence[int]) -> "Ints":
    """The output that each row was given, of shape (len(rows),)."""
    import numpy as np

    return np.array([int(answers[row][0]) for row in rows], dtype=np.int64)


def _few_differ(table: "Table") -> bool:
    """Whether so few rows tell the two apart that a bootstrap says too little: of none, it would be sure at once."""
    return table.first + table.second < _FEW


def _reserve_bound(table: "Table", asked: Asked) -> float:
    """The reserve's lower bound from the shares of rows that only one has right, for metrics of those rights."""
    from claims.statistics.paired import discordant_difference
    from claims.statistics.proportion_interval import wilson

    level = 2 * asked.confidence - 1
    original = wilson(table.both + table.second, table.n, level)
    spared = (1 - asked.limit.kept) * original.low
    return discordant_difference(table, level).low + spared + asked.limit.allowed
