"""How busy the machine is around a timing: a fixed piece of work before and after it, and what the system says."""

import os
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from claims.records import Pair
from claims.verdicts.reservations import BUSY
from reproducers.lab.scoring import frequency
from reproducers.lab.scoring.calibration import calibration_reason, calibration_settings

_BURSTS = 15
_WORK = 20_000  # steps of one burst: a millisecond or two
_WAITED = 0.15  # of the time that the work took: waiting for a processor
_CHANGED = 0.15  # of the work's own speed, between before and after: another frequency
_OTHERS = 0.25  # of all processors, used by others during the timing
_AGAIN = "Measure again when it is idle."


class LoadSample(NamedTuple):
    """How a fixed piece of work ran at one moment, and what the system had done until then."""

    burst: float
    """Median seconds of one burst."""
    waited: float
    """Time that the bursts waited, as a share of the time that they computed."""
    at: float
    """When it was taken, in seconds that only go up."""
    own: float
    """Processor seconds of this process until then."""
    busy: float | None
    """Processor seconds of everybody until then, where the system tells; stolen ones among them."""
    load: float | None
    """The system's load average over a minute."""
    megahertz: float | None = None
    """The mean frequency of the processors, where the system tells it."""
    throttled: int | None = None
    """How often processors were slowed down because they were hot, until then, where the system tells it."""
    pressure: float | None = None
    """Seconds in which some task waited for a processor, until then, where the system tells it."""


def load_sample() -> LoadSample:
    """Run the fixed work now."""
    bursts, computed = [], 0.0
    for _ in range(_BURSTS):
        started, own = time.perf_counter(), time.thread_time()
        sum(i * i for i in range(_WORK))
        bursts.append(time.perf_counter() - started)
        computed += time.thread_time() - own
    waited = max(0.0, sum(bursts) / max(computed, 1e-9) - 1)
    return LoadSample(
        burst=statistics.median(bursts),
        waited=waited,
        at=time.perf_counter(),
        own=time.process_time(),
        busy=_busy_seconds(),
        load=_load(),
        megahertz=frequency.megahertz(),
        throttled=frequency.throttled(),
        pressure=frequency.pressure(),
    )


def load_settings(
    before: LoadSample, after: LoadSample, cores: int, between: Sequence[float] = ()
) -> tuple[Pair, ...]:
    """What was seen around a timing, and in a sentence why it settles nothing where the machine was busy.

    `between` are the seconds that the calibration work took between the timed runs.
    """
    shown = f"fixed work {1000 * before.burst:.2f} ms before, {1000 * after.burst:.2f} ms after"
    if before.load is not None and after.load is not None:
        shown += f"; load average {before.load:.2f} before, {after.load:.2f} after"
    if before.pressure is not None and after.pressure is not None:
        waited = (after.pressure - before.pressure) / max(after.at - before.at, 1e-9)
        shown += f"; tasks waited for a processor {min(waited, 1.0):.0%} of the time"
    reason = busy_reason(before, after, cores) or calibration_reason(between)
    busy = (Pair(name=BUSY, value=reason),) if reason else ()
    known = (
        Pair(name="load", value=shown),
        Pair(name="processor frequency", value=_frequency(before, after)),
    )
    return (*known, *calibration_settings(between), *busy)


def _frequency(before: LoadSample, after: LoadSample) -> str:
    """The processors' frequency before and after, and how often they were slowed down meanwhile."""
    if before.megahertz is None or after.megahertz is None:
        shown = "not told by this system"
    else:
        shown = f"{before.megahertz:,.0f} MHz before, {after.megahertz:,.0f} MHz after"
    if before.throttled is None or after.throttled is None:
        return shown
    return f"{shown}; slowed down by heat {after.throttled - before.throttled} times"


def busy_reason(before: LoadSample, after: LoadSample, cores: int) -> str:
    """Why times taken between the two are not the model's own, in a sentence; empty on a quiet machine."""
    waited = max(before.waited, after.waited)
    change = after.burst / before.burst - 1
    others = _others(before, after, cores) or 0.0
    if waited > _WAITED:
        return f"The machine was busy: a fixed piece of work waited {waited:.0%} of its own time. {_AGAIN}"
    if abs(change) > _CHANGED:
        return f"The machine changed its speed: a fixed piece of work took {change:+.0%} afterwards. {_AGAIN}"
    if before.throttled is not None and after.throttled is not None and after.throttled > before.throttled:
        return f"Processors were slowed down by heat {after.throttled - before.throttled} times. {_AGAIN}"
    if others > _OTHERS:
        return f"The machine was busy: others used {others:.0%} of its processors meanwhile. {_AGAIN}"
    return ""


def _others(before: LoadSample, after: LoadSample, cores: int) -> float | None:
    """The share of all processor time that others used between the two."""
    if before.busy is None or after.busy is None:
        return None
    whole = cores * (after.at - before.at)
    return max(0.0, (after.busy - before.busy) - (after.own - before.own)) / max(whole, 1e-9)


def _busy_seconds() -> float | None:
    """Processor seconds that everybody used since the start, where this process may use every processor there is."""
    try:
        lines = Path("/proc/stat").read_text(encoding="ascii").splitlines()
        user, nice, system, _, _, irq, soft, steal = map(int, lines[0].split()[1:9])
    except (OSError, ValueError, IndexError):
        return None
    here = sum(line.startswith("cpu") for line in lines) - 1
    if here != len(os.sched_getaffinity(0)):
        return None
    return (user + nice + system + irq + soft + steal) / os.sysconf("SC_CLK_TCK")


def _load() -> float | None:
    try:
        return os.getloadavg()[0]
    except OSError:
        return None
