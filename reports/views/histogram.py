"""How long one row takes, run by run: a histogram of the kept times with the quantiles on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from claims.records import Measurement
from reports.views import vocabulary
from reports.views.safe_text import shortened
from reports.views.verdict_plot import EDGE

Times = Mapping[tuple[str, int], tuple[float, ...]]
"""Seconds of every run, by the digest of the file that keeps them and the batch size."""
NO_TIMES: Times = MappingProxyType({})
WIDE = 480
"""Units across."""
HEIGHT, FOOT = 70.0, 100.0
"""Of the tallest bar, and where all of them stand, in units of the picture."""
BINS = 40
FEWEST = 20
"""Runs that make a picture; fewer are told by their quantiles."""
QUANTILES = (50, 95, 99)


@dataclass(frozen=True)
class Bar:
    """One bar, in units of the picture."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Quantile:
    """One quantile, with where its name is set so that it stays clear of the others."""

    x: float
    label: str
    y: float
    anchor: str


@dataclass(frozen=True)
class Histogram:
    """The runs of one measurement."""

    caption: str
    """What is drawn, in a sentence that also serves who cannot see it."""
    bars: tuple[Bar, ...]
    marks: tuple[Quantile, ...]
    """The quantiles."""
    ends: tuple[str, str]
    """The first and the last time of the axis."""


def histogram(measurement: Measurement, times: Times) -> Histogram | None:
    """The picture of a latency; None where its times are not at hand, are few, or are all the same."""
    settings = {pair.name: pair.value for pair in measurement.settings}
    batch = int(settings["batch"]) if settings.get("batch", "").isdigit() else 1
    seconds = sorted(times.get((measurement.raw_sha256 or "", batch), ()))
    if len(seconds) < FEWEST:
        return None
    low, high = seconds[0], _quantile(seconds, 99)
    if high <= low:
        return None
    drawn = [x for x in seconds if x <= high]
    quantiles = {p: _quantile(seconds, p) for p in QUANTILES if (100 - p) * len(seconds) >= 100}
    listed = ", ".join(f"p{p} {milliseconds(value)}" for p, value in quantiles.items())
    beyond = len(seconds) - len(drawn)
    tail = (
        f"; {vocabulary.counted(beyond, 'run')} beyond the right edge, up to {milliseconds(seconds[-1])}"
        if beyond
        else ""
    )
    runs = vocabulary.counted(len(seconds), "run")
    return Histogram(
        caption=(
            f"Latency of {shortened(measurement.subject, 80)}, batch {batch}: all {runs} on this "
            f"machine, from {milliseconds(low)}: {listed}{tail}."
        ),
        bars=_bars(drawn, low, high),
        marks=tuple(_mark(p, _at(value, low, high)) for p, value in quantiles.items() if value <= high),
        ends=(milliseconds(low), milliseconds(high)),
    )


def milliseconds(seconds: float) -> str:
    """A time as people say it, with three digits."""
    return f"{seconds * 1000:.3g} ms"


def _quantile(ordered: list[float], p: int) -> float:
    """The quantile as the measurement takes it: between two runs, in proportion."""
    at = (len(ordered) - 1) * p / 100
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


def _bars(seconds: list[float], low: float, high: float) -> tuple[Bar, ...]:
    counts = [0] * BINS
    for x in seconds:
        counts[min(BINS - 1, int((x - low) / (high - low) * BINS))] += 1
    step, most = (WIDE - 2 * EDGE) / BINS, max(counts)
    return tuple(
        Bar(
            round(EDGE + i * step, 1),
            round(FOOT - HEIGHT * n / most, 1),
            round(step - 0.6, 1),
            round(HEIGHT * n / most, 1),
        )
        for i, n in enumerate(counts)
        if n
    )


def _mark(p: int, x: float) -> Quantile:
    """The median's name stands left of its line, the next one's right of it, the last one's a line lower."""
    return Quantile(x, f"p{p}", 24.0 if p == QUANTILES[-1] else 11.0, "start" if p == QUANTILES[1] else "end")


def _at(value: float, low: float, high: float) -> float:
    return round(EDGE + (value - low) / (high - low) * (WIDE - 2 * EDGE), 1)
