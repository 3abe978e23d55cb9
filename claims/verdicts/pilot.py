"""A first test of little cost: which claim to test first, on how many rows, and at what cost.

The claim that decides most is the document's own headline; rows are those that refute a shortfall of twice the margin
with 80 % probability (claims/statistics/power.py), which is the least that makes a test worth its while.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from claims import catalog
from claims.quantities import units
from claims.records import Claim
from claims.statistics.power import n_to_settle

LABELLING = Decimal("0.5")
"""Minutes in which a person checks the label of one row."""


@dataclass(frozen=True)
class Pilot:
    """A first test: the claim, how many rows, and the hours of a person who checks their labels."""

    claim: Claim
    rows: int
    hours: Decimal
    is_headline: bool = True
    """Whether no other score stands before it, which nothing here could test on a few rows."""

    @property
    def says(self) -> str:
        """The proposal in a sentence."""
        figure = f"{self.claim.metric_as_written} {self.claim.stated.as_written.strip()}"
        dataset = self.claim.dataset or ""
        on = f" on {dataset}" if dataset and dataset.lower() not in figure.lower() else ""
        place = "the headline" if self.is_headline else "the first score that can be measured here"
        return (
            f"Test first: {figure}{on}, {place}. If it falls short by twice the margin, {self.rows:,} labelled rows "
            f"of your own show that with 80 % probability; checking their labels takes about {self.hours} hours."
        )


def pilot(claims: Sequence[Claim], measured: frozenset[str], margin: Decimal) -> Pilot | None:
    """The first own score of the text that can be measured, tables after it, with its rows; None where there is none.

    `margin` is in points of a score out of 100.
    """
    scores = [claim for claim in claims if claim.own and claim.kind == "quality" and claim.same_as is None]
    ranked = sorted(scores, key=_rank)
    for claim in (score for score in ranked if score.metric in measured):
        share, gap = _share(claim), float(margin) / 100
        rows = None if share is None else n_to_settle(share, gap, -2 * gap)
        if rows is not None:
            hours = (rows * LABELLING / 60).quantize(Decimal("0.1"))
            return Pilot(claim, rows, hours, is_headline=claim is ranked[0])
    return None


def _rank(claim: Claim) -> tuple[bool, bool, bool]:
    """What a reader meets first: a sentence, read with confidence, before structured fields and tables."""
    return claim.in_doubt, claim.place.table is not None, claim.read_by.startswith("card-index")


def _share(claim: Claim) -> float | None:
    """A score as a share from 0 to 1, for metrics that are one."""
    metric = catalog.metric(claim.metric, claim.task)
    meanings = (
        units.readings(claim.stated, "share", metric=metric) if metric and metric.scale == "share" else ()
    )
    return float(meanings[0].value) if meanings and 0 < meanings[0].value < 1 else None
