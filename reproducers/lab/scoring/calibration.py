"""A fixed piece of work between timed runs, on as many threads: how fast the machine was while they were taken."""

import statistics
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from claims.records import Pair
from claims.verdicts.under_load import SLOWDOWN, SLOWEST

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WIDTH = 224
"""Rows of the squares that are multiplied: half a millisecond or two, by the same library threads as a model's own."""
_EVERY = 0.025
"""Seconds of timed runs after which the work is done again."""
_FEWEST = 5
_SLOWED = 0.3
"""How much longer than at its fastest the work may take in the middle before the machine counts as busy."""


class CalibrationKernel:
    """Products of two fixed squares, timed between the runs of a model."""

    def __init__(self) -> None:
        import numpy as np

        draw = np.random.default_rng(0)
        self._left: NDArray[np.float32] = draw.random((_WIDTH, _WIDTH), dtype=np.float32)
        self._right: NDArray[np.float32] = draw.random((_WIDTH, _WIDTH), dtype=np.float32)
        self.seconds: list[float] = []
        self._since = _EVERY
        self._once()

    def is_due(self, taken: float) -> bool:
        """Whether so many more seconds of runs make it time to do the work again."""
        self._since += taken
        return self._since >= _EVERY

    def run(self) -> None:
        """Do the work and keep how long it took."""
        self._since = 0.0
        self.seconds.append(self._once())

    def _once(self) -> float:
        started = time.perf_counter()
        for _ in range(4):
            self._left @ self._right
        return time.perf_counter() - started


def calibration_settings(seconds: Sequence[float]) -> tuple[Pair, ...]:
    """What the work took between the runs, and how much more than at its fastest; empty for too few."""
    if len(seconds) < _FEWEST:
        return ()
    fastest, middle, slowest = min(seconds), statistics.median(seconds), max(seconds)
    times = ", ".join(f"{1e3 * taken:.2f} ms" for taken in (fastest, middle, slowest))
    usual = max(statistics.quantiles(seconds, n=20)[-1], statistics.fmean(seconds))
    return (
        Pair(
            name="calibration work between the runs",
            value=f"{times} (fastest, median, slowest), n = {len(seconds)}",
        ),
        Pair(name=SLOWDOWN, value=f"{min(usual, slowest) / fastest:.3g}"),
        Pair(name=SLOWEST, value=f"{slowest / fastest:.3g}"),
    )


def calibration_reason(seconds: Sequence[float]) -> str:
    """Why the machine was busy by the work between the runs, in a sentence; empty on a quiet one."""
    if len(seconds) < _FEWEST:
        return ""
    slowed = statistics.median(seconds) / min(seconds) - 1
    if slowed <= _SLOWED:
        return ""
    return f"The machine was busy: fixed work between the runs took {slowed:.0%} longer in the middle than at its best."
