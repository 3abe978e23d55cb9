"""How long the model takes for one row, and how many rows it takes a second, on this machine."""

import os
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from claims.records import Alternative, Attempt, Measurement, Pair, Quantity, Question
from claims.statistics.quantile import rows_for_quantile
from reproducers import reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.planning import requirements
from reproducers.lab.planning.claim_conditions import (
    batch_asked,
    quantile_asked,
    statistic_asked,
    threads_asked,
)
from reproducers.lab.scoring.calibration import CalibrationKernel
from reproducers.lab.scoring.machine_load import load_sample, load_settings
from reproducers.lab.scoring.time_statistic import other_statistics, statistic_in_words, statistic_of
from reproducers.lab.scoring.timing import TimedModel, open_timed, time_batches
from reproducers.lab.scoring.to_measurement import exact, skipped

_BATCHES = (1, 8, 32, 128)
"""Rows at a time whose throughputs stand beside the asked one."""
_GLANCE = 1.0  # seconds for each of those
_FEWEST = 20  # timed runs, however slow
_FAR = 3.0  # spans between the quartiles above the upper one: Tukey's far out


class Times(NamedTuple):
    """Seconds of each timed run, and how the model was run."""

    seconds: list[float]
    batch: int
    settings: tuple[Pair, ...]
    raw_sha256: str


class Runs(NamedTuple):
    """What was timed with the same threads."""

    seconds: dict[int, list[float]]
    """Seconds of each run, by rows at a time."""
    settings: tuple[Pair, ...]
    sweep: dict[str, float]


