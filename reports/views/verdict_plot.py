"""The plot of a verdict: claimed value, margin, and the measured interval."""

from dataclasses import dataclass
from decimal import Decimal

from claims.catalog.metrics import metrics
from claims.records import Verdict
from reports.views.claim_rows import ClaimRow
from reports.views.number_format import observed_value, stated

WIDTH = 240
"""Units across."""
EDGE = 14
"""Units that stay free at both ends."""


@dataclass(frozen=True)
class PlotMark:
    """A position across the picture, with what stands there."""

    x: float
    label: str

    @property
    def anchor(self) -> str:
        """How a label is set so that it stays inside."""
        return "start" if self.x < WIDTH / 4 else "end" if self.x > WIDTH * 3 / 4 else "middle"


@dataclass(frozen=True)
class PlotSpan:
    """A stretch from left to right."""

    x: float
    width: float


@dataclass(frozen=True)
class VerdictPlot:
    """Everything that is drawn, in units of the picture."""

    claimed: PlotMark
    measured: PlotMark
    band: PlotSpan | None
    """Where a value counts as being as claimed."""
    interval: PlotSpan | None
    """The two-sided 95 % interval of the measurement."""
    judged: PlotSpan | None
    """Between the two one-sided 95 % bounds that the verdict looks at."""


def verdict_plot(row: ClaimRow) -> VerdictPlot | None:
    """The picture of a row, or None where nothing was measured."""
    verdict, claimed = row.verdict, row.claim.stated.value
    seen = verdict.observed
    if seen is None:
        return None
    margin = verdict.margin or Decimal(0)
    band = (claimed - margin, claimed + margin) if margin else None
    interval = (seen.low, seen.high) if seen.low is not None and seen.high is not None else None
    judged = _judged(verdict, claimed, row.claim.metric)
    ends = [claimed, seen.value, *(band or ()), *(interval or ()), *(judged or ())]
    scale = PlotScale(float(min(ends)), float(max(ends)))
    return VerdictPlot(
        claimed=PlotMark(scale.at(claimed), stated(row.claim.stated)),
        measured=PlotMark(scale.at(seen.value), observed_value(seen, row.claim.stated)),
        band=scale.span(band),
        interval=scale.span(interval),
        judged=scale.span(judged),
    )


def _judged(verdict: Verdict, claimed: Decimal, metric: str) -> tuple[Decimal, Decimal] | None:
    """The bounds of the difference, turned back to the claim's own axis."""
    seen, low, high = verdict.observed, verdict.low, verdict.high
    if seen is None or low is None or high is None or verdict.difference is None:
        return None
    gap = seen.value - claimed
    known = metrics().get(metric)
    turned = gap * verdict.difference < 0 or (
        not gap and known is not None and known.higher_is_better is False
    )
    return (claimed - high, claimed - low) if turned else (claimed + low, claimed + high)


@dataclass(frozen=True)
class PlotScale:
    """The stretch of values that the picture shows."""

    low: float
    high: float

    def at(self, value: Decimal) -> float:
        """Where a value stands, rounded so that the same dossier gives the same bytes."""
        if self.high == self.low:
            return WIDTH / 2
        share = (float(value) - self.low) / (self.high - self.low)
        return round(EDGE + share * (WIDTH - 2 * EDGE), 1)

    def span(self, ends: tuple[Decimal, Decimal] | None) -> PlotSpan | None:
        """Where a stretch of values stands; at least one unit wide."""
        if ends is None:
            return None
        left, right = self.at(ends[0]), self.at(ends[1])
        return PlotSpan(left, max(1.0, round(right - left, 1)))
