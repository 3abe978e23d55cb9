"""F scores above what the precision and recall listed with them allow, outside tables: in an index, a list, a log."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from claims.arithmetic.f_scores import at_most, is_above
from claims.arithmetic.findings import finding
from claims.arithmetic.rounding_range import decimals_of, largest_f_score, rounded
from claims.records import Claim, Finding

NEAR = 12
"""Lines that three figures of one list lie apart at most."""
AVERAGES = ("", "_macro", "_micro", "_weighted")
"""What the names of a metric end in that is averaged over classes."""


def high_f_scores(claims: Sequence[Claim]) -> Iterator[Finding]:
    """Finds F1 scores above the mean of the precision and recall beside them, whatever they are averaged over."""
    groups: dict[tuple[str | None, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.place.table is None and claim.place.line and claim.stated.relation == "=":
            groups[claim.place.file, claim.subject, claim.dataset, claim.split, claim.conditions].append(
                claim
            )
    for group in groups.values():
        for average in AVERAGES:
            yield from _too_high(group, average)


def _too_high(group: list[Claim], average: str) -> Iterator[Finding]:
    """The F1 scores of a group that are higher than their precision and recall allow; each three in their order."""
    named = [
        sorted(
            (claim for claim in group if claim.metric == f"{name}{average}"),
            key=lambda claim: claim.place.line or 0,
        )
        for name in ("f1", "precision", "recall")
    ]
    if len({len(claims) for claims in named}) != 1:
        return
    for score, precision, recall in zip(*named, strict=True):
        lines = [claim.place.line or 0 for claim in (score, precision, recall)]
        most = largest_f_score(rounded(precision.stated.value), rounded(recall.stated.value))
        if max(lines) - min(lines) <= NEAR and is_above(rounded(score.stated.value), most):
            yield _says(score, precision, recall, most.middle)


def _says(score: Claim, precision: Claim, recall: Claim, most: float) -> Finding:
    return finding(
        f"{score.metric_as_written} is printed as {score.stated.as_written}, but precision "
        f"{precision.stated.as_written} and recall {recall.stated.as_written} "
        f"{at_most(most, decimals_of(score.stated.value))}.",
        "Check the three figures; say so where they are averaged over classes in different ways.",
        (score.place, precision.place, recall.place),
    ).model_copy(update={"claim_ids": (score.id, precision.id, recall.id)})
