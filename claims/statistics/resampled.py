"""What a bootstrap gives: a value with its interval, one-sided bounds, standard error and p-value."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from claims.statistics.proportion_interval import Interval, normal_cdf, normal_quantile, score_ends

if TYPE_CHECKING:
    from claims.statistics.arrays import Floats


@dataclass(frozen=True, slots=True)
class Guard:
    """The score interval that a bootstrap may not be narrower than, where there is too little to resample.

    A model without a single error has nothing to draw from: every resample is perfect, and the interval would
    have no width even for three rows.
    """

    rows: float
    """Rows the value is worth: fewer than there are where a metric leans on rare classes."""
    bottom: float
    """The least the metric can be; its most is 1."""

    def end(self, estimate: float, confidence: float) -> float:
        """The one-sided upper bound at that confidence; the lower one where confidence is below 0.5."""
        share = min(1.0, max(0.0, (estimate - self.bottom) / (1 - self.bottom)))
        low, high = score_ends(share, self.rows, abs(normal_quantile(confidence)))
        return self.bottom + (1 - self.bottom) * (high if confidence >= 0.5 else low)


@dataclass(frozen=True, eq=False, slots=True)
class Resampled:
    """A value and what it became in each resample."""

    estimate: float
    """The value on the rows themselves."""
    draws: Floats
    """Shape (resamples,), rising; without the resamples where the value is undefined."""
    kind: Literal["bca", "percentile"]
    """Which interval: bias-corrected and accelerated (Efron, JASA 82, 1987), or plain percentiles."""
    bias: float = 0.0
    """z0: how far the estimate sits from the draws' median, in normal units."""
    acceleration: float = 0.0
    """a: how fast the standard error changes with the value, from the jackknife."""
    guard: Guard | None = None
    """What the interval may not be narrower than."""

    @property
    def method(self) -> str:
        """The name as records keep it: "bootstrap-bca", with "+wilson" where the guard was needed."""
        return f"bootstrap-{self.kind}" + ("+wilson" if self.guard else "")

    @property
    def standard_error(self) -> float:
        """The draws' standard deviation."""
        return float(self.draws.std(ddof=1))

    def end(self, confidence: float) -> float:
        """The one-sided upper bound at that confidence; below 0.5, the lower one at the rest."""
        import numpy as np

        share = self._share_of_draws(confidence)
        bound = float(np.quantile(self.draws, share))
        if self.guard is None:
            return bound
        wider = max if confidence >= 0.5 else min
        return wider(bound, self.guard.end(self.estimate, confidence))

    def interval(self, level: float = 0.95) -> Interval:
        """The two-sided interval; always holds the estimate."""
        low, high = self.end((1 - level) / 2), self.end((1 + level) / 2)
        return Interval(min(low, self.estimate), max(high, self.estimate), level, self.method)

    def bounds(self, confidence: float = 0.95) -> Interval:
        """The two one-sided bounds, each at that confidence."""
        return self.interval(2 * confidence - 1)

    def _share_of_draws(self, confidence: float) -> float:
        if not 0 < confidence < 1:
            return confidence
        z = self.bias + normal_quantile(confidence)
        slowed = 1 - self.acceleration * z
        # beyond this the correction turns round; it only happens in tails that no resample reaches
        return normal_cdf(self.bias + z / slowed) if slowed > 0 else float(z > 0)


def bca(estimate: float, draws: Floats, jackknife: Floats, weights: Floats | None = None) -> Resampled:
    """The bias-corrected and accelerated bootstrap from the draws and the values with one row left out.

    `jackknife` may hold each different value once, with `weights` saying how many rows give it.
    """
    import numpy as np

    rising = np.sort(draws[np.isfinite(draws)])
    if len(rising) < 2:
        raise ValueError("The value is undefined in almost every resample.")
    below = float(np.mean(rising < estimate) + np.mean(rising == estimate) / 2)
    edge = 1 / (2 * len(rising))
    bias = normal_quantile(min(1 - edge, max(edge, below)))
    return Resampled(estimate, rising, "bca", bias, acceleration(jackknife, weights))


def acceleration(jackknife: Floats, weights: Floats | None = None) -> float:
    """A sixth of the skewness of the jackknife's influences (Efron 1987, eq. 6.6)."""
    import numpy as np

    kept = np.isfinite(jackknife)
    values = jackknife[kept]
    counts = np.ones_like(values) if weights is None else weights[kept]
    if counts.sum() == 0:
        return 0.0
    influence = np.average(values, weights=counts) - values
    square = float((counts * influence**2).sum())
    cube = float((counts * influence**3).sum())
    return cube / (6 * math.pow(square, 1.5)) if square > 0 and math.pow(square, 1.5) > 0 else 0.0
