"""On which scale a leaderboard keeps a score that a paper prints otherwise: 0.524 as 52.4, an accuracy as an error."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median, pstdev

from claims.catalog.word_lists import pattern

_LOWER = re.compile(r"(?i)error|perplex|bpc|bit per|\bwer\b|entropy")


def lower_is_better(metric: str) -> bool:
    """Whether less is better."""
    return bool(_LOWER.search(metric))


@dataclass(frozen=True)
class Scale:
    """The scores that a leaderboard is known to hold."""

    metric: str
    scores: Sequence[float]

    def __post_init__(self) -> None:
        object.__setattr__(self, "_middle", median(self.scores) if self.scores else None)
        object.__setattr__(self, "_spread", pstdev(self.scores) if len(self.scores) > 1 else 0.0)

    def leaderboard_score(self, digits: str) -> tuple[str, bool, bool]:
        """A printed score on this scale, whether it was changed, and whether it was turned over."""
        value, middle = float(digits.replace(",", "")), self._middle_score
        if middle is None:
            return digits, False, False
        if (
            middle > 1.5
            and value <= 1
            and "." in digits
            and pattern("metric_words", "shares").search(self.metric)
        ):
            return format(Decimal(digits) * 100, "f"), True, False
        if self.metric == "Error" and middle < 40 and value > 60:
            return format(100 - Decimal(digits.replace(",", "")), "f"), True, True
        return digits, False, False

    def distance(self, value: float) -> float:
        """How many spreads a score lies from the middle of those known, at most 20; 0 where none is known."""
        if self._middle_score is None:
            return 0.0
        spread: float = getattr(self, "_spread")  # noqa: B009
        return min(
            20.0, abs(value - self._middle_score) / (spread or max(1e-3, abs(self._middle_score) * 0.3))
        )

    def within(self, value: float) -> bool | None:
        """Whether a score lies among those known; None where none is known."""
        return min(self.scores) * 0.9 <= value <= max(self.scores) * 1.1 if self.scores else None

    @property
    def _middle_score(self) -> float | None:
        middle: float | None = getattr(self, "_middle")  # noqa: B009
        return middle
