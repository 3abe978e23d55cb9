"""A claim and what was measured for it, brought to the same base units."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from claims import catalog
from claims.catalog.metrics import Metric
from claims.quantities.units import Reading, readings, to_printed
from claims.records import Basis, Case, Claim, Measurement, Observed, Slice
from claims.verdicts.claimed_data import is_on_other_data, is_same_split

SCORE_SCALES = ("share",)
RELATIVE_MARGIN = Decimal("0.05")
"""The default margin of everything that is no score: 5 % of the claimed value."""

ROUNDING = Decimal("0.25")
"""What the rounding of a score may add to the margin before it confirms: a quarter of it. "0.9" is no "0.90"."""

NEAR = Decimal("0.01")
"""Relative distance within which a size may be what a reading of its unit means."""
_ROUNDED_UP = Decimal("0.001")
"""Right answers that may be lost to the digits in which a share is kept."""
UNSAID = "not said by the claim"
"""The setting under which a reproducer tells a way of counting that it had to choose: an average, a normalisation."""


class ComparisonBasis(NamedTuple):
    """On what data a claim and its measurement are compared."""

    basis: Basis
    complete: bool
    """Whether the rows are the whole claimed split."""
    claim_n: int | None
    """Rows of the other sample that the claim was measured on, where that is known."""


@dataclass(frozen=True)
class MatchedClaim:
    """A claim, what was measured for it, and on what data the two are compared."""

    claim: Claim
    measured: Measurement
    metric: Metric
    reading: Reading
    basis: Basis
    margin: Decimal
    complete: bool
    claim_n: int | None

    @property
    def sign(self) -> int:
        """1 where more is better, -1 where less is."""
        return -1 if self.metric.higher_is_better is False else 1

    @property
    def difference(self) -> Decimal:
        """Observed minus claimed, turned so that more is better, in base units."""
        return self.sign * (self.measured.observed.value - self.reading.value)

    @property
    def slack(self) -> Decimal:
        """The margin plus what the claim's own rounding and its printed ± can hide, in base units."""
        return self.margin + self.reading.half_step + self.spread

    @property
    def spread(self) -> Decimal:
        """The number that the claim prints behind ±, in base units."""
        return (self.claim.stated.spread or Decimal(0)) * self.reading.factor

    @property
    def is_harmless_bound(self) -> bool:
        """Whether the claim is a bound that no worse result breaks: "up to 90 %", "at least 5 ms"."""
        return self.claim.stated.relation == ("<" if self.sign > 0 else ">")

    @property
    def slack_to_confirm(self) -> Decimal:
        """The same with a bounded part of the rounding: what rounding alone decides is left open."""
        return slack_to_confirm(self.margin, self.reading.half_step, score=self.metric.scale in SCORE_SCALES)

    @property
    def is_excused(self) -> bool:
        """Whether the claim holds in another way of counting that it leaves open."""
        if not any(pair.name == UNSAID for pair in self.measured.settings):
            return False
        begins = tuple(f"{self.metric.id}{end}" for end in ("_", " of ", ", "))
        ways = (
            alternative.value
            for alternative in self.measured.alternatives
            if alternative.metric.startswith(begins)
        )
        return any(self.sign * (value - self.reading.value) >= -self.slack for value in ways)

    def printed(self, value: Decimal | None) -> Decimal | None:
        """A value in base units as the claim would print it."""
        return None if value is None else to_printed(value, self.claim.stated, self.reading)

    @property
    def observed(self) -> Observed:
        """What was measured, as the claim would print it."""
        measurement = self.measured
        value = to_printed(measurement.observed.value, self.claim.stated, self.reading)
        return Observed(
            value=value,
            low=self.printed(measurement.low),
            high=self.printed(measurement.high),
            n=measurement.n,
        )


def slack_to_confirm(margin: Decimal, half_step: Decimal, *, score: bool) -> Decimal:
    """The margin plus what rounding may add before it confirms: few digits are no licence to fall short."""
    return margin + min(half_step, margin * ROUNDING if score else margin)


