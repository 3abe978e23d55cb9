"""From a resampled value to a measurement, or to the reason why there is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claims.records import Alternative, Measurement, Pair, Quantity, Question, Reason, Skipped
from reproducers.lab.bench import WORTH, Bench
from reproducers.lab.scoring.score import exact

if TYPE_CHECKING:
    from claims.statistics.resampled import Resampled


@dataclass(frozen=True)
class Run:
    """How the rows were answered."""

    settings: tuple[Pair, ...]
    seconds: float
    raw_sha256: str | None = None
    n: int = 0
    """Rows behind the values."""


def measured(
    question: Question,
    bench: Bench,
    run: Run,
    found: "Resampled",
    *,
    beside: Mapping[str, float] | None = None,
    successes: int | None = None,
    unit: str | None = None,
) -> Measurement:
    """The measurement of a value in base units, with both intervals and the neighbouring metrics of the same rows."""
    interval, bounds = found.interval(), found.bounds()
    value = exact(found.estimate)
    told = run.settings
    if bench.slice is not None and bench.worth < len(bench.rows):
        told += (Pair(name=WORTH, value=str(bench.worth)),)
        successes = None
    return Measurement(
        claim_id=question.claim_id,
        subject=question.subject,
        metric=question.metric,
        observed=Quantity(
            value=value, unit=unit, as_written=f"{value} {unit}".strip() if unit else str(value)
        ),
        low=exact(interval.low),
        high=exact(interval.high),
        level=interval.level,
        method=interval.method,
        lower95=exact(bounds.low),
        upper95=exact(bounds.high),
        standard_error=exact(found.standard_error),
        successes=successes,
        n=run.n or len(bench.rows),
        alternatives=tuple(
            Alternative(metric=name, value=exact(v))
            for name, v in (beside or {}).items()
            if v == v and abs(v) < 1e300
        ),
        slice_sha256=bench.slice.sha256 if bench.slice else None,
        reproducer=bench.stamp,
        settings=told,
        seed=bench.settings.seed,
        seconds=round(run.seconds, 4),
        raw_sha256=run.raw_sha256,
    )


def left(question: Question, bench: Bench, reason: Reason, detail: str) -> Skipped:
    """A question that stays open, and why."""
    return Skipped(
        claim_id=question.claim_id,
        subject=question.subject,
        metric=question.metric,
        reason=reason,
        detail=detail,
        reproducer=bench.stamp,
    )


def worth_of(bench: Bench) -> int | None:
    """How many rows are drawn in a resample; None for as many as there are."""
    return bench.worth if bench.worth < len(bench.rows) else None
