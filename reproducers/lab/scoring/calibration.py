"""A fixed piece of work between timed runs, on as many threads: how fast the machine was while they were taken."""

import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Self

from claims.records import Pair
from claims.verdicts.under_load import SLOWDOWN, SLOWEST

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_NUMBERS, _ROUNDS = 16_384, 60
"""Square roots of a round, and rounds: half a millisecond or one. No matrix product: on a busy machine the threads of
OpenBLAS wait for each other a hundred times as long as a model's own threads do."""
_EVERY = 0.025
"""Seconds of timed runs after which the work is done again."""
_FEWEST = 5
_SLOWED = 0.3
"""How much longer than at its fastest the work may take in the middle before the machine counts as busy."""


class CalibrationKernel:
    """Square roots of fixed numbers on some threads, timed between the runs of a model; a context that ends them."""

    def __init__(self, threads: int) -> None:
        self.seconds: list[float] = []
        self._since = _EVERY
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads)
        self._numbers = [_numbers() for _ in range(threads)]
        self._once()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown()

    def is_due(self, taken: float) -> bool:
        """Whether so many more seconds of runs make it time to do the work again."""
        self._since += taken
        return self._since >= _EVERY

    def run(self) -> None:
        """Do the work and keep how long it took."""
        self._since = 0.0
        self.seconds.append(self._once())

    def _once(self) -> float:
        """The seconds until the last thread is done, as a model waits for its slowest one."""
        started = time.perf_counter()
        list(self._pool.map(_square_roots, self._numbers))
        return time.perf_counter() - started


def _numbers() -> "NDArray[np.float32]":
    import numpy as np

    return np.ones(_NUMBERS, dtype=np.float32)


def _square_roots(numbers: "NDArray[np.float32]") -> None:
    import numpy as np

    for _ in range(_ROUNDS):
        np.sqrt(numbers, out=numbers)


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
