"""Runs variants in turns over the same rows, so that whatever slows the machine down slows all of them."""

import math
import resource
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from claims.errors import ModelUnavailable
from claims.statistics.quantile import quantile_interval, rows_for_quantile
from reproducers.lab.compression.runners import Runner

if TYPE_CHECKING:
    from reproducers.lab.compression.quality import Answer
    from reproducers.lab.compression.runners import Feeds, Outputs

_BLOCK = 8
"""Rows that a variant answers in a row: longer than a cache remembers its rival, shorter than a machine's moods."""

Clock = Callable[[], float]


@dataclass(frozen=True)
class Runnable:
    """An opened file with what goes into it for a row, and what its outputs for that row say."""

    runner: Runner
    feeds: "Callable[[int], Feeds]"
    answer: "Callable[[Outputs, int], Answer]"


@dataclass
class Trial:
    """What a variant answered and what it took."""

    answers: "dict[int, Answer]" = field(default_factory=dict)
    """By row."""
    seconds: dict[int, float] = field(default_factory=dict)
    """Time of each row."""
    failed: str = ""
    """Why it was given up."""


def processor_seconds() -> float:
    """Processor time of this process until now, of all its threads.

    time.process_time() moves only by ticks of milliseconds where a limit on processor time is set, as it is here.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


class Speed(NamedTuple):
    """How many times as fast as the original, with one-sided bounds."""

    ratio: float
    low: float
    high: float


def run_in_turns(
    runnables: Mapping[str, Runnable],
    rows: Sequence[int],
    clock: Clock = processor_seconds,
    until: float = math.inf,
    enough: int = 24,
) -> dict[str, Trial]:
    """Every row through every file, a block of rows at a time, each block begun by another runner.

    After the moment `until` (of time.monotonic) no block is begun, once `enough` rows are done. The clock is that of
    processor time of this process, of which nothing else computes meanwhile.
    """
    trials = {name: Trial() for name in runnables}
    names, givers = list(runnables), {runnable.feeds for runnable in runnables.values()}
    for turn, start in enumerate(range(0, len(rows), _BLOCK)):
        if start >= enough and time.monotonic() > until:
            break
        part = rows[start : start + _BLOCK]
        blocks = {feeds: [(row, feeds(row)) for row in part] for feeds in givers}
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            if not trials[name].failed:
                _run_block(runnables[name], trials[name], blocks[runnables[name].feeds], clock)
    return trials


def _run_block(runnable: Runnable, trial: Trial, block: "Sequence[tuple[int, Feeds]]", clock: Clock) -> None:
    """The rows of a block; the first one is run once before, for the caches hold another model's weights."""
    import numpy as np

    try:
        runnable.runner.run(block[0][1])
        for row, given in block:
            started = clock()
            outputs = runnable.runner.run(given)
            trial.seconds[row] = clock() - started
            trial.answers[row] = runnable.answer(outputs, row)
            if not np.isfinite(trial.answers[row]).all():
                trial.failed = "Its outputs are not numbers (NaN or infinite) for some rows."
                return
    except ModelUnavailable as error:
        trial.failed = error.says


def speed_of(original: Mapping[int, float], variant: Mapping[int, float], confidence: float) -> Speed:
    """The median over rows of original over variant, with bounds by order statistics, each at that confidence."""
    import numpy as np

    ratios = [original[row] / max(variant[row], 1e-9) for row in variant if row in original]
    level = 2 * confidence - 1
    interval = quantile_interval(ratios, 0.5, level) if len(ratios) >= rows_for_quantile(0.5, level) else None
    low, high = (interval.low, interval.high) if interval else (min(ratios), max(ratios))
    return Speed(float(np.median(ratios)), low, high)


def median_milliseconds(seconds: Mapping[int, float]) -> float:
    """The median time of a row."""
    import numpy as np

    return 1000 * float(np.median(list(seconds.values())))
