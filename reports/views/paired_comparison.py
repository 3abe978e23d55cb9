"""Two systems on the same rows, in a sentence and in the printed shape."""

from decimal import Decimal

from claims.records import Comparison
from reports.views import number_format, vocabulary
from reports.views.safe_text import visible
from reports.views.strict_json import Number, PrintedRecord


class PrintedComparison(PrintedRecord):
    """Two systems on the very same rows; scores are shares from 0 to 1."""

    metric: str
    """The catalog's id."""
    subject: str
    """The system that is asked about."""
    against: str
    """What it is compared with."""
    difference: Number
    """The subject's value less the other's."""
    low: Number
    """Lower end of the difference's interval."""
    high: Number
    """Upper end of the difference's interval."""
    level: float
    """Confidence of the interval."""
    method: str
    """How the interval was made."""
    p: float | None
    """Exact McNemar, adjusted by Holm; for shares of right answers only."""
    n: int
    """Rows that both answered."""
    only_subject: int
    """Rows that only the subject has right."""
    only_against: int
    """Rows that only the other has right."""
    slice_sha256: str | None
    """The rows, by the digest of their file."""
    seed: int
    """Seed of the resamples."""


def comparison_sentence(comparison: Comparison) -> str:
    """What the comparison shows: the difference in points with its interval, and how likely chance is."""
    size, side = abs(comparison.difference), "above" if comparison.difference >= 0 else "below"
    ends = (
        (comparison.low, comparison.high)
        if comparison.difference >= 0
        else (-comparison.high, -comparison.low)
    )
    interval = f"[{_points(ends[0])}, {_points(ends[1])}]"
    chance = "" if comparison.p is None else f", p {_p(comparison.p)} (McNemar, Holm)"
    metric = vocabulary.metric_name(comparison.metric)
    return (
        f"{metric}: {_points(size)} points {side} {visible(comparison.against)} {interval}"
        f" on the same {number_format.grouped(comparison.n)} rows{chance}"
    )


def _points(share: Decimal) -> str:
    return f"{100 * share:z.1f}".replace("-", "−")


def _p(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"= {p:.2g}"
