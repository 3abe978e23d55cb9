"""How narrow the intervals of p50 and p95 become within a minute, on two models, by the laboratory's own stopwatch.

    python -m benchmarks.latency [--seconds 50] [--runs 3000]

Says the half-widths of the 95 % intervals relative to the percentile, the time it took with opening and warm-up, the
runs far out, and which percentile is refused for too few runs. Targets on two quiet cores: p50 within 2 %, p95 within
5 %, in 60 s. The load of the machine is printed beside: on a busy one a miss says nothing. Exits 1 on a miss.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.speed import laboratory
from claims.records import Attempt, Measurement, Question
from claims.statistics.quantile import quantile_interval, rows_for_quantile
from reproducers.lab.bench import Bench
from reproducers.lab.orders import Settings
from reproducers.latency import latency

TARGETS = {"p50": 0.02, "p95": 0.05}
WITHIN = 60.0  # seconds


class Line(NamedTuple):
    """One percentile of one way to run."""

    threads: int
    name: str
    value: float
    half: float
    n: int
    outliers: str
    seconds: float

    @property
    def missed(self) -> bool:
        """Whether it is wider or slower than it should be."""
        return self.half > TARGETS.get(self.name, 1.0) or self.seconds > WITHIN


def main() -> int:
    """Time the example's model, print a line a percentile; 1 if a target is missed."""
    ask = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ask.add_argument("--seconds", type=float, default=50.0, help="Seconds of timed runs at most.")
    ask.add_argument("--runs", type=int, default=3000, help="Timed runs at most.")
    given = ask.parse_args()
    cores = os.cpu_count() or 1
    print(f"load of the last minute {os.getloadavg()[0]:.1f} on {cores} cores")
    missed = False
    with tempfile.TemporaryDirectory(prefix="latency-") as folder:
        for threads in (1, 2):
            for line in timed(Path(folder), threads, given.runs, given.seconds):
                missed |= line.missed
                mark = "MISSED" if line.missed else "ok"
                print(
                    f"{line.threads} threads  {line.name}  {line.value * 1000:8.3f} ms  ±{line.half:6.2%}  n={line.n}  "
                    f"{line.seconds:5.1f} s  {mark}  ({line.outliers})"
                )
        missed |= not refuses(Path(folder))
    return int(missed)


def timed(folder: Path, threads: int, runs: int, seconds: float) -> Iterator[Line]:
    """The percentiles of one row at a time, all from the same runs."""
    settings = Settings(threads=threads, repeats=runs, timed_seconds=seconds, warm_up=20)
    started = time.perf_counter()
    bench = _bench(folder, settings)
    asked = tuple(
        Question(subject="model", metric="latency", metric_as_written=f"{p} latency") for p in TARGETS
    )
    found = [one for one in latency(asked, bench) if isinstance(one, Measurement)]
    whole = time.perf_counter() - started
    for name, one in zip(TARGETS, found, strict=True):
        assert one.low is not None and one.high is not None
        settings = {pair.name: pair.value for pair in one.settings}
        half = float((one.high - one.low) / 2 / one.observed.value)
        yield Line(threads, name, float(one.observed.value), half, one.n, settings["outliers"], whole)


def refuses(folder: Path) -> bool:
    """Whether a p99 that so few runs cannot carry is refused, by the statistic and by the stopwatch."""
    few = rows_for_quantile(0.99) - 1
    by_law = quantile_interval([1.0 + i / few for i in range(few)], 0.99) is None
    bench = _bench(folder, Settings(threads=1, timed_seconds=0.01))
    asked = (Question(subject="model", metric="latency", metric_as_written="p99 latency"),)
    attempts: list[Attempt] = list(latency(asked, bench))
    by_clock = all(attempt.outcome == "skipped" for attempt in attempts)
    print(
        f"p99 of {few} runs refused: {by_law}; of a slow model's few runs: {by_clock} ({attempts[0].outcome})"
    )
    return by_law and by_clock


def _bench(folder: Path, settings: Settings) -> Bench:
    from dataclasses import replace

    return replace(laboratory(500, folder), settings=settings)


if __name__ == "__main__":
    sys.exit(main())
