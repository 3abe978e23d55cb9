"""Average precision of a detector, and the paired difference of two by drawing pictures again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claims.statistics.proportion_interval import Interval
from reproducers.lab.compression.quality import Asked, ComparedQuality, compared_by_draws
from reproducers.lab.models.detector import Box
from reproducers.lab.scoring.average_precision import Detections
from reproducers.lab.scoring.matched_boxes import MatchedBoxes, drawn, each_left_out

if TYPE_CHECKING:
    from reproducers.lab.compression.quality import Answer, Answers


@dataclass(frozen=True)
class BoxQuality:
    """COCO's average precision over pictures with true boxes."""

    true: tuple[tuple[Box, ...], ...]
    """The true boxes of each row."""
    metric: str = "ap"
    agreement_means: str = (
        "average precision against the original's surest boxes, as many as there are true ones"
    )

    def value(self, answers: "Answers", rows: Sequence[int]) -> float:
        """The average precision over these pictures."""
        return self._matched(answers, rows).average_precision()

    def interval(self, answers: "Answers", rows: Sequence[int], seed: int) -> Interval:
        """Its 95 % interval by drawing pictures again."""
        from claims.statistics.resampled import bca

        matched, counts = self._matched(answers, rows), drawn(len(rows), seed)
        values = matched.draws(counts)
        return bca(matched.average_precision(), values, matched.draws(each_left_out(len(rows)))).interval()

    def agreement(self, original: "Answers", variant: "Answers", rows: Sequence[int]) -> float:
        """The variant's average precision where the original's surest boxes are the truth."""
        wanted = sum(len(self.true[row]) for row in rows)
        boxes = {row: boxes_of(original[row]) for row in rows}
        scores = sorted((box.score for own in boxes.values() for box in own), reverse=True)
        if not scores:
            return float(not any(len(variant[row]) for row in rows))
        least = scores[min(max(wanted, 1), len(scores)) - 1]
        return MatchedBoxes(
            [
                Detections(tuple(b for b in boxes[row] if b.score >= least), boxes_of(variant[row]))
                for row in rows
            ]
        ).average_precision()

    def compare(
        self, original: "Answers", variant: "Answers", rows: Sequence[int], asked: Asked
    ) -> ComparedQuality:
        """Both values, and bounds from the same pictures drawn for both."""
        first, second = self._matched(variant, rows), self._matched(original, rows)
        counts, without = drawn(len(rows), asked.seed), each_left_out(len(rows))
        return compared_by_draws(
            (first.average_precision(), second.average_precision()),
            (first.draws(counts), second.draws(counts)),
            (first.draws(without), second.draws(without)),
            len(rows),
            asked,
        )

    def _matched(self, answers: "Answers", rows: Sequence[int]) -> MatchedBoxes:
        return MatchedBoxes([Detections(self.true[row], boxes_of(answers[row])) for row in rows])


def boxes_of(answer: "Answer") -> tuple[Box, ...]:
    """The boxes of one row's answer, of shape (boxes, 6): class, corners, score."""
    return tuple(
        Box(int(kind), (left, top, right, bottom), score)
        for kind, left, top, right, bottom, score in answer.tolist()
    )


def answer_of(boxes: Sequence[Box]) -> "Answer":
    """Boxes as one row's answer."""
    import numpy as np

    return np.array([(box.kind, *box.corners, box.score) for box in boxes], dtype=np.float64).reshape(-1, 6)