@reproducer(
    "latency",
    version=6,
    metrics={"latency", "throughput"},
    fits=requirements.can_be_timed,
    timed=True,
    asks=("latency", "throughput"),
)
def latency(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Time one row after another, text to label, and batches for the throughput."""
    by_threads: dict[int, list[Question]] = {}
    for question in questions:
        by_threads.setdefault(threads_asked(question, bench.settings.threads), []).append(question)
    measured: list[tuple[list[Question], Runs]] = []
    for threads, asked in by_threads.items():
        alike = replace(bench, settings=bench.settings.model_copy(update={"threads": threads}))
        measured.append((asked, _runs(alike, asked)))
    digest = bench.keep_raw(
        {"batch": batch, "threads": threads, "run": i, "seconds": round(seconds, 9)}
        for threads, (_, runs) in zip(by_threads, measured, strict=True)
        for batch, run in runs.seconds.items()
        for i, seconds in enumerate(run)
    )
    for asked, runs in measured:
        for question in asked:
            batch = _batch(question, bench)
            times = Times(runs.seconds[batch], batch, runs.settings, digest)
            yield (
                _throughput(question, bench, times, runs.sweep)
                if question.metric == "throughput"
                else _latency(question, bench, times)
            )


def _runs(bench: Bench, asked: list[Question]) -> Runs:
    """Every batch size that is asked for, with as many runs as its rarest percentile takes."""
    opened = open_timed(bench)
    wanted: dict[int, int] = {}
    for question in asked:
        runs_of = bench.settings.repeats
        if question.metric == "latency":  # a rare percentile takes more runs than a median
            runs_of = max(runs_of, 2 * rows_for_quantile(quantile_asked(question)))
        wanted[_batch(question, bench)] = max(runs_of, wanted.get(_batch(question, bench), 0))
    before = load_sample()
    enough = bench.settings.timed_seconds
    with CalibrationKernel(bench.settings.threads) as calibration:
        runs = {
            batch: time_batches(
                bench, opened, batch, most=most, enough=enough, fewest=_FEWEST, calibration=calibration
            )
            for batch, most in wanted.items()
        }
    load = load_settings(before, load_sample(), os.cpu_count() or 1, calibration.seconds)
    sweep = _sweep(bench, opened, runs) if any(q.metric == "throughput" for q in asked) else {}
    return Runs(runs, (*opened.settings, *load), sweep)


def _batch(question: Question, bench: Bench) -> int:
    """The batch size of the claim's conditions; else one row for a latency, the bench's own for a throughput."""
    asked = batch_asked(question) or (1 if question.metric == "latency" else bench.settings.batch)
    return max(1, min(asked, len(bench.rows)))


def _sweep(bench: Bench, opened: TimedModel, runs: dict[int, list[float]]) -> dict[str, float]:
    """Rows a second at other batch sizes, and over all rows in batches of like length, as a job at night would run."""
    throughputs = {}
    for batch in (b for b in _BATCHES if b not in runs and b <= len(bench.rows)):
        seconds = time_batches(bench, opened, batch, most=30, enough=_GLANCE, fewest=3)
        throughputs[f"batch {batch}"] = batch / (sum(seconds) / len(seconds))
    started, done = bench.clock(), 0
    for positions in bench.batches():
        opened.run(positions)
        done += len(positions)
        if bench.clock() - started > 2 * _GLANCE:
            break
    throughputs[f"batch {bench.settings.batch}, sorted by length"] = done / max(bench.clock() - started, 1e-9)
    return throughputs


def _latency(question: Question, bench: Bench, times: Times) -> Attempt:
    """The asked quantile of the runs with the order-statistic interval, or their mean with the bootstrap's."""
    name = statistic_asked(question)
    statistic = statistic_of(name, times.seconds, bench.settings.seed)
    if statistic is None:
        detail = (
            f"{len(times.seconds)} runs are too few for the {statistic_in_words(name)}. Raise the budget."
        )
        return skipped(question, bench, "over_time", detail)
    beside = other_statistics(times.seconds, statistic.name)
    return _timed(question, bench, times, statistic.name).model_copy(
        update={**statistic.fields, "alternatives": beside}
    )


def _throughput(question: Question, bench: Bench, times: Times, sweep: dict[str, float]) -> Attempt:
    """Rows a second over all runs; the interval is that of the mean time of a batch, turned over."""
    from claims.statistics.bootstrap import resample_mean

    resampled = resample_mean(times.seconds, seed=bench.settings.seed)
    interval, bounds = resampled.interval(), resampled.bounds()
    value = exact(round(times.batch / resampled.estimate, 6))
    return _timed(question, bench, times, "mean").model_copy(
        update={
            "observed": Quantity(value=value, unit="1/s", as_written=f"{value} rows/s"),
            "low": exact(round(times.batch / interval.high, 6)),
            "high": exact(round(times.batch / interval.low, 6)),
            "lower95": exact(round(times.batch / bounds.high, 6)),
            "upper95": exact(round(times.batch / bounds.low, 6)),
            "method": interval.method,
            "alternatives": tuple(Alternative(metric=k, value=exact(round(v, 6))) for k, v in sweep.items()),
        }
    )


def _timed(question: Question, bench: Bench, times: Times, statistic: str) -> Measurement:
    settings = [pair for pair in times.settings if pair.name != "batch"]
    return Measurement(
        claim_id=question.claim_id,
        subject=question.subject,
        metric=question.metric,
        observed=Quantity(value=exact(0), as_written=""),
        method="",
        n=len(times.seconds),
        slice_sha256=bench.slice.sha256 if bench.slice else None,
        reproducer=bench.stamp,
        settings=(
            *settings,
            Pair(name="batch", value=str(times.batch)),
            Pair(name="statistic", value=statistic),
            Pair(name="warm-up runs", value=str(bench.settings.warm_up)),
            Pair(name="outliers", value=_outliers(times.seconds)),
            Pair(name="timed", value="tokenizing and the model, in memory; reading the file is left out"),
        ),
        seed=bench.settings.seed,
        seconds=round(sum(times.seconds), 4),
        raw_sha256=times.raw_sha256,
    )


def _outliers(seconds: list[float]) -> str:
    """How many runs lie far out, as Tukey calls it; none is left out, for a user waits for them too."""
    import numpy as np

    low, high = np.quantile(seconds, (0.25, 0.75))
    edge = float(high + _FAR * (high - low))
    return f"{sum(taken > edge for taken in seconds)} of {len(seconds)} runs above {edge * 1000:.3g} ms, kept"
