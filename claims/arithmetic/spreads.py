"""Spreads that scores between two bounds cannot have, over the runs that a document says it made.

Of k values from a to b with mean m, the sample standard deviation is at most sqrt((m - a)(b - m) k / (k - 1))
(Bhatia and Davis 2000, with Bessel's correction). The fewest runs that the document names give the widest bound.
"""

import math
from collections.abc import Iterator, Sequence
from decimal import Decimal

from claims import catalog
from claims.arithmetic.findings import finding
from claims.arithmetic.grim import runs_of
from claims.records import Claim, Document, Finding


def impossible_spreads(claims: Sequence[Claim], document: Document | None) -> Iterator[Finding]:
    """Finds standard deviations larger than any runs with that mean can have."""
    runs = [n for n in runs_of(document)[0] if n > 1] or [2]
    for claim in claims:
        spread, metric = claim.stated.spread, catalog.metric(claim.metric)
        if spread is None or claim.kind != "quality" or metric is None or metric.scale != "share":
            continue
        mean, top = float(claim.stated.value), 1.0 if claim.stated.value <= 1 else 100.0
        half = float(claim.stated.half_step)
        if not 0 <= mean <= top or metric.high is None:
            continue
        k = min(runs)
        most = largest_spread(mean, half, top, k)
        if float(spread) - _half_step(spread) > most:
            yield _says(claim, most, k)


def largest_spread(mean: float, half_step: float, top: float, k: int) -> float:
    """The largest sample standard deviation of k values from 0 to `top` whose mean rounds to this one."""
    at = min(max(top / 2, mean - half_step), mean + 2 * half_step)
    return math.sqrt(max(0.0, at * (top - at)) * k / (k - 1))


def _half_step(value: Decimal) -> float:
    exponent = value.as_tuple().exponent
    return 10.0**exponent / 2 if isinstance(exponent, int) else 0.0


def _says(claim: Claim, most: float, k: int) -> Finding:
    return finding(
        f"{claim.metric_as_written} {claim.stated.as_written.strip()}: no {k} runs of this mean between the "
        f"metric's bounds spread by more than {most:.2g}.",
        "Say what stands behind ±, and over how many runs.",
        (claim.place,),
        rule="impossible-score",
    ).model_copy(update={"claim_ids": (claim.id,)})