def _nearest_reading(meanings: tuple[Reading, ...], value: Decimal, metric: Metric) -> Reading:
    """The reading nearest to what was measured; where none fits the likeliest, so that MB stays MB and 0.9 is 90 %."""
    nearest = min(meanings, key=lambda reading: abs(reading.value - value))
    if metric.kind == "size":
        far = abs(nearest.value - value) > NEAR * max(abs(value), Decimal(1))
    else:
        better = metric.scale in SCORE_SCALES and metric.higher_is_better is not False
        far = better and value - nearest.value > NEAR + nearest.half_step
    return meanings[0] if far else nearest


def match_measurement(claim: Claim, measured: Measurement, case: Case) -> MatchedClaim | None:
    """Bring a claim and its measurement together; None where the printed number has no meaning for the metric."""
    metric = catalog.metric(claim.metric, claim.task)
    meanings = readings(claim.stated, metric.scale, metric=metric) if metric else ()
    if metric is None or not meanings:
        return None
    reading = _nearest_reading(meanings, measured.observed.value, metric)
    used = next((s for s in case.slices if s.sha256 == measured.slice_sha256), None)
    comparison = comparison_basis(
        claim, metric, used, exact=measured.method == "exact", supplied=measured.supplied
    )
    score = metric.scale in SCORE_SCALES
    margin = case.plan.margin / 100 if score else abs(reading.value) * RELATIVE_MARGIN
    matched = MatchedClaim(
        claim=claim,
        measured=measured,
        metric=metric,
        reading=reading,
        basis=comparison.basis,
        margin=margin,
        complete=comparison.complete,
        claim_n=comparison.claim_n,
    )
    # the whole split gives what is printed: where it gives far more, the rows are something else
    return replace(matched, complete=False) if matched.difference > margin else matched


def comparison_basis(
    claim: Claim, metric: Metric, used: Slice | None, *, exact: bool = False, supplied: bool = False
) -> ComparisonBasis:
    """On what a claim and a measurement on these rows can be compared; known before anything is measured."""
    basis = _basis(claim, metric, used, exact=exact, supplied=supplied)
    same_split = bool(used and is_same_split(claim, used))
    complete = bool(basis == "same_data" and used and used.complete and same_split)
    complete = complete and used is not None and _is_share_of(claim, metric, used.rows)
    own = basis == "same_data" and same_split
    return ComparisonBasis(basis, complete, None if own else _rows_behind(claim))


def _basis(claim: Claim, metric: Metric, used: Slice | None, *, exact: bool, supplied: bool) -> Basis:
    if exact:
        return "structure"
    if metric.kind in ("speed", "compute", "cost", "size"):
        return "supplied" if supplied else "hardware"
    return "own_data" if used is None or is_on_other_data(claim, metric, used) else "same_data"


def _is_share_of(claim: Claim, metric: Metric, rows: int) -> bool:
    """Whether a score of counted right answers can come out as printed on so many rows.

    25 rows give 84 % or 88 %, never 87.4 %: then the claim was made on other rows (the GRIM test of Brown and Heathers,
    Social Psychological and Personality Science 8, 2017). Digits may be rounded or cut.
    """
    meanings = readings(claim.stated, metric.scale, metric=metric)
    if not metric.counted or not meanings or claim.stated.relation != "=" or claim.stated.spread is not None:
        return True
    steps = ((reading.value * rows, reading.half_step * rows) for reading in meanings)
    return any(
        abs(right - right.to_integral_value()) <= max(2 * hidden, _ROUNDED_UP) for right, hidden in steps
    )


def _rows_behind(claim: Claim) -> int | None:
    """The size of the set that the claim was measured on, where the catalog knows it."""
    known = catalog.benchmark(claim.dataset) if claim.dataset else None
    if known is None:
        return None
    split = (claim.split or known.split_usually_reported or "").lower()
    return known.n_validation if split.startswith(("val", "dev")) else known.n_test
