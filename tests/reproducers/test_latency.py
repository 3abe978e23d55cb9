"""Times, with a clock that the test turns and with the real one."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from claims.records import Measurement, Question
from reproducers.lab.bench import Bench
from reproducers.lab.orders import Settings, Survey, WorkResult
from reproducers.lab.planning.claim_conditions import quantile_asked
from reproducers.latency import latency


def timed(
    seen: Survey, root: Path, folder: Path, ticks: Callable[[], float], *asked: Question
) -> list[Measurement]:
    assert seen.model is not None and seen.data is not None
    settings = Settings(threads=1, repeats=100, warm_up=2, batch=4)
    bench = Bench(
        stamp="latency@1",
        model=seen.model,
        slice=seen.slice,
        settings=settings,
        clock=ticks,
        scratch=folder,
        root=root,
        data=Path(seen.data),
    )
    return [attempt for attempt in latency(asked, bench) if isinstance(attempt, Measurement)]


def test_the_median_and_the_percentiles_are_those_of_the_clock(
    look: Callable[..., Survey], linear: Path, points: Path, tmp_path: Path
) -> None:
    # the clock is read at the start and end of each run: the k-th run takes k milliseconds
    readings = (t for k in count() for t in (float(k), k + k / 1000))
    asked = (
        Question(subject="m", metric="latency"),
        Question(subject="m", metric="latency", metric_as_written="p90"),
    )
    half, ninety = timed(look(linear, points), linear, tmp_path, lambda: next(readings), *asked)
    assert float(half.observed.value) == pytest.approx(0.0515)  # runs 2 to 101
    assert float(ninety.observed.value) == pytest.approx(0.0911)
    assert half.n == 100
    assert half.low is not None and half.high is not None and half.low < half.observed.value < half.high
    assert half.method == "order-statistic"
    assert half.raw_sha256 == ninety.raw_sha256


def test_an_average_latency_is_compared_with_the_mean_of_the_runs(
    look: Callable[..., Survey], linear: Path, points: Path, tmp_path: Path
) -> None:
    lengths = (0.001 if k % 5 else 0.101 for k in count())  # most runs are short, a fifth is long
    moments = (t for k, length in enumerate(lengths) for t in (float(k), k + length))
    asked = (
        Question(subject="m", metric="latency", metric_as_written="mean latency"),
        Question(subject="m", metric="latency", conditions="median"),
    )
    mean, median = timed(look(linear, points), linear, tmp_path, lambda: next(moments), *asked)
    assert float(mean.observed.value) == pytest.approx(0.021)
    assert float(median.observed.value) == pytest.approx(0.001)
    assert ("statistic", "mean") in [(pair.name, pair.value) for pair in mean.settings]
    assert {other.metric for other in mean.alternatives} >= {"p50", "p95"}
    assert mean.low is not None and mean.high is not None and mean.low < mean.observed.value < mean.high


def test_the_throughput_is_rows_a_second(
    look: Callable[..., Survey], linear: Path, points: Path, tmp_path: Path
) -> None:
    readings = (k * 0.5 for k in count())
    (found,) = timed(
        look(linear, points),
        linear,
        tmp_path,
        lambda: next(readings),
        Question(subject="m", metric="throughput"),
    )
    assert float(found.observed.value) == pytest.approx(4 / 0.5)


def test_a_slow_model_is_timed_fewer_times(
    look: Callable[..., Survey], linear: Path, points: Path, tmp_path: Path
) -> None:
    readings = (k * 2.0 for k in count())
    (found,) = timed(
        look(linear, points),
        linear,
        tmp_path,
        lambda: next(readings),
        Question(subject="m", metric="latency"),
    )
    assert found.n == 20


def test_a_batch_that_the_claim_names_is_used(
    look: Callable[..., Survey], linear: Path, points: Path, tmp_path: Path
) -> None:
    readings = (k * 0.5 for k in count())
    asked = Question(subject="m", metric="latency", conditions="batch size 8")
    (found,) = timed(look(linear, points), linear, tmp_path, lambda: next(readings), asked)
    assert ("batch", "8") in [(pair.name, pair.value) for pair in found.settings]


def test_a_real_model_is_timed(measure: Callable[..., WorkResult], bert: Path, reviews: Path) -> None:
    settings = Settings(threads=1, repeats=30, warm_up=1)
    done = measure("latency", ["latency", "throughput"], bert, reviews, settings=settings)
    first, second = done.attempts
    assert isinstance(first, Measurement) and isinstance(second, Measurement)
    assert 0 < first.observed.value < 1
    assert second.observed.value > 1
    assert done.peak_bytes > 10_000_000


@pytest.mark.parametrize(
    ("written", "conditions", "expected"),
    [
        ("Latency", None, 0.5),
        ("p95 latency", None, 0.95),
        ("Latency", "99th percentile", 0.99),
        ("latency (P 90)", None, 0.9),
        ("Latency", "batch size 50", 0.5),
    ],
)
def test_the_percentile_is_the_one_that_is_named(
    written: str, conditions: str | None, expected: float
) -> None:
    asked = Question(subject="m", metric="latency", metric_as_written=written, conditions=conditions)
    assert quantile_asked(asked) == expected


def test_a_rare_percentile_is_given_the_runs_that_it_takes(
    look: Callable[..., Survey], linear: Path, points: Path, tmp_path: Path
) -> None:
    readings = (t for k in count() for t in (float(k), k + 0.001))
    asked = Question(subject="m", metric="latency", metric_as_written="p99 latency")
    (found,) = timed(look(linear, points), linear, tmp_path, lambda: next(readings), asked)
    assert found.n >= 368


def test_other_batch_sizes_stand_beside_the_throughput(
    measure: Callable[..., WorkResult], bert: Path, reviews: Path
) -> None:
    done = measure(
        "latency", ["throughput"], bert, reviews, settings=Settings(threads=1, repeats=20, warm_up=1)
    )
    attempt = done.attempts[0]
    assert isinstance(attempt, Measurement)
    assert {"batch 1", "batch 8", "batch 32, sorted by length"} <= {
        alternative.metric for alternative in attempt.alternatives
    }


def test_opening_is_timed_and_memory_is_counted_beyond_the_libraries(
    measure: Callable[..., WorkResult], bert: Path, reviews: Path
) -> None:
    opened = measure("load-time", ["load_time"], bert, reviews).attempts[0]
    assert isinstance(opened, Measurement) and opened.n >= 6
    assert 0 < opened.observed.value < 5
    taken = measure("memory", ["vram"], bert, reviews).attempts[0]
    assert isinstance(taken, Measurement)
    assert 0 <= taken.observed.value < 400_000_000  # torch itself takes more
