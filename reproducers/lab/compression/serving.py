"""How variants answer with all threads: a row's time, rows a second in batches, and the energy of a row."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from claims.records.optimization import BATCH
from reproducers.lab.compression.energy import energy_clock
from reproducers.lab.compression.timing import Clock, Runnable, Trial, median_milliseconds, run_in_turns

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reproducers.lab.compression.quality import Answer
    from reproducers.lab.compression.runners import Feeds, Outputs

_ROWS, _BATCHES = 25, 8
"""Single rows and batches that are timed, at most."""
BATCHED_ROWS, SINGLE_BATCHES = 2 * BATCH, 2
"""Rows that a file answers for a batch, whose time and energy are measured; what all else takes, in batches."""


@dataclass(frozen=True)
class Serving:
    """What a variant takes with all threads."""

    milliseconds: float
    """Median wall time of a single row."""
    rows_per_second: float | None
    """In batches; None where the graph takes one row only."""
    joules: float | None
    """Of a row in a batch; None where the machine does not tell, or there are no batches."""


def serving(
    runnables: Mapping[str, Runnable], rows: Sequence[int], energy: Clock | None = None, most: int = _BATCHES
) -> dict[str, Serving]:
    """What each file takes, in turns; without the energy clock that is given, that of the machine is looked for."""
    single = {name: replace(runnable, answer=_nothing) for name, runnable in runnables.items()}
    alone = run_in_turns(single, rows[:_ROWS], time.perf_counter)
    every = [rows[start : start + BATCH] for start in range(0, len(rows) - BATCH + 1, BATCH)]
    every = every[: min(most, _BATCHES)]
    batches = {feeds: _in_batches(feeds, every) for feeds in {runnable.feeds for runnable in single.values()}}
    several = {name: replace(runnable, feeds=batches[runnable.feeds]) for name, runnable in single.items()}
    numbers, clock = range(len(every)), energy or energy_clock()
    timed = run_in_turns(several, numbers, time.perf_counter)
    metered = run_in_turns(several, numbers, clock) if clock else {}
    return {
        name: Serving(
            milliseconds=median_milliseconds(trial.seconds),
            rows_per_second=_per_second(timed[name]),
            joules=_joules(metered.get(name)),
        )
        for name, trial in alone.items()
        if trial.seconds
    }


def _in_batches(feeds: "Callable[[int], Feeds]", every: Sequence[Sequence[int]]) -> "Callable[[int], Feeds]":
    """What goes in for a batch by its number."""
    return lambda number: stacked([feeds(row) for row in every[number]])


def stacked(single: "Sequence[Feeds]") -> "Feeds":
    """What goes in for rows as one batch, shorter rows filled up with zeros: their time, not their answers, counts."""
    return {name: _stacked([feeds[name] for feeds in single]) for name in single[0]}


def _stacked(parts: "Sequence[NDArray[np.generic]]") -> "NDArray[np.generic]":
    import numpy as np

    shape = np.max([part.shape[1:] for part in parts], axis=0)
    padded = [
        np.pad(
            part, [(0, 0), *((0, int(most) - own) for most, own in zip(shape, part.shape[1:], strict=True))]
        )
        for part in parts
    ]
    return np.concatenate(padded)


def _per_second(trial: Trial) -> float | None:
    whole = bool(trial.seconds) and not trial.failed
    return 1000 * BATCH / median_milliseconds(trial.seconds) if whole else None


def _joules(trial: Trial | None) -> float | None:
    """All that was used over all rows; a counter that stood still tells nothing."""
    if trial is None or trial.failed or not trial.seconds:
        return None
    return sum(trial.seconds.values()) / (BATCH * len(trial.seconds)) or None


def _nothing(outputs: "Outputs", row: int) -> "Answer":  # noqa: ARG001 - only time counts here
    import numpy as np

    return np.zeros(1)
