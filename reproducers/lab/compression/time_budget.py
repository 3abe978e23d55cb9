"""The time of a search: what may still begin, how many rows and variants there is room for, and what was left out."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from reproducers.lab.compression.timing import Clock

_SLACK = 1.3
"""By how much a row takes longer than at first: labels are read and answers kept beside the model's own time."""


@dataclass
class TimeBudget:
    """How long a search may take, and what its parts have taken so far."""

    seconds: float
    clock: Clock = time.monotonic
    row: float = 0.0
    """Seconds by the clock that one file takes for one row, as last seen."""
    longest: dict[str, float] = field(default_factory=dict)
    """Seconds that the slowest step of a kind took."""
    left_out: list[str] = field(default_factory=list)
    """Names of the variants that could not be made or run in time."""
    _started: float = 0.0

    def __post_init__(self) -> None:
        """The time runs from now on."""
        self._started = self.clock()

    def until(self, share: float) -> float:
        """The moment at which so much of the time is gone."""
        return self._started + share * self.seconds

    def allows(self, share: float, kind: str) -> bool:
        """Whether a step as slow as the slowest of its kind ends before that moment."""
        return self.clock() + self.longest.get(kind, 0.0) <= self.until(share)

    def rows(self, share: float, files: int, most: int) -> int:
        """Rows that so many files answer in a share of the time, at most so many."""
        return int(min(most, share * self.seconds / (_SLACK * self.row * files + 1e-4)))

    def files(self, share: float, rows: int, then: str = "") -> int:
        """Files that answer so many rows before that moment, and go through a step of a kind then."""
        left = max(0.0, self.until(share) - self.clock())
        return int(left / (_SLACK * self.row * rows + self.longest.get(then, 0.0) + 1e-6))

    def run_until(self, share: float, part: float, files: int, then: str) -> float:
        """The moment that ends a part of what is left until another one, less a step of a kind for each file."""
        now = self.clock()
        left = self.until(share) - now
        return now + max(0.0, part * left - files * self.longest.get(then, 0.0))

    @contextmanager
    def step(self, kind: str) -> Iterator[None]:
        """Keep how long a step of a kind takes."""
        begun = self.clock()
        try:
            yield
        finally:
            self.longest[kind] = max(self.longest.get(kind, 0.0), self.clock() - begun)

    def answered(self, begun: float, rows: int) -> None:
        """Keep how long a file took for a row, where so many rows of all files were answered since then."""
        self.row = (self.clock() - begun) / max(rows, 1)

    def notes(self) -> Iterator[str]:
        """A sentence on what was left out, where something was."""
        if self.left_out:
            yield f"{self._was_short()} for: {'; '.join(self.left_out)}. A longer --budget tries them too."

    def rows_note(self, half: str, used: int, rows: int, most: int) -> Iterator[str]:
        """A sentence on the rows of a half that were not run, where some were not."""
        if not used:
            yield f"No row of the {half} half was run: no variant could be."
        elif used < rows:
            why = f"More than {most:,} are never run" if used >= most else f"{self._was_short()} for more"
            yield f"Of the {rows:,} rows of the {half} half {used:,} were run. {why}."

    def _was_short(self) -> str:
        return f"The time of {self.seconds:g} s was too short"
