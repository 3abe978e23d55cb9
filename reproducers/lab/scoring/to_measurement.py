"""From a value to a measurement, or from a question to the reason why there is none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from claims.records import Alternative, Measurement, Pair, Quantity, Question, Reason, Skipped
from reproducers.lab.bench import EFFECTIVE_ROWS, Bench

if TYPE_CHECKING:
    from claims.statistics.arrays import Floats
    from claims.statistics.resampled import Resampled

_DIGITS = 12  # significant digits that are kept: more is noise of the floating point


@dataclass(frozen=True)
class Run:
    """How the model was run over the rows: its settings, how long it took, and what was kept of each row."""

    settings: tuple[Pair, ...]
    seconds: float
    raw_sha256: str | None = None
    n: int = 0
    """Rows behind the values."""


def exact(value: float) -> Decimal:
    """A float as the shortest decimal with twelve significant digits."""
    return Decimal(f"{value:.{_DIGITS}g}")


def to_measurement(
    question: Question,
    bench: Bench,
    run: Run,
    resampled: "Resampled",
    *,
    beside: Mapping[str, float] | None = None,
    successes: int | None = None,
    unit: str | None = None,
) -> Measurement:
    """The measurement of a value in base units, with both intervals and the neighbouring metrics of the same rows."""
    interval, bounds = resampled.interval(), resampled.bounds()
    value = exact(resampled.estimate)
    settings = run.settings
    if bench.slice is not None and bench.effective_rows < len(bench.rows):
        settings += (Pair(name=EFFECTIVE_ROWS, value=str(bench.effective_rows)),)
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
        standard_error=exact(resampled.standard_error),
        successes=successes,
        n=run.n or len(bench.rows),
        alternatives=tuple(
            Alternative(metric=name, value=exact(v))
            for name, v in (beside or {}).items()
            if v == v and abs(v) < 1e300
        ),
        slice_sha256=bench.slice.sha256 if bench.slice else None,
        reproducer=bench.stamp,
        settings=settings,
        seed=bench.settings.seed,
        seconds=round(run.seconds, 4),
        raw_sha256=run.raw_sha256,
    )


def mean_over_rows(bench: Bench, values: "Sequence[float] | Floats") -> "Resampled":
    """The mean of what each row scores, with its resamples."""
    import numpy as np

    from claims.statistics.sum_scores import ratio, resample_totals

    rows = np.array(values, dtype=np.float64)
    totals = np.stack([rows, np.ones_like(rows)], axis=1)
    return resample_totals(ratio, totals, worth=rows_to_draw(bench), seed=bench.settings.seed)


def counted(
    question: Question,
    bench: Bench,
    value: Decimal,
    as_written: str,
    *,
    unit: str | None = None,
    n: int = 1,
    alternatives: Iterable[Alternative] = (),
    settings: tuple[Pair, ...] = (),
) -> Measurement:
    """The measurement of a value that is counted and not sampled: its interval is the value itself."""
    return Measurement(
        claim_id=question.claim_id,
        subject=question.subject,
        metric=question.metric,
        observed=Quantity(value=value, unit=unit, as_written=as_written),
        low=value,
        high=value,
        method="exact",
        n=n,
        alternatives=tuple(alternatives),
        reproducer=bench.stamp,
        settings=settings,
    )


def skipped(
    question: Question, bench: Bench, reason: Reason, detail: str, *, subject: str | None = None
) -> Skipped:
    """A question that stays open, and why; the subject is the question's unless it is given."""
    return Skipped(
        claim_id=question.claim_id,
        subject=question.subject if subject is None else subject,
        metric=question.metric,
        reason=reason,
        detail=detail,
        reproducer=bench.stamp,
    )


def rows_to_draw(bench: Bench) -> int | None:
    """How many rows a resample draws: the effective sample size; None for as many as there are rows."""
    return bench.effective_rows if bench.effective_rows < len(bench.rows) else None
